"""What stands in one shift of a technician before anything is asked: held stops, what of them is frozen, open breaks.

Written from the contract for the plain search, in seconds of the horizon. It shares nothing with the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.agreement.driving import Span, driven, latest_of
from dispatch.model import Order, Position, Problem, Route, Technician
from geo.places import Place
from scheduling.horizon import Horizon
from scheduling.spans import Shift

LONG_S = 10**9
"""Seconds that no horizon lasts."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A break that a shift still needs: the bounds of its begin, and how long it lasts.

    Parameters
    ----------
    number
        Which of its shift.
    stands, gap
        When it begins in the plan as it stands, and how many stops are before it there.
    """

    earliest: int
    latest: int
    duration_s: int
    number: int
    stands: int = LONG_S
    gap: int = LONG_S


@dataclass(frozen=True, slots=True)
class Visit:
    """A role of an order that is to be visited; a stop in force starts no earlier than `told`."""

    order: Order
    role: int = 0
    told: int | None = None


class Times:
    """Seconds of a problem's horizon, and its ways; what is asked again is remembered."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.horizon: Horizon = problem.horizon
        self.now = self.horizon.second(problem.now)
        frozen = problem.frozen_before
        self.frozen = -LONG_S if frozen is None else self.horizon.second(frozen)
        self._factors: dict[int, float] = {}
        self._legs: dict[tuple[Place, Place, float, float], int | None] = {}
        self._windows: dict[str, tuple[Span, ...]] = {}

    @cached_property
    def changes(self) -> tuple[int, ...]:
        """When driving takes longer or less long than just before."""
        last = max((shift.end for technician in self.problem.technicians for shift in technician.shifts), default=None)
        ends = 1 if last is None else self.horizon.second(last) + 86_400
        return tuple(second for second, _ in self.problem.traffic.changes(self.horizon, 0, max(1, ends)))

    def leg(self, technician: Technician, origin: Place, destination: Place, departs: int) -> int | None:
        """Seconds of a way for who departs at a second; ``None`` if there is none."""
        if departs not in self._factors:
            self._factors[departs] = self.problem.traffic.factor_of(self.horizon, departs)
        key = (origin, destination, self._factors[departs], technician.speed_factor)
        if key not in self._legs:
            way = self.problem.travel.leg(*key)
            self._legs[key] = None if way is None else way[0]
        return self._legs[key]

    def windows(self, order: Order) -> tuple[Span, ...]:
        """When an order may start, both ends included."""
        if order.id not in self._windows:
            spans = [(self.horizon.second(window.start), self.horizon.second(window.end)) for window in order.windows]
            self._windows[order.id] = tuple(spans) or ((-LONG_S, LONG_S),)
        return self._windows[order.id]

    @cached_property
    def kept(self) -> dict[tuple[str, int], int]:
        """Starts of roles in force that must not change: locked ones, and those that hang together with others."""
        behind = {after.order for order in self.problem.orders for after in order.after}
        locked = {lock.order for lock in self.problem.locks if lock.kind in {"time", "technician_and_time"}}
        orders = {order.id: order for order in self.problem.orders}
        kept: dict[tuple[str, int], int] = {}
        for stop in (stop for route in self.problem.routes for stop in route.stops):
            order = orders[stop.order]
            if order.id in locked | behind or order.crew or order.after:
                kept[stop.order, stop.role] = self.horizon.second(stop.start)
        return kept


@dataclass(frozen=True, slots=True)
class Day:
    """One shift as the plan in force leaves it, the asked order taken out.

    Parameters
    ----------
    starts
        From when on its breaks may be taken.
    begins, opens
        Where and when at the earliest it can begin.
    ends, closes
        The end of the shift, and until when its route must be back.
    visits, frozen
        The stops in force, and how many of them stay as they are.
    depart
        When the route in force departs, if it has frozen stops.
    taken, due
        Breaks that stay as they are, and those that are yet to be placed, in the order in which they are.
    """

    technician: Technician
    number: int
    begins: Place
    starts: int
    opens: int
    ends: int
    closes: int
    visits: tuple[Visit, ...]
    frozen: int
    depart: int
    taken: tuple[Span, ...]
    due: tuple[Pause, ...]
    absences: tuple[Span, ...]


