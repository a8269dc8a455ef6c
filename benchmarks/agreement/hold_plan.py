"""Is a plan what it must be? Legal, priced to the last bit, whole, with locks and frozen stops as they were.

A plan in force may break rules already. Then the checker may find of the new plan what it finds

- of a stop that is frozen, or of a route that has begun, if it finds the same in the plan in force, or in what of it is
  frozen alone;
- of a technician in a route that holds nothing but what is frozen;
- of a lock, if what is locked and what is frozen, set in its routes with nothing else, is not legal either.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.day import Times, day_of
from benchmarks.agreement.reference import routes_of
from dispatch.checker import Report, Violation, check
from dispatch.model import Plan, Problem, Route, Stop

Finding = tuple[str, str | None, str | None]
"""Rule, order, technician; no technician where several serve an order together, and may be others each time."""

TOGETHER = frozenset({"crew", "order_dependency"})

OF_A_ROUTE = frozenset({"off_shift", "overtime", "break", "max_travel", "absent", "unreachable"})
"""Rules about what follows from the stops of a route: a way home, a break behind them."""

KEEPING = frozenset({"technician", "time", "technician_and_time"})


@dataclass(frozen=True)
class Standing:
    """The plan in force of a problem, and what of it can be kept."""

    problem: Problem

    @cached_property
    def report(self) -> Report:
        """What the checker says of it."""
        return check(self.problem, Plan(routes=self.problem.routes))

    @cached_property
    def times(self) -> Times:
        """Of the problem."""
        return Times(self.problem)

    @cached_property
    def frozen(self) -> dict[tuple[str, int], int]:
        """How many leading stops of each route are frozen, of those that have any."""
        team = {technician.id: technician for technician in self.problem.technicians}
        counts = {
            (route.technician, route.shift): day_of(self.times, team[route.technician], route.shift).frozen
            for route in self.problem.routes
        }
        return {key: count for key, count in counts.items() if count}

    @cached_property
    def frozen_stops(self) -> frozenset[tuple[str, int]]:
        """Order and role of what is frozen."""
        return frozenset(
            (stop.order, stop.role)
            for route in self.problem.routes
            for stop in route.stops[: self.frozen.get((route.technician, route.shift), 0)]
        )

    @cached_property
    def excused(self) -> frozenset[Finding]:
        """What may be found of any plan, because it is so already and cannot be changed."""
        if self.report.legal:
            return frozenset()
        orders = {order for order, _ in self.frozen_stops}
        begun = {technician for technician, _ in self.frozen}
        return frozenset(
            finding_of(found)
            for found in (*self.report.violations, *self.alone.violations)
            if (found.order in orders if found.order is not None else found.technician in begun)
        )

    @cached_property
    def alone(self) -> Report:
        """What the checker says of what is frozen alone."""
        return check(self.problem, Plan(routes=tuple(self.routes_with(frozenset()))))

    @cached_property
    def locks_fit(self) -> bool:
        """Can all that is locked stay where it is, with what is frozen and what it comes after, and nothing else?"""
        held = {lock.order for lock in self.problem.locks if lock.kind in KEEPING}
        orders = {order.id: order for order in self.problem.orders}
        waiting = list(held)
        while waiting:
            earlier = {after.order for after in orders[waiting.pop()].after} - held
            held |= earlier
            waiting += earlier
        routes = tuple(self.routes_with(frozenset(held)))
        known = {found.message for found in self.alone.violations}
        return all(found.message in known for found in check(self.problem, Plan(routes=routes)).violations)

    def routes_with(self, held: frozenset[str]) -> Iterator[Route]:
        """The routes in force with what is frozen and these orders alone, as early as can be, or else as told."""
        team = {technician.id: technician for technician in self.problem.technicians}
        for route in self.problem.routes:
            count = self.frozen.get((route.technician, route.shift), 0)
            left = (*route.stops[:count], *(stop for stop in route.stops[count:] if stop.order in held))
            if left:
                keys = {(stop.order, stop.role) for stop in left}
                day = day_of(self.times, team[route.technician], route.shift, route)
                visits = [visit for visit in day.visits if (visit.order.id, visit.role) in keys]
                yield next(routes_of(self.times, day, visits), self.as_told(route, left))

    def as_told(self, route: Route, left: tuple[Stop, ...]) -> Route:
        """A route of some of its stops at the starts that it tells, with the services that are needed now."""
        orders = {order.id: order for order in self.problem.orders}
        who = next(each for each in self.problem.technicians if each.id == route.technician)
        stops = []
        for stop in left:
            service_s = who.serves_for(orders[stop.order].service_of(stop.role))
            finish = self.times.horizon.instant(self.times.horizon.second(stop.start) + service_s)
            stops.append(Stop(order=stop.order, role=stop.role, start=stop.start, finish=finish))
        done = self.times.horizon.second(stops[-1].finish)
        last = orders[stops[-1].order].location
        home_s = 0 if who.end is None else self.times.leg(who, last, who.end, done) or 0
        return replace(route, stops=tuple(stops), back=self.times.horizon.instant(done + home_s))


def finding_of(violation: Violation) -> Finding:
    """What makes two findings the same."""
    return violation.rule, violation.order, None if violation.rule in TOGETHER else violation.technician


def hold_plan(problem: Problem, found: Plan, standing: Standing) -> Report:
    """Hold a plan against all that its problem asks; what the checker says of it.

    Raises
    ------
    Disagreement
        If it is not as it must be.
    """
    report = check(problem, found)
    for violation in report.violations:
        if not is_excused(violation, found, standing):
            raise Disagreement(f"illegal: {violation.rule}: {violation.message}")
    hold_cost(found, report, standing)
    hold_whole(problem, found)
    hold_frozen(problem, found, standing)
    if report.legal:
        hold_locks(problem, found)
    return report


def is_excused(violation: Violation, found: Plan, standing: Standing) -> bool:
    """Is it so already, and cannot be changed? Nothing is, if the plan in force was legal."""
    if standing.report.legal:
        return False
    if finding_of(violation) in standing.excused:
        return True
    if violation.rule == "lock":
        return not standing.locks_fit
    own = [route for route in found.routes if route.technician == violation.technician]
    counts = [standing.frozen.get((route.technician, route.shift), 0) for route in own]
    as_frozen = [len(route.stops) == count for route, count in zip(own, counts, strict=True) if count]
    return violation.rule in OF_A_ROUTE and bool(as_frozen) and all(as_frozen)


def hold_cost(found: Plan, report: Report, standing: Standing) -> None:
    """Does the plan cost what the checker says, to the last bit, and no more than a legal plan in force?"""
    if found.cost is None or list(found.cost.terms.items()) != list(report.cost.terms.items()):
        raise Disagreement(f"costs {found.cost}, the checker says {report.cost}")
    if found.cost.total_min != report.cost.total_min:
        raise Disagreement(f"costs {found.cost.total_min!r}, the checker says {report.cost.total_min!r}")
    if standing.report.legal and found.cost.total_min > standing.report.cost.total_min + 1e-9:
        raise Disagreement(f"costs {found.cost.total_min}, what was in force {standing.report.cost.total_min}")


def hold_whole(problem: Problem, found: Plan) -> None:
    """Is every order in the routes with all its roles, or left out once, and are routes not empty?"""
    if found.unassigned is None or not all(route.stops for route in found.routes):
        raise Disagreement("a route is empty, or nothing is said of what is left out")
    stops = sorted((stop.order, stop.role) for route in found.routes for stop in route.stops)
    left = [one.order for one in found.unassigned]
    roles = [(order.id, role) for order in problem.orders if order.id not in left for role in range(len(order.roles))]
    torn = set(roles) - set(stops)
    held = {stop.order for route in problem.routes for stop in route.stops}
    if any(order not in held for order, _ in torn) or len(stops) + len(torn) != len(roles):
        raise Disagreement(f"served are {stops}, left out {left}")
    if len(set(left)) != len(left) or {order for order, _ in stops} & set(left):
        raise Disagreement(f"left out are {left}, served {stops}")
    whole = len(problem.orders) - len(left) - len({order for order, _ in torn})
    if found.statistics is None or found.statistics["served"] != whole:
        raise Disagreement(f"statistics {found.statistics}, but {whole} of {len(problem.orders)} are served")


def hold_frozen(problem: Problem, found: Plan, standing: Standing) -> None:
    """Are all frozen stops as they were?"""
    routes = {(route.technician, route.shift): route for route in found.routes}
    for route in problem.routes:
        count = standing.frozen.get((route.technician, route.shift), 0)
        now = routes.get((route.technician, route.shift))
        if count and (now is None or now.depart != route.depart or told(now, count) != told(route, count)):
            raise Disagreement(f"frozen are {told(route, count)}, planned {None if now is None else told(now, count)}")


def told(route: Route, count: int) -> list[tuple[str, int, object]]:
    """Order, role and start of the first stops."""
    return [(stop.order, stop.role, stop.start) for stop in route.stops[:count]]


def hold_locks(problem: Problem, found: Plan) -> None:
    """Does each locked order keep who serves it, when, and the range of its start?"""
    before, after = stops_of(problem.routes), stops_of(found.routes)
    second = problem.horizon.second
    for lock in problem.locks:
        if lock.kind == "time_range":
            starts = [second(stop.start) for (order, _), (_, stop) in after.items() if order == lock.order]
            assert lock.earliest is not None and lock.latest is not None
            if any(not second(lock.earliest) <= start <= second(lock.latest) for start in starts):
                raise Disagreement(f"order {lock.order}: starts {starts}, locked to {lock.earliest}, {lock.latest}")
            continue
        for key, (who, stop) in before.items():
            if key[0] != lock.order:
                continue
            now_who, now = after.get(key, (None, None))
            changed = now is None or (lock.kind != "time" and now_who != who)
            if changed or (lock.kind != "technician" and now is not None and second(now.start) != second(stop.start)):
                raise Disagreement(
                    f"order {lock.order}: locked ({lock.kind}) to {who} {stop.start}, is {now_who} {now}"
                )


def stops_of(routes: tuple[Route, ...]) -> dict[tuple[str, int], tuple[str, Stop]]:
    """Who serves each role, and its stop."""
    return {(stop.order, stop.role): (route.technician, stop) for route in routes for stop in route.stops}
