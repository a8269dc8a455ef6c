"""Days with a batch of waiting orders, and the same orders given out one by one by `decide`, as a service would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.agreement.play import sighted
from benchmarks.agreement.random_days import random_day
from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Lock, Order, Plan, Problem, Route


def waiting(problem: Problem) -> tuple[str, ...]:
    """Orders that can be matched, in the order of their arrival."""
    planned = {stop.order for route in problem.routes for stop in route.stops}
    alone = [order for order in problem.orders if order.id not in planned and not order.crew and not order.after]
    return tuple(order.id for order in sorted(alone, key=arrival))


def arrival(order: Order) -> tuple[bool, float, str]:
    """What orders are sorted by."""
    return order.created is None, order.created.timestamp() if order.created else 0.0, order.id


def one_by_one(problem: Problem, order_ids: Sequence[str]) -> Plan:
    """Each order decided in turn, what was decided before it being in force."""
    now = problem
    for order_id in order_ids:
        now = decided(now, order_id)
    return Plan(routes=now.routes)


def decided(problem: Problem, order_id: str) -> Problem:
    """The problem with an order in force where it is decided to go, if it goes anywhere."""
    route = decide(problem, order_id, relax=False).route
    return problem if route is None else replace(problem, routes=with_route(problem.routes, route))


def with_route(routes: Sequence[Route], route: Route) -> tuple[Route, ...]:
    """The routes with one of them another."""
    others = (each for each in routes if (each.technician, each.shift) != (route.technician, route.shift))
    return (*others, route)


def morning(seed: int) -> Problem:
    """A random day that mixes every rule, nothing given out yet."""
    return random_day(seed).problem


def noon(seed: int) -> Problem:
    """The same day later: a third of it given out, locks on some, some under way, some technicians seen; legal."""
    day = random_day(seed)
    problem = day.problem
    given = day.asks[: max(1, len(day.asks) // 3)]
    for ask in given:
        later = replace(problem, now=ask.now, frozen_before=ask.frozen_before)
        if ask.order in waiting(later):
            problem = decided(later, ask.order)
            if ask.lock is not None and problem.routes != later.routes:
                problem = replace(problem, locks=(*problem.locks, Lock(order=ask.order, kind=ask.lock)))
    last = day.asks[len(given)] if len(given) < len(day.asks) else given[-1]
    problem = sighted(replace(problem, now=last.now, frozen_before=last.frozen_before), day.sightings)
    return problem if check(problem, Plan(routes=problem.routes)).legal else day.problem
