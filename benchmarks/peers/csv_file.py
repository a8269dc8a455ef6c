"""All rows as a file, each with where it comes from, and back."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import fields
from io import StringIO
from typing import Any

from benchmarks.peers.row import Row, Task

TASK_FIELDS = tuple(field.name for field in fields(Task))
ROW_FIELDS = tuple(field.name for field in fields(Row) if field.name != "task")
WHOLE = {"orders", "cores", "seed", "left_out"}
TEXTS = {"kind", "solver", "fault"}
PROVENANCE = "provenance"


def to_csv(rows: Iterable[Row], provenance: str) -> str:
    """A line for each row, floats to the last digit; what is not known stays empty."""
    told = StringIO(newline="")
    writer = csv.writer(told, lineterminator="\n")
    writer.writerow((*TASK_FIELDS, *ROW_FIELDS, PROVENANCE))
    for row in rows:
        values = [getattr(row.task, name) for name in TASK_FIELDS] + [getattr(row, name) for name in ROW_FIELDS]
        writer.writerow("" if value is None else value for value in (*values, provenance))
    return told.getvalue()


def from_csv(text: str) -> Sequence[Row]:
    """The rows of a file that `to_csv` wrote."""
    rows = []
    for line in csv.DictReader(StringIO(text, newline="")):
        task = Task(**{name: _value(name, line[name]) for name in TASK_FIELDS})
        rows.append(Row(task=task, **{name: _value(name, line[name]) for name in ROW_FIELDS}))
    return rows


def _value(name: str, text: str) -> Any:
    if name in TEXTS:
        return text
    if not text:
        return None
    return int(text) if name in WHOLE else float(text)
