"""How would the routes run after a change by hand? Built as it was asked, rules or no rules.

Where the evaluator has a place that was asked for, it answers, so that the price is the one that `decide` gives. Where
it has none, the order is put into the route all the same, in the asked sequence and every stop as early as it can be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from dispatch.asking import who_can
from dispatch.checker.driving import latest_departure
from dispatch.checker.facts import Facts
from dispatch.checker.walk import walk_of
from dispatch.errors import Fault, InvalidInputError
from dispatch.evaluator.arrays import Arrays
from dispatch.layout import lay_out, order_number
from dispatch.model import Order, Problem, Route, Stop, Technician
from dispatch.relaxing.variants import with_order, with_technicians
from dispatch.routes import route_of, route_with
from scheduling.spans import Window

DAY_S = 86_400


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
        When it is to start, whether or not anybody can be there by then: aware, whole seconds; ``None`` means as early
        as may be.

    Raises
    ------
    InvalidInputError
        If `shift` or `position` is no integer from 0, or `start` no such datetime.
    """

    order: str
    technician: str | None = None
    shift: int | None = None
    position: int | None = None
    start: datetime | None = None

    def __post_init__(self) -> None:
        faults = [*_counting_faults("shift", self.shift), *_counting_faults("position", self.position)]
        faults += _instant_faults(self.start)
        if faults:
            raise InvalidInputError(faults)


def _counting_faults(field: str, value: object) -> Iterator[Fault]:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(f"/{field}", "type", f"is {value!r}, must be an integer")
    elif value < 0:
        yield Fault(f"/{field}", "range", f"is {value}, must be at least 0")


def _instant_faults(value: object) -> Iterator[Fault]:
    if value is None:
        return
    if not isinstance(value, datetime):
        yield Fault("/start", "type", f"is {value!r}, must be a datetime with an offset")
    elif value.utcoffset() is None:
        yield Fault("/start", "value", f"is {value.isoformat()}, must have an offset")
    elif value.microsecond:
        yield Fault("/start", "value", f"is {value.isoformat()}, must be in whole seconds")


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
    best = None if order.after else who_can(with_order(part, asked), order.id, routed=True).get(who.id)
    if best is not None and best.route is not None and _as_asked(best.route, change):
        yield _together(left, best.route)
        return
    built = [_restated(part, route) for route in _built(part, order, who, change)]
    in_turn = [route for route in built if all(first.start <= then.start for first, then in pairwise(route.stops))]
    for route in in_turn or built:
        yield _together(left, route)


def _built(part: Problem, order: Order, who: Technician, change: Change) -> Iterator[Route]:
    """The order at each place that was asked for, as exactly as can be.

    What has begun stays: a place among it, or a start in the past, is only found if nothing had begun yet.
    """
    given = [part, replace(part, now=part.origin, frozen_before=None)]
    for each in reversed(given) if _in_the_past(part, change) else given:
        if change.start is None:
            yield from (route for _, route in _placed(each, who, change))
            continue
        exact = with_order(each, replace(order, windows=(Window(change.start, change.start),)))
        lenient = _lenient(each, order, who, change)
        instead = dict(_placed(lenient, who, change))
        for place, route in _placed(exact, who, change):
            is_exact = any(stop.order == order.id and stop.start == change.start for stop in route.stops)
            yield route if is_exact else _started(lenient, instead.get(place, route), change)


def _lenient(part: Problem, order: Order, who: Technician, change: Change) -> Problem:
    """The problem in which the asked start is as near as can be: at once or later, the technician there and on duty.

    Their shift begins early enough, and absences that the visit meets are none. The checker tells what that breaks.
    """
    assert change.start is not None
    second, instant = part.horizon.second, part.horizon.instant
    start = second(change.start)
    begins, ends = start - order.setup_s, start + who.serves_for(order.service_s)
    shifts = list(who.shifts)
    for n in _shifts(part, who, change):
        if begins < second(shifts[n].start):
            shifts[n] = replace(shifts[n], start=instant(begins - DAY_S))
    absences = tuple(each for each in who.absences if second(each.end) <= begins or ends <= second(each.start))
    last = max([start, *(second(shift.end) + shift.max_overtime_s for shift in shifts)]) + DAY_S
    willing = with_technicians(part, {who.id: replace(who, shifts=tuple(shifts), absences=absences)})
    return with_order(willing, replace(order, windows=(Window(change.start, instant(last)),)))


def _in_the_past(part: Problem, change: Change) -> bool:
    second = part.horizon.second
    soonest = max(second(instant) for instant in (part.now, part.frozen_before) if instant is not None)
    return change.start is not None and second(change.start) < soonest


def _as_asked(route: Route, change: Change) -> bool:
    position = next(n for n, stop in enumerate(route.stops) if stop.order == change.order)
    return change.shift in (None, route.shift) and change.position in (None, position)


def _placed(given: Problem, who: Technician, change: Change) -> Iterator[tuple[tuple[int, int], Route]]:
    """The order at each place that was asked for, by shift and position, every stop as early as it can be."""
    i = order_number(given, change.order)
    p = lay_out(given, asked=(i,), without=i)
    for shift in _shifts(given, who, change):
        r = _row(given, p, who.id, shift)
        for position in _positions(int(p.routes[r]["count"]), change):
            if position >= int(p.routes[r]["fixed"]):
                laid_out = lay_out(given, asked=(i,), without=i)
                yield (shift, position), route_with(given, laid_out, (r, position), i)


def _shifts(given: Problem, who: Technician, change: Change) -> Sequence[int]:
    """The shift that was asked for; else those nearest to the asked start, or all."""
    count = len(who.shifts)
    if change.shift is None and count:
        if change.start is None:
            return range(count)
        second, start = given.horizon.second, given.horizon.second(change.start)
        far = [
            max(0, second(each.start) - start, start - second(each.end) - each.max_overtime_s) for each in who.shifts
        ]
        return [n for n in range(count) if far[n] == min(far)]
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


def _started(given: Problem, route: Route, change: Change) -> Route:
    """The route with the order started when it was asked to be, though nobody can be there by then."""
    second, instant = given.horizon.second, given.horizon.instant
    if change.start is None:
        return route
    stops = []
    for stop in route.stops:
        early_s = second(stop.start) - second(change.start) if stop.order == change.order else 0
        start, finish = instant(second(stop.start) - early_s), instant(second(stop.finish) - early_s)
        stops.append(replace(stop, start=start, finish=finish))
    started = replace(route, stops=tuple(stops))
    return _departing(given, started) if stops[0].order == change.order else started


def _departing(given: Problem, route: Route) -> Route:
    """The route departing early enough for its first stop, but not before its shift, `now` or the last sight."""
    walk, second = walk_of(Facts.of(given), route), given.horizon.second
    first = walk.visits[0]
    departs = latest_departure(first.drive.travel_s, first.start - first.setup_s, walk.breaks, ())
    if walk.shift is None or departs >= walk.depart:
        return route
    opens = max(second(walk.shift.start), second(given.now), walk.seen_at or 0)
    return replace(route, depart=given.horizon.instant(min(walk.depart, max(opens, departs))))


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
