"""The same day under two rules of thumb, played with the engine in this process.

Both see each order when it arrives, as the service does, and never think again:

- *nearest first*: whoever is nearest at that moment and can take the order gets it, at the place of their day where
  it adds least driving;
- *first come, best insertion*: the order goes where it adds least driving among all technicians' days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks.demo.day import CityDay
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.model import Order, Plan, Policy, Problem, Route, Technician, Unassigned
from dispatch.policies import DISTANCE_FIRST
from dispatch.screen import eligible
from geo.places import LatLng, Place, haversine_m
from geo.travel import GreatCircle

Rule = Callable[[Problem, str], Decision]
"""Decides one order of a problem whose `routes` are the day so far."""


@dataclass(frozen=True, slots=True)
class Moment:
    """An order, what was known when it arrived, and what was decided."""

    problem: Problem
    decision: Decision

    @property
    def route(self) -> Route | None:
        """The shift of whoever got the order, with the order in it; ``None`` if nobody did."""
        return self.decision.route


def whole_day(day: CityDay, travel: GreatCircle, policy: Policy) -> Problem:
    """The day as one problem, all orders known and nothing given out."""
    return Problem(
        origin=day.origin,
        now=day.origin,
        travel=travel,
        technicians=day.technicians,
        orders=day.orders,
        policy=policy,
        areas=day.areas,
        timezone=day.zone,
    )


def play(problem: Problem, rule: Rule) -> Iterator[Moment]:
    """Give out the orders of a day one after the other, each at the instant at which it arrives."""
    routes: dict[tuple[str, int], Route] = {}
    orders: list[Order] = []
    for order in problem.orders:
        known = (*orders, order)
        now = order.created or problem.now
        seen = replace(problem, now=now, orders=known, routes=tuple(routes.values()))
        moment = Moment(seen, rule(seen, order.id))
        if moment.route is not None:
            routes[moment.route.technician, moment.route.shift] = moment.route
            orders.append(order)
        yield moment


def plan_of(moments: Iterator[Moment]) -> Plan:
    """The plan that stands at the end of the day."""
    routes: dict[tuple[str, int], Route] = {}
    left = []
    for moment in moments:
        if moment.route is not None:
            routes[moment.route.technician, moment.route.shift] = moment.route
        else:
            left.append(Unassigned(order=moment.decision.order, reason=moment.decision.reason or ""))
    return Plan(routes=tuple(routes[key] for key in sorted(routes)), unassigned=tuple(left))


def nearest_first(problem: Problem, order_id: str) -> Decision:
    """Give the order to the nearest technician who can take it."""
    order = next(one for one in problem.orders if one.id == order_id)
    able = set(eligible(problem, order_id))
    by_distance = sorted(
        (haversine_m(point(whereabouts(problem, technician)), point(order.location)), technician.id, technician)
        for technician in problem.technicians
        if technician.id in able
    )
    for _, _, technician in by_distance:
        decision = decide(_alone(problem, technician, order), order_id)
        if decision.chosen is not None:
            return decision
    return best_insertion(problem, order_id)


def best_insertion(problem: Problem, order_id: str) -> Decision:
    """Give the order to whoever drives least for it."""
    return decide(replace(problem, policy=DISTANCE_FIRST), order_id)


def whereabouts(problem: Problem, technician: Technician) -> LatLng:
    """Where a technician is at `now`, or is driving to: at home before the day's first drive and after the last."""
    orders = {order.id: order for order in problem.orders}
    here = point(technician.start)
    routes = (route for route in problem.routes if route.technician == technician.id)
    for route in sorted(routes, key=lambda route: route.depart):
        leaves = route.depart
        for stop in route.stops:
            if leaves > problem.now:
                return here
            here, leaves = point(orders[stop.order].location), stop.finish
        if technician.end is not None and leaves <= problem.now:
            here = point(technician.end)
    return here


def _alone(problem: Problem, technician: Technician, order: Order) -> Problem:
    """The problem as if there were nobody else, for a technician who passes the static rules."""
    routes = tuple(route for route in problem.routes if route.technician == technician.id)
    held = {stop.order for route in routes for stop in route.stops} | {order.id}
    orders = tuple(one for one in problem.orders if one.id in held)
    orders = tuple(replace(one, required_technicians=None, forbidden_technicians=()) for one in orders)
    areas = tuple(area for area in problem.areas if technician.areas is not None and area.id in technician.areas)
    return replace(problem, technicians=(technician,), routes=routes, orders=orders, areas=areas, policy=DISTANCE_FIRST)


def point(place: Place) -> LatLng:
    """A place that has coordinates.

    Raises
    ------
    TypeError
        If it is a row of a matrix: nobody knows who is near it.
    """
    if not isinstance(place, LatLng):
        raise TypeError(f"{place} has no coordinates; a rule of thumb needs them")
    return place
