"""The plan that stands in the arrays told as a plan of the model: its cost, and why it leaves out what it does."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from dispatch.arrays import NOBODY, Arrays
from dispatch.model import Cost, Plan, Problem, Route, Stop, Unassigned
from dispatch.objectives import cost_of
from dispatch.planner.state import Search
from dispatch.routes import route_of
from dispatch.rules import STATIC_RULES, failed_rules
from scheduling.horizon import Horizon


def plan_of(problem: Problem, p: Arrays, s: Search, iterations: int, elapsed_s: float | None) -> Plan:
    """The plan as it stands, each order it leaves out having just been asked about (`s.choices`)."""
    routes = tuple(route_of(problem, p, int(r)) for r in np.flatnonzero(p.routes["count"]))
    travel_s = int(p.routes["travel_s"].sum())
    waiting_s = sum(waits_s(problem.horizon, route) for route in routes)
    served = int(p.routes["count"].sum())
    statistics: dict[str, int | float] = {
        "served": served,
        "orders": len(problem.orders),
        "travel_s": travel_s,
        "waiting_s": waiting_s,
        "iterations": iterations,
    }
    if elapsed_s is not None:
        statistics["elapsed_s"] = round(elapsed_s, 3)
    left_out = [int(i) for i in np.flatnonzero(s.route_of == NOBODY)]
    return Plan(
        routes=routes,
        unassigned=tuple(unassigned(problem, p, s, i) for i in left_out),
        cost=cost(problem, p, routes, (travel_s, waiting_s), left_out),
        statistics=statistics,
        problem_sha256=problem.sha256,
    )


def waits_s(horizon: Horizon, route: Route) -> int:
    """Seconds of waiting in a route; none before a stop under way that began before its arrival, as it may in force."""
    second = horizon.second
    return sum(max(0, second(stop.start) - second(stop.arrive)) for stop in route.stops if stop.arrive is not None)


def cost(
    problem: Problem, p: Arrays, routes: Iterable[Route], seconds: tuple[int, int], left_out: Iterable[int]
) -> Cost:
    """The cost of a plan, each term once from its total over the whole plan."""
    lost = {technician.id: 5.0 - problem.policy.rating_of(technician) for technician in problem.technicians}
    created = {order.id: order.created for order in problem.orders if order.created is not None}
    served: list[tuple[str, Stop]] = [(route.technician, stop) for route in routes for stop in route.stops]
    stars_lost = math.fsum(lost[technician] for technician, _ in served)
    response_s = sum(
        problem.horizon.second(stop.start) - problem.horizon.second(created[stop.order])
        for _, stop in served
        if stop.order in created
    )
    unserved_min = math.fsum(problem.orders[i].price_unserved_min for i in left_out)
    return cost_of(p.weights, (*seconds, stars_lost, response_s), unserved_min)


def unassigned(problem: Problem, p: Arrays, s: Search, i: int) -> Unassigned:
    """Why order `i` is left out."""
    order = problem.orders[i].id
    if not s.servable[i]:
        bits = [failed_rules(p, i, k) for k in range(len(problem.technicians))]
        counts = ((rule.CODE, sum(row >> bit & 1 for row in bits)) for bit, rule in enumerate(STATIC_RULES))
        detail = tuple((code, count) for code, count in counts if count)
        return Unassigned(order=order, reason="no_eligible_technician", detail=detail)
    fits = s.choices[i]["cost_min"] < math.inf
    return Unassigned(order=order, reason="not_worth_it" if fits else "does_not_fit")
