"""The plan in force of a problem: what the checker says of it, what of it is frozen, and what of it can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from benchmarks.agreement.day import Times, day_of
from benchmarks.agreement.reference import routes_of
from dispatch.checker import Report, Violation, check
from dispatch.model import Plan, Problem, Route, Stop

Finding = tuple[str, str | None, str | None]
"""Rule, order, technician; no technician where several serve an order together, and may be others each time."""

TOGETHER = frozenset({"crew", "order_dependency"})

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
