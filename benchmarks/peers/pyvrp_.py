"""PyVRP: a client with a prize for each order, a vehicle type for each technician, a profile for each set of skills."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
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
"""Seconds, at least, of the way to an order that a profile has no skill for: longer than any day, dearer than any
prize."""


@dataclass(frozen=True, slots=True)
class PyVrp:
    """Iterated local search, with its own parameters."""

    name: str = "pyvrp"

    def prepared(self, problem: Problem) -> Solve:
        """The problem as PyVRP's own data; its numbers of clients are those of the orders."""
        day = PlainDay.of(problem)
        types = _types(day)
        return partial(_solve, _data(day, types), list(types.values()))


def _solve(data: pyvrp.ProblemData, technicians: Sequence[Sequence[int]], effort: Effort) -> Sequences:
    """The best plan; technicians of one vehicle type drive its routes one after the other."""
    deadline = time.perf_counter() + effort.limit_s

    def is_over(best_cost: int) -> bool:  # noqa: ARG001 - asked with the cost by PyVRP
        return time.perf_counter() >= deadline

    result = pyvrp.solve(data, is_over, seed=effort.seed, collect_stats=False)
    if not result.is_feasible():
        raise NoPlanError("no feasible plan found")
    free = [list(own) for own in technicians]
    sequences: list[list[int]] = [[] for _ in range(sum(map(len, free)))]
    for route in result.best.routes():
        sequences[free[route.vehicle_type()].pop(0)] = [stop.idx for stop in route if stop.is_client()]
    return sequences


def _types(day: PlainDay) -> dict[Any, list[int]]:
    """Technicians by what a vehicle type says of them: who is alike is of one type."""
    _, profiles = np.unique(day.able.T, axis=0, return_inverse=True)
    found: dict[Any, list[int]] = {}
    for k, profile in enumerate(profiles):
        hours = int(day.opens[k]), int(day.closes[k])
        key = int(profile), int(day.home[k]), hours, tuple(map(int, day.capacity[k])), int(day.fixed_s[k])
        found.setdefault(key, []).append(k)
    return found


def _data(day: PlainDay, types: Mapping[Any, Sequence[int]]) -> pyvrp.ProblemData:
    sets = np.unique(day.able.T, axis=0)
    homes, depot_of = np.unique(day.home, return_inverse=True)
    matrices: Any = [_matrix(day, can) for can in sets]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(day.travel_s))],
        clients=[_client(day, i) for i in range(day.n_orders)],
        depots=[pyvrp.Depot(int(home)) for home in homes],
        vehicle_types=[_vehicle_type(day, own, key[0], int(depot_of[own[0]])) for key, own in types.items()],
        distance_matrices=matrices,
        duration_matrices=matrices,
    )


def _matrix(day: PlainDay, can: npt.NDArray[np.bool_]) -> Numbers:
    """Travel for those who can serve the orders marked, and no others."""
    found = day.travel_s.copy()
    prizes_s = day.price_s[~day.must_serve]
    found[:, day.place[~can]] = max(FORBIDDEN_S, 2 * int(prizes_s.max(initial=0)))
    np.fill_diagonal(found, 0)
    return found


def _client(day: PlainDay, i: int) -> pyvrp.Client:
    return pyvrp.Client(
        location=int(day.place[i]),
        pickup=[int(number) for number in day.loads[i]],
        service_duration=int(day.service_s[i]),
        tw_early=int(day.earliest[i]),
        tw_late=int(day.latest[i]),
        prize=0 if day.must_serve[i] else int(day.price_s[i]),
        required=bool(day.must_serve[i]),
    )


def _vehicle_type(day: PlainDay, own: Sequence[int], profile: int, depot: int) -> pyvrp.VehicleType:
    """Where waiting costs as much as driving, the time of the route is priced instead of both."""
    k = own[0]
    return pyvrp.VehicleType(
        num_available=len(own),
        capacity=[int(number) for number in day.capacity[k]],
        start_depot=depot,
        end_depot=depot,
        fixed_cost=int(day.fixed_s[k]),
        unit_distance_cost=1 - int(day.waiting),
        unit_duration_cost=int(day.waiting),
        tw_early=int(day.opens[k]),
        tw_late=int(day.closes[k]),
        profile=profile,
    )
