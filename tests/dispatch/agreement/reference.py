"""A slow, plain search for the best place of an order in one route. It knows the contract, not the evaluator.

Every position is tried; for each, the earliest start of every stop follows from trying the few instants at which a
start can become possible. What comes out is a `Route` with all its times stated, for the checker to judge.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dispatch.model import Order, Problem, Route, Stop, Technician


@dataclass(frozen=True)
class Trial:
    """A sequence of orders for one shift; the leading `under_way` of them keep their start and the departure."""

    technician: Technician
    shift: int
    sequence: list[tuple[Order, Stop | None]]
    under_way: int
    in_force: Route | None


def routes_with(
    problem: Problem, in_force: Route | None, technician: Technician, shift: int, order: Order
) -> Iterator[Route]:
    """The technician's shift with the order at each position at which a legal clock can be found."""
    orders = {each.id: each for each in problem.orders}
    stops = (
        [] if in_force is None else [(orders[stop.order], stop) for stop in in_force.stops if stop.order != order.id]
    )
    under_way = 0
    place = technician.start
    for known, stop in stops:
        leg = problem.travel.leg(place, known.location)
        if leg is None or in_force is None:
            break
        left = last_free(technician, stop.start - seconds(leg[0]), seconds(leg[0])) if under_way else in_force.depart
        if left >= problem.now:
            break
        under_way, place = under_way + 1, known.location
    for position in range(under_way, len(stops) + 1):
        sequence: list[tuple[Order, Stop | None]] = [*stops[:position], (order, None), *stops[position:]]
        route = clock(problem, Trial(technician, shift, sequence, under_way, in_force))
        if route is not None:
            yield route


def clock(problem: Problem, trial: Trial) -> Route | None:
    """The sequence with every start as early as can be, told starts kept from below; ``None`` if it does not fit."""
    technician = trial.technician
    drives = drives_of(problem, trial)
    if drives is None:
        return None
    free_from = max(technician.shifts[trial.shift].start, problem.origin, problem.now)
    starts: list[datetime] = []
    for n, (order, told) in enumerate(trial.sequence):
        if n < trial.under_way:
            assert told is not None
            starts.append(told.start)
            free_from = told.start + seconds(order.service_s)
            continue
        departs = free_from
        if n == 0 or free_from < problem.now:
            departs = first_free(technician, max(free_from, problem.now), drives[n])
        busy = seconds(order.service_s) + (drives[n + 1] if n + 1 < len(drives) else seconds(0))
        soonest = departs + drives[n] if told is None else max(departs + drives[n], told.start)
        start = earliest(order, technician, soonest, busy)
        if start is None:
            return None
        starts.append(start)
        free_from = start + seconds(order.service_s)
    return stated(trial, starts, drives)


def drives_of(problem: Problem, trial: Trial) -> list[timedelta] | None:
    """The driving to each stop, and home if there is one; ``None`` where there is no way."""
    places = [trial.technician.start, *(order.location for order, _ in trial.sequence)]
    if trial.technician.end is not None:
        places.append(trial.technician.end)
    legs = [problem.travel.leg(a, b) for a, b in pairwise(places)]
    return None if None in legs else [seconds(leg[0]) for leg in legs if leg is not None]


def earliest(order: Order, technician: Technician, soonest: datetime, busy: timedelta) -> datetime | None:
    turns = {soonest, *(w.start for w in order.windows), *(a.end for a in technician.absences)}
    for start in sorted(turn for turn in turns if turn >= soonest):
        in_window = not order.windows or any(w.start <= start <= w.end for w in order.windows)
        if in_window and is_free(technician, start, busy):
            return start
    return None


def is_free(technician: Technician, start: datetime, busy: timedelta) -> bool:
    return not any(max(start, away.start) < min(start + busy, away.end) for away in technician.absences)


def first_free(technician: Technician, start: datetime, busy: timedelta) -> datetime:
    turns = sorted({start, *(away.end for away in technician.absences if away.end > start)})
    return next(turn for turn in turns if is_free(technician, turn, busy))


def last_free(technician: Technician, start: datetime, busy: timedelta) -> datetime:
    turns = {start, *(away.start - busy for away in technician.absences if away.start - busy < start)}
    return next(turn for turn in sorted(turns, reverse=True) if is_free(technician, turn, busy))


def stated(trial: Trial, starts: list[datetime], drives: list[timedelta]) -> Route:
    """The route with all its times; it departs as late as delays no start, unless it has departed."""
    depart = last_free(trial.technician, starts[0] - drives[0], drives[0])
    if trial.under_way:
        assert trial.in_force is not None
        depart = trial.in_force.depart
    stops = []
    before = depart
    for (order, _), start, drive in zip(trial.sequence, starts, drives, strict=False):
        finish = start + seconds(order.service_s)
        stops.append(Stop(order=order.id, start=start, finish=finish, arrive=before + drive))
        before = finish
    home = drives[len(starts)] if len(drives) > len(starts) else seconds(0)
    return Route(
        technician=trial.technician.id, shift=trial.shift, depart=depart, back=before + home, stops=tuple(stops)
    )


def seconds(number: int) -> timedelta:
    return timedelta(seconds=number)
