"""The time dimension of a routing model: driving, setup and service, windows, shifts, breaks and absences.

A visit's time is that of the begin of its setup, so that nothing interrupts setup and service; whoever comes from the
same place, and saves the setup, is held to be there so much sooner.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from dispatch.backends.routing.day import Day
from dispatch.backends.routing.units import units_a_second
from dispatch.backends.routing.vehicles import Vehicle
from dispatch.objectives import OVERTIME, WAITING

NAME = "time"


def add_clock(routing: Any, manager: Any, day: Day) -> None:
    """Add the time dimension."""
    horizon_s = day.closes + 1
    passing = _passing(routing, day, horizon_s)
    routing.AddDimensionWithVehicleTransits(passing, horizon_s, horizon_s, False, NAME)
    clock = routing.GetDimensionOrDie(NAME)
    for n in range(len(day.visits)):
        _bound_start(routing, clock, day, n, manager.NodeToIndex(n))
    clock.SetSlackCostCoefficientForAllVehicles(units_a_second(day.p.weights[WAITING]))
    overtime = units_a_second(day.p.weights[OVERTIME])
    for v, vehicle in enumerate(day.vehicles):
        clock.CumulVar(routing.Start(v)).SetRange(*vehicle.leaves)
        clock.CumulVar(routing.End(v)).SetRange(vehicle.leaves[0], vehicle.closes)
        if overtime and vehicle.closes > vehicle.ends:
            clock.SetCumulVarSoftUpperBound(routing.End(v), max(0, vehicle.ends), overtime)
        if vehicle.rests or vehicle.away:
            _add_pauses(routing, manager, day, v, vehicle)


def _passing(routing: Any, day: Day, no_way_s: int) -> list[int]:
    """For each vehicle the transit from node to node: all that is done at the one, and the way to the other."""
    made: dict[tuple[float, float], int] = {}
    saved_s = day.ways.saved_s()
    for vehicle in day.vehicles:
        key = vehicle.slowness, vehicle.service_factor
        if key not in made:
            busy_s = day.ways.busy_s(vehicle.service_factor)[:, None]
            passing = np.maximum(0, busy_s + day.ways.drive_s(vehicle.slowness, no_way_s) - saved_s)
            made[key] = routing.RegisterTransitMatrix(passing.tolist())
    return [made[vehicle.slowness, vehicle.service_factor] for vehicle in day.vehicles]


def _bound_start(routing: Any, clock: Any, day: Day, n: int, index: int) -> None:
    """Windows, locks, and the price of the hour; certificates bound the start by who comes."""
    visit = day.visits[n]
    begin = clock.CumulVar(index)
    begin.SetRange(max(0, visit.starts[0][0] - visit.setup_s), max(0, visit.starts[-1][1] - visit.setup_s))
    for (_, closes), (opens, _) in pairwise(visit.starts):
        begin.RemoveInterval(closes + 1 - visit.setup_s, opens - 1 - visit.setup_s)
    if visit.late is not None:
        clock.SetCumulVarSoftUpperBound(index, max(0, visit.late.second - visit.setup_s), visit.late.units)
    if visit.early is not None:
        clock.SetCumulVarSoftLowerBound(index, max(0, visit.early.second - visit.setup_s), visit.early.units)
    if visit.certified:
        latest = [visit.certified.get(v, day.closes) for v in range(-1, len(day.vehicles))]
        solver = routing.solver()
        solver.Add(begin + visit.setup_s <= solver.Element(latest, routing.VehicleVar(index) + 1))


def _add_pauses(routing: Any, manager: Any, day: Day, v: int, vehicle: Vehicle) -> None:
    """Breaks and absences, none of which setup or service overlaps; driving is interrupted by both."""
    spans = [*vehicle.rests, *((begins, begins, ends - begins) for begins, ends in vehicle.away)]
    pauses = [
        routing.solver().FixedDurationIntervalVar(earliest, latest, length_s, False, f"pause {v} {n}")
        for n, (earliest, latest, length_s) in enumerate(spans)
    ]
    busy_s = day.ways.busy_s(vehicle.service_factor)
    at_node = [int(busy_s[manager.IndexToNode(index)]) for index in range(routing.Size())]
    routing.GetDimensionOrDie(NAME).SetBreakIntervalsOfVehicle(pauses, v, at_node)
