"""How would the routes run after a change by hand? Built as it was asked, rules or no rules.

Where the evaluator has a place that was asked for, it answers, so that the price is the one that `decide` gives. Where
it has none, the order is put into the route all the same, in the asked sequence and every stop as early as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch.asking import who_can
from dispatch.checker.driving import latest_departure
from dispatch.checker.facts import Facts
from dispatch.checker.walk import walk_of
from dispatch.errors import Fault, InvalidInputError
from dispatch.evaluator.arrays import Arrays
from dispatch.layout import lay_out, order_number
from dispatch.model import Order, Problem, Route, Stop, Technician
from dispatch.relaxing.variants import with_order
from dispatch.routes import route_of, route_with
from scheduling.spans import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a dispatcher asks: this order to that technician, or to nobody.

    Parameters
    ----------
    technician
        Who is to serve it; ``None`` takes it out of the plan.
    shift
        Index of the shift; ``None`` means whichever does best.
    position
        How many other stops come before it in the shift; ``None`` means the best place.
    start
        When it is to start, whether or not anybody can be there by then; ``None`` means as early as may be.
    """

    order: str
    technician: str | None = None
    shift: int | None = None
    position: int | None = None
    start: datetime | None = None


def taken_out(part: Problem, order: Order) -> Iterator[tuple[Route, ...]]:
    """Ways to take an order out: all else as it is, or the shift that it stood in set anew."""
    held = [route for route in part.routes if holds(route, order.id)]
    yield tuple(_without(part, route, order.id) for route in held)
    if held:
        i = order_number(part, order.id)
        p = lay_out(part, asked=(i,), without=i)
        yield tuple(route_of(part, p, _row(part, p, route.technician, route.shift)) for route in held)


def _without(part: Problem, route: Route, order_id: str) -> Route:
    """The route with the order left out: the same starts and breaks, and no earlier departure than they need."""
    stops = tuple(stop for stop in route.stops if stop.order != order_id)
    left = replace(route, stops=stops)
    if not stops or stops[0] == route.stops[0]:
        return _restated(part, left) if stops else left
    facts = Facts.of(part)
    absences = [
        (facts.second(absence.start), facts.second(absence.end))
        for absence in facts.technicians[route.technician].absences
    ]
    walk = walk_of(facts, left)
    first = walk.visits[0]
    departs = latest_departure(first.drive.travel_s, first.start - first.setup_s, walk.breaks, absences)
    return _restated(part, replace(left, depart=part.horizon.instant(max(departs, walk.depart))))


def _row(part: Problem, p: Arrays, technician_id: str, shift: int) -> int:
    """Which route of the arrays is a shift of a technician?"""
    k = next(k for k, technician in enumerate(part.technicians) if technician.id == technician_id)
    return int(p.technicians[k]["route_first"]) + shift


def ways(
    part: Problem, order: Order, who: Technician, change: Change, left: tuple[Route, ...]
) -> Iterator[tuple[Route, ...]]:
    """The ways to do what was asked: the evaluator's if there is one, else one for each place, rules or no rules."""
    asked = order if change.start is None else replace(order, windows=(Window(change.start, change.start),))
    asking = with_order(part, asked)
    best = None if order.after else who_can(asking, order.id, routed=True).get(who.id)
    if best is not None and best.route is not None and _as_asked(best.route, change):
        yield _together(left, best.route)
        return
    # What has begun stays: a place among it, or a start in the past, is only found if nothing had begun yet.
    given = [asking, replace(asking, now=part.origin, frozen_before=None)]
    for each in reversed(given) if _in_the_past(part, change) else given:
        for route in _placed(each, asked, who, change):
            yield _together(left, _restated(part, _started(part, route, change)))


def _in_the_past(part: Problem, change: Change) -> bool:
    second = part.horizon.second
    soonest = max(second(instant) for instant in (part.now, part.frozen_before) if instant is not None)
    return change.start is not None and second(change.start) < soonest


def _as_asked(route: Route, change: Change) -> bool:
    position = next(n for n, stop in enumerate(route.stops) if stop.order == change.order)
    return change.shift in (None, route.shift) and change.position in (None, position)


def _placed(given: Problem, order: Order, who: Technician, change: Change) -> Iterator[Route]:
    """The order at each place that was asked for, every stop as early as it can be."""
    i = order_number(given, order.id)
    p = lay_out(given, asked=(i,), without=i)
    for shift in _shifts(who, change):
        r = _row(given, p, who.id, shift)
        for position in _positions(int(p.routes[r]["count"]), change):
            if position >= int(p.routes[r]["fixed"]):
                yield route_with(given, lay_out(given, asked=(i,), without=i), (r, position), i)


def _shifts(who: Technician, change: Change) -> range:
    count = len(who.shifts)
    if change.shift is None and count:
        return range(count)
    if change.shift is None or not 0 <= change.shift < count:
        told = "null" if change.shift is None else change.shift
        raise InvalidInputError([Fault("/shift", "range", f"is {told}, technician {who.id} has {count} shifts")])
    return range(change.shift, change.shift + 1)


def _positions(count: int, change: Change) -> range:
    if change.position is None:
        return range(count + 1)
    if not 0 <= change.position <= count:
        raise InvalidInputError([Fault("/position", "range", f"is {change.position}, must be from 0 to {count}")])
    return range(change.position, change.position + 1)


def _started(part: Problem, route: Route, change: Change) -> Route:
    """The route with the order started when it was asked to be, though nobody can be there by then."""
    second, instant = part.horizon.second, part.horizon.instant
    stops = []
    for stop in route.stops:
        early_s = 0
        if change.start is not None and stop.order == change.order:
            early_s = second(stop.start) - second(change.start)
        start, finish = instant(second(stop.start) - early_s), instant(second(stop.finish) - early_s)
        stops.append(replace(stop, start=start, finish=finish))
    return replace(route, stops=tuple(stops))


def _restated(part: Problem, route: Route) -> Route:
    """The route with its ways and its return as they follow from its starts, departure and breaks.

    It departs as in force if its first stop is as in force: who has set off has set off.
    """
    held = next((each for each in part.routes if key(each) == key(route) and each.stops), None)
    if held is not None and (held.stops[0].order, held.stops[0].start) == (route.stops[0].order, route.stops[0].start):
        route = replace(route, depart=held.depart)
    walk, instant = walk_of(Facts.of(part), route), part.horizon.instant
    stops: list[Stop] = []
    for visit in walk.visits:
        leg, arrive = visit.drive.leg, visit.arrive
        arrived = None if arrive is None else instant(arrive)
        stops.append(replace(visit.stop, arrive=arrived, travel_s=leg.travel_s, distance_m=leg.distance_m))
    return replace(route, stops=tuple(stops), back=route.back if walk.back_due is None else instant(walk.back_due))


def _together(left: tuple[Route, ...], route: Route) -> tuple[Route, ...]:
    """The new route and those that the order left behind, unless it is the same one."""
    return (*(each for each in left if key(each) != key(route)), route)


def key(route: Route) -> tuple[str, int]:
    """Technician and shift: what a plan has one route for."""
    return route.technician, route.shift


def holds(route: Route, order_id: str) -> bool:
    """Does the route serve the order?"""
    return any(stop.order == order_id for stop in route.stops)
