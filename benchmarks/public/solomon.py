"""Vehicle routing with time windows: the format of Solomon, and of Gehring and Homberger.

M. M. Solomon, "Algorithms for the vehicle routing and scheduling problems with time window constraints", Operations
Research 35 (1987); H. Gehring and J. Homberger, "A parallel hybrid evolutionary metaheuristic for the vehicle routing
problem with time windows", EUROGEN99 (1999).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from benchmarks.peers.plain_day import MUST_SERVE_MIN
from benchmarks.public.distances import TENTHS, THOUSANDTHS, in_tenths, in_thousandths, unrounded
from benchmarks.public.instance import ORIGIN, Instance, instant, seconds
from benchmarks.public.text import lines_of, numbers_of
from dispatch.files.disk import require
from dispatch.model import Order, Policy, Problem, Technician
from geo.places import MatrixIndex
from geo.travel import Matrix
from scheduling.spans import Shift, Window

TRUNC1, SINTEF = "trunc1", "sintef"
CONVENTIONS = (TRUNC1, SINTEF)
"""Distance alone, each way cut to one digit; and the fewest vehicles first, then unrounded distance."""

COLUMNS = 7
"""Number, x, y, demand, ready, due, service."""


@dataclass(frozen=True, slots=True, eq=False)
class Vrptw:
    """A file of Solomon's format.

    Parameters
    ----------
    rows
        Shape (customers + 1, 7), the depot first.
    """

    vehicles: int
    capacity: int
    rows: npt.NDArray[np.float64]


def read(file: Path, convention: str) -> Instance:
    """The instance of a file, by one of `CONVENTIONS`.

    Raises
    ------
    UnusableError
        If the file cannot be read, or is not of the format.
    """
    told = parse(file)
    scale = TENTHS if convention == TRUNC1 else THOUSANDTHS
    points = told.rows[:, 1:3]
    durations_s = in_tenths(points) if convention == TRUNC1 else in_thousandths(points)
    fixed_min = 0.0 if convention == TRUNC1 else _dear_min(durations_s)
    problem = Problem(
        origin=ORIGIN,
        now=ORIGIN,
        travel=Matrix(durations_s),
        technicians=tuple(_technician(told, scale, k, fixed_min) for k in range(told.vehicles)),
        orders=tuple(_order(row, scale, place) for place, row in enumerate(told.rows) if place),
        policy=Policy(name=convention, weights={"travel_min": 1.0}),
    )
    distances = durations_s / TENTHS if convention == TRUNC1 else unrounded(points)
    return Instance(name=file.stem, problem=problem, scale=scale, distances=distances)


def parse(file: Path) -> Vrptw:
    """Vehicles and rows of a file."""
    lines = lines_of(file)
    heads = [n for n, line in enumerate(lines) if line.upper().startswith("CUST NO")]
    fleet = [n for n, line in enumerate(lines) if line.upper().startswith("NUMBER")]
    require(bool(heads and fleet), f"{file}: must have the lines NUMBER CAPACITY and CUST NO., as Solomon's files have")
    fleet_numbers = numbers_of(file, lines[fleet[0] + 1])
    require(len(fleet_numbers) == 2, f"{file}: {lines[fleet[0] + 1]!r} must be a number of vehicles and a capacity")
    rows = [numbers_of(file, line) for line in lines[heads[0] + 1 :]]
    for row in rows:
        require(len(row) == COLUMNS, f"{file}: a customer has {len(row)} numbers, must have {COLUMNS}")
    require(len(rows) > 1, f"{file}: must have a depot and a customer")
    return Vrptw(int(fleet_numbers[0]), int(fleet_numbers[1]), np.array(rows))


def _dear_min(durations_s: npt.NDArray[np.int32]) -> float:
    """Minutes that are more than any sensible plan drives: everybody on a way of their own."""
    return float(durations_s[0].sum(dtype=np.int64) + durations_s[:, 0].sum(dtype=np.int64)) / 60.0


def _technician(told: Vrptw, scale: int, k: int, fixed_min: float) -> Technician:
    _, _, _, _, opens, closes, _ = told.rows[0]
    return Technician(
        id=f"v{k + 1}",
        start=MatrixIndex(0),
        end=MatrixIndex(0),
        shifts=(Shift(instant(opens, scale), instant(closes, scale)),),
        capacity=(told.capacity,),
        fixed_cost_min=fixed_min,
    )


def _order(row: npt.NDArray[np.float64], scale: int, place: int) -> Order:
    number, _, _, demand, ready, due, service = row
    return Order(
        id=f"{int(number)}",
        location=MatrixIndex(place),
        service_s=seconds(service, scale),
        windows=(Window(instant(ready, scale), instant(due, scale)),),
        load=(int(demand),),
        unserved_cost_min=MUST_SERVE_MIN,
    )
