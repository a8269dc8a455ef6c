"""What others have reached: a file of references beside the instances."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.public.hhcrsp import THIRDS
from benchmarks.public.sets import PublicSet
from benchmarks.public.solomon import SINTEF, TRUNC1
from benchmarks.public.trsp import WORKING_TIME, needs_depot
from dispatch.files.disk import UnusableError


@dataclass(frozen=True, slots=True)
class Reference:
    """The best known plan of an instance, in one convention.

    Parameters
    ----------
    vehicles
        ``None`` where the convention does not count them.
    """

    value: float
    vehicles: int | None = None


def references_of(data: Path, chosen: PublicSet, convention: str) -> dict[str, Reference]:
    """The references of a set by instance; an instance without one in this convention is not there.

    Raises
    ------
    UnusableError
        If the file is there, but cannot be read.
    """
    file = data / chosen.folder / chosen.references
    if not file.exists():
        return {}
    try:
        text = file.read_text(encoding="utf-8")
        told = json.loads(text) if file.suffix == ".json" else rows_of(text)
        found = {name: _reference(name, entry, convention) for name, entry in told.items()}
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise UnusableError(f"{file}: {error}") from None
    return {name: reference for name, reference in found.items() if reference is not None}


def rows_of(text: str) -> Mapping[str, dict[str, str]]:
    """The rows of a table in Markdown, by the file's name in their first cell, without its ending."""
    head, _, *rows = (
        [cell.strip() for cell in line.strip("| ").split("|")] for line in text.splitlines() if line.strip()
    )
    return {Path(row[0]).stem: dict(zip(head, row, strict=True)) for row in rows}


def _reference(name: str, entry: dict[str, Any], convention: str) -> Reference | None:
    if convention == TRUNC1 and "distance_trunc1" in entry:
        return Reference(float(entry["distance_trunc1"]))
    if convention == SINTEF and "distance_real" in entry:
        return Reference(float(entry["distance_real"]), int(entry["vehicles"]))
    if convention == WORKING_TIME and not needs_depot(name, entry["solution"]):
        return Reference(float(entry["working_time"]))
    if convention == THIRDS:
        return Reference(float(entry["total_cost"]))
    return None
