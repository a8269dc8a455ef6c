"""Which part of a problem bears on a question about a few technicians? A smaller problem with the same answer.

A question about ten of a thousand technicians is answered in a hundredth of the time if the others' days need not be
laid out. What stays: the days of these technicians; whoever serves the asked order now, or an order that a crew or an
`after` ties to one that stays; and, if the greatest lateness has a price, whoever is late. Prices of whole plans then
differ by what was left out, but what a change of these days costs does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dispatch.model import Order, Problem, Route


def narrowed(problem: Problem, order_id: str, technicians: Iterable[str]) -> Problem:
    """The problem of one order and these technicians alone, with all that bears on them.

    The technicians keep their order, and the asked order all its fields. Who stays only because of what they serve is
    as able as before: whoever asks for these technicians alone must know that the others cannot serve the order.
    """
    tied = _ties(problem.orders)
    staying = {*technicians, *_bearing(problem, order_id)}
    held = {order_id, *_held(problem, staying)}
    partners = {partner for name in held for partner in tied.get(name, ())}
    staying |= {route.technician for route in problem.routes if any(stop.order in partners for stop in route.stops)}
    routes = tuple(route for route in problem.routes if route.technician in staying)
    held |= _held(problem, staying)
    held |= tied.keys()
    return replace(
        problem,
        technicians=tuple(technician for technician in problem.technicians if technician.id in staying),
        orders=tuple(order for order in problem.orders if order.id in held),
        routes=routes,
        locks=tuple(lock for lock in problem.locks if lock.order in held),
    )


def _bearing(problem: Problem, order_id: str) -> set[str]:
    """Who serves the order now, and, where the greatest lateness has a price, who has a stop that is due too early."""
    found = {route.technician for route in problem.routes if _serves(route, order_id)}
    if problem.policy.weights.get("lateness_max_min", 0.0) != 0.0:
        due = {order.id: order.due.timestamp() for order in problem.orders if order.due is not None}
        late = (
            route.technician
            for route in problem.routes
            if any(stop.start.timestamp() > due.get(stop.order, float("inf")) for stop in route.stops)
        )
        found.update(late)
    return found


def _held(problem: Problem, technicians: set[str]) -> set[str]:
    return {stop.order for route in problem.routes if route.technician in technicians for stop in route.stops}


def _serves(route: Route, order_id: str) -> bool:
    return any(stop.order == order_id for stop in route.stops)


def _ties(orders: Iterable[Order]) -> dict[str, set[str]]:
    """With which others each order is tied that has a crew, comes after another or before one."""
    found: dict[str, set[str]] = {}
    for order in orders:
        if order.crew:
            found.setdefault(order.id, set()).add(order.id)
        for before in order.after:
            found.setdefault(order.id, set()).add(before.order)
            found.setdefault(before.order, set()).add(order.id)
    return found