def day_of(
    times: Times, technician: Technician, number: int, standing: Route | None = None, without: str | None = None
) -> Day:
    """One shift in force, an order left out.

    Parameters
    ----------
    standing
        The route in whose gaps the breaks stand; none of them does anywhere if ``None``.
    """
    problem, second = times.problem, times.horizon.second
    shift = technician.shifts[number]
    in_force = route_of(problem.routes, technician.id, number)
    absences = tuple((second(away.start), second(away.end)) for away in technician.absences)
    visits = [] if in_force is None else _visits(problem, in_force)
    frozen = 0 if in_force is None else _frozen(times, technician, in_force, visits)
    begins, opens = technician.start, max(0, second(shift.start))
    if technician.position is not None and not frozen and _is_under_way(times, shift, technician.position):
        begins, opens = technician.position.place, max(opens, second(technician.position.at))
    breaks = sorted((second(pause.start), second(pause.finish)) for pause in (standing.breaks if standing else ()))
    future = max([times.now, times.frozen, *(visit.told or 0 for visit in visits[:frozen])])
    taken = tuple(pause for pause in breaks if frozen and pause[0] < future)
    starts = [second(stop.start) for stop in (standing.stops if standing else ()) if stop.order != without]
    earlier, later = _neighbours(times, technician, number, without)
    return Day(
        technician=technician,
        number=number,
        begins=begins,
        starts=max(0, second(shift.start), earlier),
        opens=max(opens, earlier),
        ends=second(shift.end),
        closes=min(second(shift.end) + shift.max_overtime_s, later),
        visits=tuple(visit for visit in visits if visit.order.id != without),
        frozen=frozen,
        depart=0 if in_force is None else second(in_force.depart),
        taken=taken,
        due=tuple(
            replace(pause, gap=sum(start <= pause.stands for start in starts)) if pause.stands < LONG_S else pause
            for pause in _due(times, shift, breaks)
            if (pause.stands, pause.stands + pause.duration_s) not in taken
        ),
        absences=absences,
    )


def route_of(routes: Iterable[Route], technician: str, number: int) -> Route | None:
    """The route of a shift."""
    return next((route for route in routes if (route.technician, route.shift) == (technician, number)), None)


def _visits(problem: Problem, in_force: Route) -> list[Visit]:
    orders = {order.id: order for order in problem.orders}
    second = problem.horizon.second
    return [Visit(orders[stop.order], stop.role, second(stop.start)) for stop in in_force.stops]


def _is_under_way(times: Times, shift: Shift, position: Position) -> bool:
    at, second = times.horizon.second(position.at), times.horizon.second
    return second(shift.start) <= at < second(shift.end) + shift.max_overtime_s


def _frozen(times: Times, technician: Technician, in_force: Route, visits: list[Visit]) -> int:
    """How many leading stops start before what is frozen, or have been departed to before now?"""
    second = times.horizon.second
    absences = tuple((second(away.start), second(away.end)) for away in technician.absences)
    breaks = sorted((second(pause.start), second(pause.finish)) for pause in in_force.breaks)
    before: Visit | None = None
    for n, visit in enumerate(visits):
        assert visit.told is not None
        departs = second(in_force.depart)
        if before is not None:
            assert before.told is not None
            finish = before.told + technician.serves_for(before.order.service_of(before.role))
            there, here = before.order.location, visit.order.location
            leg_s = times.leg(technician, there, here, finish) or 0
            setup_s = 0 if there == here else visit.order.setup_s
            departs = max(finish, last_departure(leg_s, visit.told - setup_s, breaks, absences))
        if visit.told >= times.frozen and departs >= times.now:
            return n
        before = visit
    return len(visits)


def last_departure(leg_s: int, due: int, breaks: list[Span], absences: tuple[Span, ...]) -> int:
    """The last instant from which so many seconds of driving end by `due`, no second of it in an absence."""
    marks = [due, *(start for start, _ in (*absences, *breaks) if start < due)]
    for departs in sorted({latest_of(leg_s, mark, breaks) for mark in marks}, reverse=True):
        drive = driven(departs, leg_s, breaks)
        if drive is not None and drive.ends <= due and not drive.drives_in(absences):
            return departs
    raise AssertionError("before everything nothing is in the way")


def _neighbours(times: Times, technician: Technician, number: int, without: str | None) -> Span:
    """When are they back from earlier shifts in force, when do they depart in later ones? Routes do not overlap."""
    second = times.horizon.second
    begins = second(technician.shifts[number].start)
    earlier, later = -LONG_S, LONG_S
    for route in times.problem.routes:
        if route.technician != technician.id or route.shift == number:
            continue
        if all(stop.order == without for stop in route.stops):
            continue
        if second(technician.shifts[route.shift].start) < begins:
            earlier = max(earlier, second(route.back))
        else:
            later = min(later, second(route.depart))
    return earlier, later


def _due(times: Times, shift: Shift, breaks: Sequence[Span]) -> list[Pause]:
    """The breaks of a shift in the order in which they are placed, each with the instant at which it stands.

    Those that stand are given out in order of time, each to the fitting one that may begin until soonest.
    """
    second = times.horizon.second
    wanted = [
        Pause(second(one.earliest), second(one.latest), one.duration_s, number)
        for number, one in enumerate(shift.breaks)
    ]
    left = sorted(wanted, key=lambda one: (one.latest, one.earliest))
    stands: dict[int, int] = {}
    for start, finish in breaks:
        fitting = (one for one in left if one.earliest <= start <= one.latest and one.duration_s == finish - start)
        found = next(fitting, None)
        if found is not None:
            left.remove(found)
            stands[found.number] = start
    due = sorted(wanted, key=lambda one: (one.earliest, one.latest))
    return [replace(one, stands=stands.get(one.number, LONG_S)) for one in due]
