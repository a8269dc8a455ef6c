"""A day as a model of OR-Tools' routing library: guided local search, a penalty for each order left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from dispatch.backends.routing.clock import add_clock
from dispatch.backends.routing.day import Day
from dispatch.backends.routing.quotas import add_quotas
from dispatch.backends.routing.units import UNITS_A_MINUTE, units, units_a_second
from dispatch.objectives import DISTANCE, TRAVEL
from dispatch.planner import Progress

NOBODY = -1
FIRST = MappingProxyType(
    {
        "auto": routing_enums_pb2.FirstSolutionStrategy.AUTOMATIC,
        "insertion": routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION,
    }
)
"""Strategies for the first plan, by name: OR-Tools' own choice, and the cheapest parallel insertion."""

LEAST_S = 0.001
"""A limit of no time at all would be none to OR-Tools."""

FIRST_BRANCHES = 1_000_000
"""Decisions after which a search by plans ends that has found none."""

BRANCHES = 200
"""Decisions for each plan to be found after the first, after which it ends: where nothing is left, it would go on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long to search.

    Parameters
    ----------
    first
        One of `FIRST`.
    limit_s
        Seconds; ``None`` for a search by plans.
    plans
        How many better or worse plans may be found after the first, if `limit_s` is ``None``.
    """

    first: str = "auto"
    limit_s: float | None = None
    plans: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a search.

    Parameters
    ----------
    sequences
        Numbers of orders by number of route, as they follow each other; ``None`` if no plan was found.
    plans
        How many plans were found.
    """

    sequences: dict[int, list[int]] | None
    plans: int


def search(day: Day, effort: Effort, progress: Progress | None = None) -> Found:
    """Look for good sequences of the orders of a day."""
    return Model(day).search(effort, progress)


class Model:
    """A day, told. Closing it, and searching, is what takes time."""

    def __init__(self, day: Day) -> None:
        self.day = day
        self.is_empty = not day.visits or not day.vehicles
        if self.is_empty:
            return
        ways = day.ways
        self.manager = pywrapcp.RoutingIndexManager(ways.count, len(day.vehicles), ways.starts, ways.ends)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self._add_prices()
        add_clock(self.routing, self.manager, day)
        add_quotas(self.routing, day)
        for n, visit in enumerate(day.visits):
            index = self.manager.NodeToIndex(n)
            self.routing.AddDisjunction([index], visit.unserved)
            self.routing.VehicleVar(index).SetValues([NOBODY, *visit.able])

    def search(self, effort: Effort, progress: Progress | None = None) -> Found:
        """Search until the limit."""
        if self.is_empty:
            return Found({}, 0)
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = FIRST[effort.first]
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        # Linear programs for the times of each neighbour take 20 to 70 times as long and find no better sequences.
        parameters.disable_scheduling_beware_this_may_degrade_performance = True
        if effort.limit_s is None:
            parameters.solution_limit = effort.plans + 1
            self._bound_branches(BRANCHES * (effort.plans + 1))
        else:
            parameters.time_limit.FromTimedelta(timedelta(seconds=max(LEAST_S, effort.limit_s)))
        if progress is not None:
            self.routing.AddAtSolutionCallback(lambda: self._tell(progress))
        found = self.routing.SolveWithParameters(parameters)
        plans = int(self.routing.solver().Solutions())
        return Found(None if found is None else self._sequences(found), plans)

    def _bound_branches(self, most: int) -> None:
        """End the search after so many decisions behind the first plan; a limit alone is not heeded before that."""
        solver, last = self.routing.solver(), FIRST_BRANCHES

        def is_spent() -> bool:
            nonlocal last
            if solver.Solutions() > 0 and last == FIRST_BRANCHES:
                last = solver.Branches() + most
            if solver.Branches() < last:
                return False
            self.routing.CancelSearch()
            return True

        self.routing.AddSearchMonitor(solver.CustomLimit(is_spent))

    def _add_prices(self) -> None:
        """Driving and kilometres by the way, used shifts by the vehicle."""
        day, made = self.day, dict[float, int]()
        a_second, a_metre = units_a_second(day.p.weights[TRAVEL]), units(day.p.weights[DISTANCE] / 1000.0)
        for v, vehicle in enumerate(day.vehicles):
            if vehicle.slowness not in made:
                driven_s = day.ways.drive_s(vehicle.slowness, day.closes)
                prices = np.minimum(a_second * driven_s + a_metre * day.ways.metres, 2**60)
                made[vehicle.slowness] = self.routing.RegisterTransitMatrix(prices.tolist())
            self.routing.SetArcCostEvaluatorOfVehicle(made[vehicle.slowness], v)
            if vehicle.has_begun:
                self.routing.SetVehicleUsedWhenEmpty(True, v)
            else:
                self.routing.SetFixedCostOfVehicle(units(float(day.p.technicians[vehicle.technician]["fixed_min"])), v)

    def _sequences(self, found: Any) -> dict[int, list[int]]:
        sequences: dict[int, list[int]] = {}
        for v, vehicle in enumerate(self.day.vehicles):
            index = found.Value(self.routing.NextVar(self.routing.Start(v)))
            sequence = sequences.setdefault(vehicle.route, [])
            while not self.routing.IsEnd(index):
                sequence.append(self.day.visits[self.manager.IndexToNode(index)].order)
                index = found.Value(self.routing.NextVar(index))
        return sequences

    def _tell(self, progress: Progress) -> None:
        """Tell of the plan just found: its price to OR-Tools, in minutes."""
        indexes = (self.manager.NodeToIndex(n) for n in range(len(self.day.visits)))
        served = sum(self.routing.ActiveVar(index).Value() for index in indexes)
        progress(self.routing.CostVar().Min() / UNITS_A_MINUTE, served, int(self.routing.solver().Solutions()))
