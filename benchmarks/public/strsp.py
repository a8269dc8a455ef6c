"""Technicians with levels in several domains, and a price for leaving a task to others; without teams.

A. A. Kovacs, S. N. Parragh, K. F. Doerner and R. F. Hartl, "Adaptive large neighborhood search for service technician
routing and scheduling problems", Journal of Scheduling 15 (2012). Capacity, demand and the costs in the files are not
used there either: outsourcing costs 200 + (sum of the levels asked for) ^ 1.5.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from benchmarks.public.distances import THOUSANDTHS, in_thousandths, unrounded
from benchmarks.public.instance import ORIGIN, Instance, instant, seconds
from benchmarks.public.text import lines_of, numbers_of
from dispatch.files.disk import require
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Shift, Window

TRAVEL_AND_OUTSOURCING = "travel and outsourcing"
CONVENTIONS = (TRAVEL_AND_OUTSOURCING,)

REDUCED = "_reduced"
"""What the name of an instance with fewer technicians ends in; its tasks are those of the other one."""

SIZE = re.compile(r"_(\d+)x(\d+)_")
"""Domains and levels in the name of an instance."""

COLUMNS = 8
"""Number, x, y, demand, ready, due, service, cost; then a column for each level of each domain."""


def read(file: Path, convention: str) -> Instance:
    """The instance of a file of tasks, with the technicians whose file lies beside its folder.

    Raises
    ------
    UnusableError
        If a file cannot be read, or is not of the format.
    """
    stem = file.stem.removesuffix(REDUCED)
    folder = "techniciansReduced_noTeam" if file.stem.endswith(REDUCED) else "technicians_noTeam"
    size = SIZE.search(stem)
    require(size is not None, f"{file}: the name must tell domains and levels, as in C101_5x4_noTeam")
    domains, levels = (int(part) for part in size.groups()) if size else (0, 0)
    depot, *tasks = _rows(file.with_name(f"{stem}.txt"), "CUST NO", COLUMNS + domains * levels)
    crew = _rows(file.parents[1] / folder / f"technicians_{stem}.txt", "ID", 1 + domains)
    points = np.array([row[1:3] for row in (depot, *tasks)])
    hours = Shift(instant(depot[4], THOUSANDTHS), instant(depot[5], THOUSANDTHS))
    problem = Problem(
        origin=ORIGIN,
        now=ORIGIN,
        travel=Matrix(in_thousandths(points)),
        technicians=tuple(_technician(row, hours) for row in crew),
        orders=tuple(_order(row, place, levels) for place, row in enumerate(tasks, start=1)),
        policy=Policy(name=convention, weights={"travel_min": 1.0}),
    )
    return Instance(name=file.stem, problem=problem, scale=THOUSANDTHS, distances=unrounded(points), is_priced=True)


def outsourcing(asked: float) -> float:
    """What it costs to leave a task to others, by the sum of the levels that it asks for."""
    return float(200.0 + asked**1.5)


def _rows(file: Path, head: str, columns: int) -> list[list[float]]:
    """The rows of numbers below the line that begins with `head`."""
    lines = lines_of(file)
    heads = [n for n, line in enumerate(lines) if line.upper().startswith(head)]
    require(bool(heads), f"{file}: must have a line that begins with {head}")
    rows = [numbers_of(file, line) for line in lines[heads[0] + 1 :]]
    require(bool(rows), f"{file}: must have rows below {head}")
    for row in rows:
        require(len(row) == columns, f"{file}: a row has {len(row)} numbers, must have {columns}")
    return rows


def _technician(row: list[float], hours: Shift) -> Technician:
    number, *held = row
    return Technician(
        id=f"t{int(number)}",
        start=MatrixIndex(0),
        end=MatrixIndex(0),
        shifts=(hours,),
        skills={f"domain {n}": int(level) for n, level in enumerate(held, start=1) if level},
    )


def _order(row: list[float], place: int, levels: int) -> Order:
    number, _, _, _, ready, due, service, _ = row[:COLUMNS]
    asked = row[COLUMNS:]
    by_domain = [int(sum(asked[begin : begin + levels])) for begin in range(0, len(asked), levels)]
    return Order(
        id=f"{int(number)}",
        location=MatrixIndex(place),
        service_s=seconds(service, THOUSANDTHS),
        windows=(Window(instant(ready, THOUSANDTHS), instant(due, THOUSANDTHS)),),
        skills={f"domain {n}": level for n, level in enumerate(by_domain, start=1) if level},
        unserved_cost_min=outsourcing(sum(by_domain)) * THOUSANDTHS / 60.0,
    )
