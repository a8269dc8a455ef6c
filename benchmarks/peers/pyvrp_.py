"""PyVRP: a client with a prize for each order, a vehicle type for each technician, a profile for each set of skills."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyvrp

from benchmarks.peers.plain_day import Numbers, PlainDay
from benchmarks.peers.solver import Effort, NoPlanError, Solve
from benchmarks.peers.timing import Sequences
from dispatch.model import Problem

FORBIDDEN_S = 10_000_000
"""Seconds of the way to an order that a profile has no skill for: longer than any day, dearer than any prize."""


@dataclass(frozen=True, slots=True)
class PyVrp:
    """Iterated local search, with its own parameters."""

    name: str = "pyvrp"

    def prepared(self, problem: Problem) -> Solve:
        """The problem as PyVRP's own data; its numbers of clients are those of the orders."""
        day = PlainDay.of(problem)
        return partial(_solve, _data(day), day.n_technicians)


def _solve(data: pyvrp.ProblemData, n_technicians: int, effort: Effort) -> Sequences:
    deadline = time.perf_counter() + effort.limit_s

    def is_over(best_cost: int) -> bool:  # noqa: ARG001 - asked with the cost by PyVRP
        return time.perf_counter() >= deadline

    result = pyvrp.solve(data, is_over, seed=effort.seed, collect_stats=False)
    if not result.is_feasible():
        raise NoPlanError("no feasible plan found")
    sequences: list[list[int]] = [[] for _ in range(n_technicians)]
    for route in result.best.routes():
        sequences[route.vehicle_type()] = [stop.idx for stop in route if stop.is_client()]
    return sequences


def _data(day: PlainDay) -> pyvrp.ProblemData:
    sets, profile_of = np.unique(day.able.T, axis=0, return_inverse=True)
    matrices: Any = [_matrix(day, can) for can in sets]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(day.travel_s))],
        clients=[_client(day, i) for i in range(day.n_orders)],
        depots=[pyvrp.Depot(int(home)) for home in day.home],
        vehicle_types=[_vehicle_type(day, k, int(profile_of[k])) for k in range(day.n_technicians)],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )


def _matrix(day: PlainDay, can: npt.NDArray[np.bool_]) -> Numbers:
    """Travel for those who can serve the orders marked, and no others."""
    found = day.travel_s.copy()
    found[:, day.place[~can]] = FORBIDDEN_S
    np.fill_diagonal(found, 0)
    return found


def _client(day: PlainDay, i: int) -> pyvrp.Client:
    return pyvrp.Client(
        location=int(day.place[i]),
        pickup=[int(number) for number in day.loads[i]],
        service_duration=int(day.service_s[i]),
        tw_early=int(day.earliest[i]),
        tw_late=int(day.latest[i]),
        prize=int(day.price_s[i]),
        required=False,
    )


def _vehicle_type(day: PlainDay, k: int, profile: int) -> pyvrp.VehicleType:
    return pyvrp.VehicleType(
        num_available=1,
        capacity=[int(number) for number in day.capacity[k]],
        start_depot=k,
        end_depot=k,
        tw_early=int(day.opens[k]),
        tw_late=int(day.closes[k]),
        profile=profile,
    )
