"""OR-Tools' routing: a penalty for each order left out, guided local search."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from benchmarks.peers.plain_day import NEVER_LATE, Numbers, PlainDay
from benchmarks.peers.solver import Effort, NoPlanError, Solve
from benchmarks.peers.timing import Sequences
from dispatch.model import Problem

DAY_S = 86_400
NOBODY = -1
FIRST = {
    "auto": routing_enums_pb2.FirstSolutionStrategy.AUTOMATIC,
    "insertion": routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION,
}
"""Strategies for the first plan, by name."""


@dataclass(frozen=True, slots=True)
class OrToolsRouting:
    """The classic routing library, on one core whatever it is given.

    Parameters
    ----------
    first
        How the first plan is made: ``auto`` leaves it to OR-Tools, ``insertion`` is the cheapest parallel insertion.
        Which one is better depends on the size of the day.
    """

    first: str

    @property
    def name(self) -> str:
        """With the way of the first plan."""
        return f"ortools-{self.first}"

    def prepared(self, problem: Problem) -> Solve:
        """The whole model; closing it, and searching, is timed."""
        return partial(_Model(PlainDay.of(problem)).solve, FIRST[self.first])


class _Model:
    """A day as a routing model; its nodes are the places of the matrix.

    A second of waiting costs as much as one of driving, or nothing: where it costs, the time from departure to return
    is priced instead of both.
    """

    def __init__(self, day: PlainDay) -> None:
        assert day.waiting in {0.0, 1.0}
        self.day = day
        homes = [int(home) for home in day.home]
        self.manager = pywrapcp.RoutingIndexManager(len(day.travel_s), day.n_technicians, homes, homes)
        self.routing = pywrapcp.RoutingModel(self.manager)
        self.index = [self.manager.NodeToIndex(int(place)) for place in day.place]
        travel = self.routing.RegisterTransitMatrix(((1 - int(day.waiting)) * day.travel_s).tolist())
        self.routing.SetArcCostEvaluatorOfAllVehicles(travel)
        for k, fixed_s in enumerate(day.fixed_s):
            self.routing.SetFixedCostOfVehicle(int(fixed_s), k)
        self._add_time()
        self._add_loads()
        for i, index in enumerate(self.index):
            self.routing.AddDisjunction([index], int(day.price_s[i]))
            able = [int(k) for k in np.flatnonzero(day.able[i])]
            self.routing.VehicleVar(index).SetValues([NOBODY, *able])

    def solve(self, first: int, effort: Effort) -> Sequences:
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = first
        parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
        parameters.time_limit.FromTimedelta(timedelta(seconds=effort.limit_s))
        found = self.routing.SolveWithParameters(parameters)
        if found is None:
            raise NoPlanError("no plan found")
        return [self._sequence(found, k) for k in range(self.day.n_technicians)]

    def _sequence(self, found: Any, k: int) -> list[int]:
        order_at = {index: i for i, index in enumerate(self.index)}
        sequence, index = [], found.Value(self.routing.NextVar(self.routing.Start(k)))
        while not self.routing.IsEnd(index):
            sequence.append(order_at[index])
            index = found.Value(self.routing.NextVar(index))
        return sequence

    def _add_time(self) -> None:
        """Driving and service, windows, shifts, breaks, and what lateness costs."""
        day, routing = self.day, self.routing
        service_s = np.zeros(len(day.travel_s), np.int64)
        service_s[day.place] = day.service_s
        passing = routing.RegisterTransitMatrix((day.travel_s + service_s[:, None]).tolist())
        horizon_s = max(DAY_S, int(day.closes.max()))
        routing.AddDimension(passing, horizon_s, horizon_s, False, "time")
        clock = routing.GetDimensionOrDie("time")
        for i, index in enumerate(self.index):
            clock.CumulVar(index).SetRange(int(day.earliest[i]), int(day.latest[i]))
            if day.due[i] < NEVER_LATE and day.lateness:
                clock.SetCumulVarSoftUpperBound(index, int(day.due[i]), math.ceil(day.lateness))
        if day.waiting:
            clock.SetSpanCostCoefficientForAllVehicles(int(day.waiting))
        for k in range(day.n_technicians):
            for end in (routing.Start(k), routing.End(k)):
                clock.CumulVar(end).SetRange(int(day.opens[k]), int(day.closes[k]))
            if day.pauses[k, 2]:
                self._add_break(clock, k, service_s)

    def _add_break(self, clock: Any, k: int, service_s: Numbers) -> None:
        earliest, latest, length_s = (int(number) for number in self.day.pauses[k])
        pause = self.routing.solver().FixedDurationIntervalVar(earliest, latest, length_s, False, f"break {k}")
        at_node = [int(service_s[self.manager.IndexToNode(index)]) for index in range(self.routing.Size())]
        clock.SetBreakIntervalsOfVehicle([pause], k, at_node)

    def _add_loads(self) -> None:
        day = self.day
        for dimension in range(day.capacity.shape[1]):
            carried = np.zeros(len(day.travel_s), np.int64)
            carried[day.place] = day.loads[:, dimension]
            taken = self.routing.RegisterUnaryTransitVector(carried.tolist())
            limits = [int(limit) for limit in day.capacity[:, dimension]]
            self.routing.AddDimensionWithVehicleCapacity(taken, 0, limits, True, f"load {dimension}")
