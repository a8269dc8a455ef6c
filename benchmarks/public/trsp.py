"""Technicians with homes, skills, tools and spare parts; what counts is their working time.

V. Pillac, C. Guéret and A. L. Medaglia, "A parallel matheuristic for the technician routing and scheduling problem",
Optimization Letters 7 (2013). There, technicians may fetch tools and parts at a depot on the way. Here nobody does, so
that a request which nobody can serve with what is at home is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.public.distances import THOUSANDTHS, in_thousandths, unrounded
from benchmarks.public.instance import ORIGIN, Instance, instant, seconds
from benchmarks.public.text import lines_of, numbers_of
from dispatch.files.disk import UnusableError, require
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Shift, Window

WORKING_TIME = "working time"
CONVENTIONS = (WORKING_TIME,)

COLUMNS = 9
"""Number, x, y, opens, closes, service; lists of skills and of tools, and how many of each spare part."""

DEAR = 4.0
"""Longest shifts that leaving a request out costs. Parts run out, so that it may have to be."""

SIZE = re.compile(r"\.(\d+)_(\d+)-")
"""Requests and technicians in the name of an instance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A technician or a request.

    Parameters
    ----------
    needs
        Names of skills and tools: held, or asked for.
    parts
        Held at home, or used up.
    """

    number: int
    point: tuple[float, float]
    opens: float
    closes: float
    service: float
    needs: frozenset[str]
    parts: tuple[int, ...]

    def can_serve(self, request: Row) -> bool:
        """Could this technician serve the request with what is at home, if nothing else?"""
        return request.needs <= self.needs and all(
            used <= held for used, held in zip(request.parts, self.parts, strict=True)
        )


def read(file: Path, convention: str) -> Instance:
    """The instance of a file, without the requests that only the depot could supply for.

    Raises
    ------
    UnusableError
        If the file cannot be read, or is not of the format.
    """
    crew, requests = parse(file)
    asked = [row for row in requests if any(each.can_serve(row) for each in crew)]
    points = np.array([row.point for row in (*crew, *asked)])
    dear_min = DEAR * max(seconds(row.closes - row.opens, THOUSANDTHS) for row in crew) / 60.0
    problem = Problem(
        origin=ORIGIN,
        now=ORIGIN,
        travel=Matrix(in_thousandths(points)),
        technicians=tuple(_technician(row, place) for place, row in enumerate(crew)),
        orders=tuple(_order(row, place, dear_min) for place, row in enumerate(asked, start=len(crew))),
        policy=Policy(name=convention, weights={"travel_min": 1.0, "waiting_min": 1.0}),
    )
    return Instance(
        name=file.stem,
        problem=problem,
        scale=THOUSANDTHS,
        distances=unrounded(points),
        is_timed=True,
        skipped=tuple(f"{row.number}" for row in requests if row not in asked),
    )


def parse(file: Path) -> tuple[list[Row], list[Row]]:
    """Technicians and requests of a file."""
    lines = lines_of(file)
    crews = [n for n, line in enumerate(lines) if line.upper().startswith("CREW COUNT")]
    heads = [n for n, line in enumerate(lines) if line.upper().startswith("ID ")]
    require(bool(crews and heads), f"{file}: must have the lines CREW COUNT and ID")
    count = int(numbers_of(file, lines[crews[0] + 1])[0])
    _depot, *rows = lines[heads[0] + 1 :]
    require(0 < count < len(rows), f"{file}: has {len(rows)} technicians and requests, {count} of them technicians")
    told = [_row(file, line) for line in rows]
    require(len({len(row.parts) for row in told}) == 1, f"{file}: not all rows have as many kinds of spare parts")
    return told[:count], told[count:]


def needs_depot(name: str, solution: str) -> bool:
    """Does anybody in a published solution go to the depot on the way?

    Requests, homes and, after those, the depot are numbered one after the other.
    """
    size = SIZE.search(name)
    if size is None:
        return True
    requests, crew = (int(part) for part in size.groups())
    return any(int(number) > requests + 2 * crew for number in re.findall(r"\d+", solution))


def _row(file: Path, line: str) -> Row:
    parts = line.split()
    require(len(parts) == COLUMNS, f"{file}: {line!r} has {len(parts)} columns, must have {COLUMNS}")
    number, x, y, opens, closes, service = numbers_of(file, " ".join(parts[:6]))
    skills, tools, spare = (_list(file, part) for part in parts[6:])
    return Row(
        number=int(number),
        point=(x, y),
        opens=opens,
        closes=closes,
        service=service,
        needs=frozenset([f"skill {each}" for each in skills] + [f"tool {each}" for each in tools]),
        parts=tuple(spare),
    )


def _list(file: Path, text: str) -> Sequence[int]:
    try:
        return [int(each) for each in json.loads(text)]
    except (ValueError, TypeError):
        raise UnusableError(f"{file}: {text!r} must be a list of numbers") from None


def _technician(row: Row, place: int) -> Technician:
    return Technician(
        id=f"t{row.number}",
        start=MatrixIndex(place),
        end=MatrixIndex(place),
        shifts=(Shift(instant(row.opens, THOUSANDTHS), instant(row.closes, THOUSANDTHS)),),
        skills=dict.fromkeys(sorted(row.needs), 1),
        capacity=row.parts,
    )


def _order(row: Row, place: int, dear_min: float) -> Order:
    return Order(
        id=f"{row.number}",
        location=MatrixIndex(place),
        service_s=seconds(row.service, THOUSANDTHS),
        windows=(Window(instant(row.opens, THOUSANDTHS), instant(row.closes, THOUSANDTHS)),),
        skills=dict.fromkeys(sorted(row.needs), 1),
        load=row.parts,
        unserved_cost_min=dear_min,
    )
