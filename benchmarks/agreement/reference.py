"""A slow, plain search for the places of an order. It knows the contract and the engine's promises, not the evaluator.

Every position behind the frozen stops is tried, with the breaks in every gap in which they may lie. What comes out are
routes with all their times stated, for the checker to judge and to price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement, pairwise

from benchmarks.agreement.clock import Clock, Trial
from benchmarks.agreement.day import Day, Times, Visit, day_of, route_of
from benchmarks.agreement.driving import driven
from dispatch.limits import MAX_DIMENSIONS
from dispatch.model import Order, Pause, Problem, Route, Stop, Technician


def routes_with(problem: Problem, routes: Sequence[Route], technician: Technician, order: Order) -> Iterator[Route]:
    """The technician's shifts with the order at each place at which a clock can be found.

    Parameters
    ----------
    routes
        The plan in force as it stands without the order.
    """
    times = Times(problem)
    if not may_serve(problem, technician, order):
        return
    for number in range(len(technician.shifts)):
        day = day_of(times, technician, number, route_of(routes, technician.id, number), order.id)
        for position in range(day.frozen, len(day.visits) + 1):
            visits = [*day.visits[:position], Visit(order), *day.visits[position:]]
            yield from routes_of(times, day, visits, position)


def routes_again(problem: Problem, technician: Technician, number: int, without: str | None = None) -> Iterator[Route]:
    """A shift in force with an order taken out, or as it stands, its clock set anew."""
    times = Times(problem)
    standing = route_of(problem.routes, technician.id, number)
    day = day_of(times, technician, number, standing, without)
    yield from routes_of(times, day, list(day.visits))


def may_serve(problem: Problem, technician: Technician, order: Order) -> bool:
    """Is the order locked to nobody else?"""
    keeping = {lock.kind for lock in problem.locks if lock.order == order.id} & {"technician", "technician_and_time"}
    holders = {route.technician for route in problem.routes if any(stop.order == order.id for stop in route.stops)}
    return not keeping or technician.id in holders


def routes_of(times: Times, day: Day, visits: list[Visit], position: int = 0) -> Iterator[Route]:
    """A sequence of visits with the breaks in every gap, each route that keeps the clock and the quotas.

    Parameters
    ----------
    position
        Where a visit is new, or has been taken out: breaks that stand in a gap before it stay there.
    """
    if not fits(day, visits):
        return
    kept = {pause: pause.gap for pause in day.due if pause.gap < position}
    anew = [pause for pause in day.due if pause not in kept]
    for gaps in combinations_with_replacement(range(max(day.frozen, position), len(visits) + 1), len(anew)):
        clock = Trial(times, day, visits, kept, dict(zip(anew, gaps, strict=True))).run()
        if clock is not None:
            route = stated(times, day, visits, clock)
            if route is not None:
                yield route


def fits(day: Day, visits: list[Visit]) -> bool:
    """Are the visits not too many, and their loads not too much?"""
    technician = day.technician
    loads = [sum(load) for load in zip(*(padded(visit.order.load) for visit in visits), strict=True)]
    too_many = technician.max_orders is not None and len(visits) > technician.max_orders
    return not too_many and all(load <= most for load, most in zip(loads, technician.capacity, strict=False))


def padded(load: tuple[int, ...]) -> tuple[int, ...]:
    """A load in as many dimensions as there may be."""
    return (*load, *(0 for _ in range(MAX_DIMENSIONS - len(load))))


def stated(times: Times, day: Day, visits: list[Visit], clock: Clock) -> Route | None:
    """The route with all its times; ``None`` if there is too much driving in it."""
    instant, technician = times.horizon.instant, day.technician
    places = [day.begins, *(visit.order.location for visit in visits)]
    if technician.end is not None:
        places.append(technician.end)
    departs = [clock.depart, *clock.finishes]
    legs = [times.leg(technician, *way, at) or 0 for way, at in zip(pairwise(places), departs, strict=False)]
    if technician.max_travel_s is not None and sum(legs) > technician.max_travel_s:
        return None
    stops = []
    for n, visit in enumerate(visits):
        breaks = [pause for pause in clock.breaks if pause[0] >= departs[n]]
        drive = driven(departs[n], legs[n], breaks)
        assert drive is not None
        stops.append(
            Stop(
                order=visit.order.id,
                role=visit.role,
                arrive=instant(drive.ends),
                start=instant(clock.starts[n]),
                finish=instant(clock.finishes[n]),
                travel_s=legs[n],
            )
        )
    return Route(
        technician=technician.id,
        shift=day.number,
        depart=instant(clock.depart),
        back=instant(clock.back),
        stops=tuple(stops),
        breaks=tuple(Pause(instant(start), instant(finish)) for start, finish in clock.breaks),
    )
