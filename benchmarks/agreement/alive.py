"""What of all that a problem may ask for counts in a plan: not only is it there, but some visit has to do with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from benchmarks.agreement.in_force import Standing
from benchmarks.agreement.mixed_days import MixedDay
from dispatch.checker import Report
from dispatch.model import Order, Plan, Route, Stop, Technician
from geo.travel import UNREACHABLE, Matrix
from scheduling.spans import Shift


@dataclass(frozen=True)
class Seen:
    """A plan, and what it was made for."""

    day: MixedDay
    found: Plan
    report: Report
    standing: Standing

    @cached_property
    def visits(self) -> tuple[tuple[Technician, Route, Stop, Order], ...]:
        """Every stop, with whom it concerns."""
        problem = self.day.problem
        team = {technician.id: technician for technician in problem.technicians}
        orders = {order.id: order for order in problem.orders}
        return tuple(
            (team[route.technician], route, stop, orders[stop.order])
            for route in self.found.routes
            for stop in route.stops
        )

    @cached_property
    def shifts(self) -> tuple[tuple[Technician, Route, Shift], ...]:
        """Every used shift, with its route."""
        team = {technician.id: technician for technician in self.day.problem.technicians}
        return tuple((team[one.technician], one, team[one.technician].shifts[one.shift]) for one in self.found.routes)

    @cached_property
    def served(self) -> dict[str, Order]:
        """The orders that are served."""
        return {order.id: order for _, _, _, order in self.visits}

    def second(self, route: Route) -> int:
        """When a route is back."""
        return self.day.problem.horizon.second(route.back)


ByVisit = Callable[[Technician, Stop, Order], bool]
ByShift = Callable[[Technician, Route, Shift], bool]

OF_VISITS: dict[str, ByVisit] = {
    "several windows": lambda _, __, order: len(order.windows) > 1,
    "due": lambda _, __, order: order.due is not None,
    "setup": lambda _, __, order: order.setup_s > 0,
    "skills": lambda _, stop, order: bool(order.roles[stop.role].skills),
    "certificates": lambda who, stop, order: any(
        one.skill in order.roles[stop.role].skills for one in who.certificates
    ),
    "areas": lambda who, _, __: who.areas is not None,
    "tags": lambda _, __, order: bool(order.required_tags),
    "required technicians": lambda _, __, order: order.required_technicians is not None,
    "preferred technicians": lambda _, __, order: bool(order.preferred_technicians),
    "forbidden technicians": lambda _, __, order: bool(order.forbidden_technicians),
    "declined": lambda _, __, order: bool(order.declined_by),
    "loads": lambda who, _, order: bool(who.capacity) and any(order.load),
    "several dimensions": lambda who, _, order: len(who.capacity) > 1 and len(order.load) > 1,
    "service factor": lambda who, _, order: who.service_factor != 1.0 and order.service_s > 0,
    "crew of two": lambda _, __, order: len(order.crew) == 2,
    "crew of three": lambda _, __, order: len(order.crew) > 2,
    "crew one after the other": lambda _, __, order: any(role.min_gap_s for role in order.crew),
    "after": lambda _, __, order: bool(order.after),
    "after with a gap": lambda _, __, order: any(after.min_gap_s for after in order.after),
    "after, not too long": lambda _, __, order: any(after.max_gap_s is not None for after in order.after),
    "after, same technician": lambda _, __, order: any(after.same_technician for after in order.after),
}
"""What some visit has to do with: its technician, its stop and its order."""

OF_SHIFTS: dict[str, ByShift] = {
    "breaks": lambda _, route, __: bool(route.breaks),
    "overtime": lambda _, route, shift: route.back > shift.end,
    "absences": lambda who, _, shift: any(one.start < shift.end and shift.start < one.end for one in who.absences),
    "order quota": lambda who, _, __: who.max_orders is not None,
    "driving quota": lambda who, _, __: who.max_travel_s is not None,
    "speed factor": lambda who, _, __: who.speed_factor != 1.0,
    "no end": lambda who, _, __: who.end is None,
    "another end": lambda who, _, __: who.end is not None and who.end != who.start,
    "position": lambda who, _, shift: who.position is not None and shift.start <= who.position.at < shift.end,
}
"""What some used shift has to do with."""

LOCKS = {"technician": "who", "time": "time", "technician_and_time": "who and time", "time_range": "time range"}
REASONS = ("no_eligible_technician", "does_not_fit", "not_worth_it", "predecessor_unserved")
OF_PLANS = (
    "several shifts of one day",
    "several days",
    "after, on another day",
    "newcomers",
    "matrix, not the same both ways",
    "unreachable places",
    "driving by the hour",
    "now in mid-day",
    "frozen beginning",
    "plan in force, legal",
    "plan in force, broken",
    *(f"locked: {words}" for words in LOCKS.values()),
    *(f"left out: {reason}" for reason in REASONS),
)
FEATURES = (*OF_VISITS, *OF_SHIFTS, *OF_PLANS)


def alive_in(seen: Seen) -> set[str]:
    """The features that count in a plan."""
    alive = {name for name, is_met in OF_VISITS.items() if any(is_met(who, at, it) for who, _, at, it in seen.visits)}
    alive |= {name for name, is_met in OF_SHIFTS.items() if any(is_met(*one) for one in seen.shifts)}
    return alive | set(_of_hours(seen)) | set(_of_ways(seen)) | set(_of_force(seen))


def _of_hours(seen: Seen) -> Iterator[str]:
    dates = {(who.id, route.depart.date()): 0 for who, route, _ in seen.shifts}
    for who, route, _ in seen.shifts:
        dates[who.id, route.depart.date()] += 1
    if max(dates.values(), default=0) > 1:
        yield "several shifts of one day"
    if len({date for _, date in dates}) > 1:
        yield "several days"
    starts = {stop.order: stop.start.date() for _, _, stop, _ in seen.visits}
    if any(
        starts.get(after.order, starts[name]) < starts[name] for name, it in seen.served.items() for after in it.after
    ):
        yield "after, on another day"


def _of_ways(seen: Seen) -> Iterator[str]:
    problem = seen.day.problem
    policy = problem.policy
    if policy.weights.get("rating_star") and any(policy.free_of_rating(who) for who, _, _ in seen.shifts):
        yield "newcomers"
    if isinstance(problem.travel, Matrix) and seen.visits:
        yield "matrix, not the same both ways"
        if (problem.travel.durations_s == UNREACHABLE).any():
            yield "unreachable places"
    horizon = problem.horizon
    if any(problem.traffic.factor_of(horizon, horizon.second(route.depart)) != 1.0 for route in seen.found.routes):
        yield "driving by the hour"


def _of_force(seen: Seen) -> Iterator[str]:
    problem = seen.day.problem
    if any(shift.start < problem.now < shift.end for _, _, shift in seen.shifts):
        yield "now in mid-day"
    if seen.standing.frozen:
        yield "frozen beginning"
    if problem.routes:
        yield "plan in force, legal" if seen.standing.report.legal else "plan in force, broken"
    for lock in problem.locks:
        if lock.order in seen.served:
            yield f"locked: {LOCKS[lock.kind]}"
    for left in seen.found.unassigned or ():
        yield f"left out: {left.reason}"
