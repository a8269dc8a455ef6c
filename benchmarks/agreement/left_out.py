"""Is it true why orders are left out? A plain search for their places in the finished plan."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.in_force import KEEPING, Finding, finding_of
from benchmarks.agreement.prices import Prices
from benchmarks.agreement.reference import routes_with
from benchmarks.agreement.telling import told
from dispatch.checker import Report
from dispatch.checker.facts import Facts
from dispatch.checker.static import static_rules
from dispatch.model import Lock, Order, Plan, Problem, Route, Technician

EPSILON_MIN = 1e-6


def hold_reasons(problem: Problem, found: Plan, report: Report) -> None:
    """Has what does not fit no place, and is what is not worth it worth it nowhere?

    Crews, what is locked where it is, and what comes behind half a crew are not asked about. That nobody is eligible,
    or that what comes before is left out, is for the checker.
    """
    halves = {violation.order for violation in report.violations if violation.rule == "crew"}
    known = {finding_of(violation) for violation in report.violations}
    prices = Prices(problem, found.routes)
    orders = {order.id: order for order in problem.orders}
    kept = {lock.order for lock in problem.locks if lock.kind in KEEPING}
    for left in found.unassigned or ():
        order = orders[left.order]
        if order.crew or order.id in kept or left.reason not in {"does_not_fit", "not_worth_it"}:
            continue
        if any(after.order in halves for after in order.after):
            continue
        places = sorted(places_of(problem, found, prices, order), key=lambda place: place[0])
        bound = order.price_unserved_min - EPSILON_MIN if left.reason == "not_worth_it" else math.inf
        for cost_min, route in places:
            if cost_min < bound and is_legal(prices, route, known):
                words = f"{left.reason} at {order.price_unserved_min}, but costs {cost_min} in {told(route)}"
                raise Disagreement(f"order {order.id}: {words}")


def places_of(problem: Problem, found: Plan, prices: Prices, order: Order) -> Iterator[tuple[float, Route]]:
    """What each place adds to the plan, in minutes, and the route with it."""
    standing = replace(problem, routes=found.routes, locks=(*problem.locks, *range_behind(problem, found, order)))
    barred = {technician.id: rules for technician, rules in static_rules(Facts.of(problem), order)}
    for technician in problem.technicians:
        if not barred[technician.id]:
            for route in routes_with(standing, found.routes, technician, order):
                if not runs_into_the_next(technician, route):
                    yield sum(prices.added(route).values()), route


def range_behind(problem: Problem, found: Plan, order: Order) -> Iterator[Lock]:
    """When the order may start, for the sake of what it comes after."""
    horizon = problem.horizon
    for after in order.after:
        ends = [
            horizon.second(stop.finish) for route in found.routes for stop in route.stops if stop.order == after.order
        ]
        low = max(ends) + after.min_gap_s
        high = None if after.max_gap_s is None else horizon.instant(max(ends) + after.max_gap_s)
        yield Lock(order=order.id, kind="time_range", earliest=horizon.instant(low), latest=high)


def runs_into_the_next(technician: Technician, route: Route) -> bool:
    """Does overtime run into the technician's next shift? Plans never let it."""
    own = technician.shifts[route.shift]
    return any(
        own.end <= shift.start < route.back or own.start < shift.start < route.back for shift in technician.shifts
    )


def is_legal(prices: Prices, route: Route, known: set[Finding]) -> bool:
    """Does the checker find nothing in the plan with this route that it does not find in the plan itself?"""
    return all(finding_of(violation) in known for violation in prices.judged(route).violations)
