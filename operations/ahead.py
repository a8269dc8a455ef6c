"""What lies ahead of a technician in a day, and could it stay if they were changed?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from dispatch.checker import Violation, check
from dispatch.checker.driving import latest_departure
from dispatch.model import Order, Plan, Problem, Route, Stop, Technician
from operations.days import Day, in_utc
from scheduling.horizon import EPOCH, Horizon
from scheduling.spans import Absence, Shift

_LINE = Horizon(EPOCH)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A day with visits, seen with the technician as they would be.

    Parameters
    ----------
    ahead
        Visits to which nobody has departed yet.
    shift
        The shift that the day would belong to; ``None`` if there is none any more.
    kept
        The route with which every visit would keep its start; ``None`` if the visits ahead could not be served so.
    rest
        The route without the visits ahead.
    violations
        What would be wrong with the visits ahead as they stand.
    """

    day: Day
    ahead: tuple[Stop, ...]
    shift: Shift | None
    kept: Route | None
    rest: Route
    violations: tuple[Violation, ...] = ()


def look_at(problem: Problem, day: Day, shift: Shift | None, ahead: tuple[Stop, ...]) -> Doubtful:
    """Have the checker look at a day with the technician as they would be.

    Parameters
    ----------
    problem
        Of this technician alone, at the instant of the change, with the orders of the day and no plan in force.
    shift
        One of the technician's.
    ahead
        The visits of the day to which nobody has departed yet.
    """
    (technician,) = problem.technicians
    remaining = _without(problem, day.route, ahead)
    if shift is None:
        return Doubtful(day, ahead, None, None if ahead else day.route, remaining)
    index = technician.shifts.index(shift)
    stands, remaining = replace(day.route, shift=index), replace(remaining, shift=index)
    wrong = _violations(problem, stands)
    if not wrong:
        return Doubtful(day, ahead, shift, day.route, day.route)
    rest = (_timed_anew(problem, remaining) if remaining.stops else None) or remaining
    history = {what(violation) for violation in _violations(problem, rest)}
    new = tuple(violation for violation in wrong if what(violation) not in history)
    if not ahead:
        return Doubtful(day, ahead, shift, replace(rest, shift=0) if new else day.route, replace(rest, shift=0))
    kept = stands if not new else _timed_anew(problem, stands)
    if kept is not None and not {what(violation) for violation in _violations(problem, kept, stands)} <= history:
        kept = None
    return Doubtful(day, ahead, shift, kept and replace(kept, shift=0), replace(rest, shift=0), new)


def what(violation: Violation) -> tuple[str, ...]:
    """What tells one violation from another."""
    return violation.rule, str(violation.order), str(violation.technician), str(violation.observed)


def shifts_of(technician: Technician, held: Sequence[Day]) -> dict[datetime, Shift]:
    """Which of the technician's shifts do the days belong to? Each to one, and none to the same; by their old start.

    A day belongs to the shift that starts when its own did, else to the one that overlaps it most.
    """
    pairs = []
    for day in held:
        for shift in technician.shifts:
            overlap = min(shift.end, day.shift_end) - max(shift.start, day.shift_start)
            if overlap > timedelta(0):
                pairs.append((shift.start != day.shift_start, -overlap, day.shift_start, shift))
    found: dict[datetime, Shift] = {}
    for _, _, start, shift in sorted(pairs, key=lambda pair: pair[:3]):
        if start not in found and shift not in found.values():
            found[start] = shift
    return found


def departures(route: Route, wanted: Mapping[str, Order], absences: Sequence[Absence]) -> list[datetime]:
    """When does the technician set out to each stop of a route, in UTC?

    To the first as the route says, to the others as late as delays no start: at the last instant from which the
    driving, around the breaks and free of absences, ends by the setup.
    """
    if not route.stops:
        return []
    breaks = [(_LINE.second(pause.start), _LINE.second(pause.finish)) for pause in route.breaks]
    away = [(_LINE.second(absence.start), _LINE.second(absence.end)) for absence in absences]
    found = [_LINE.second(route.depart)]
    for before, stop in pairwise(route.stops):
        order = wanted[stop.order]
        setup_s = 0 if wanted[before.order].location == order.location else order.setup_s
        found.append(latest_departure(stop.travel_s or 0, _LINE.second(stop.start) - setup_s, breaks, away))
    return [_LINE.instant(second) for second in found]


def _without(problem: Problem, route: Route, ahead: tuple[Stop, ...]) -> Route:
    """A route that ends with what is done or under way, and the breaks that have begun by then."""
    (technician,) = problem.technicians
    stops = tuple(stop for stop in route.stops if stop not in ahead)
    if not stops:
        return replace(route, stops=(), breaks=(), back=route.depart)
    begun = max(problem.now.astimezone(UTC), stops[-1].finish)
    back = stops[-1].finish
    if technician.end is not None:
        last = next(order for order in problem.orders if order.id == stops[-1].order)
        traffic = problem.traffic.factor_at(back.astimezone(problem.horizon.told_in))
        leg = problem.travel.leg(last.location, technician.end, traffic, technician.speed_factor)
        back += timedelta(seconds=0 if leg is None else leg[0])
    return replace(route, stops=stops, breaks=tuple(p for p in route.breaks if p.start < begun), back=back)


def _violations(problem: Problem, route: Route, in_force: Route | None = None) -> tuple[Violation, ...]:
    """What is wrong with a route, if another, or itself, is in force."""
    return check(replace(problem, routes=(in_force or route,)), Plan(routes=(route,))).violations


def _timed_anew(problem: Problem, route: Route) -> Route | None:
    """The same visits with the ways and breaks that the technician needs now; ``None`` if one would start later."""
    from dispatch.evaluator.days import reset  # the compiled engine, which hardly any change of a technician needs
    from dispatch.layout import lay_out
    from dispatch.routes import route_of

    held = replace(problem, routes=(route,))
    p = lay_out(held)
    reset(p, route.shift)
    anew = in_utc(route_of(held, p, route.shift))
    return anew if [stop.start for stop in anew.stops] == [stop.start for stop in route.stops] else None
