"""The same visits, each as late as delays no return: what is waited on the way is slept at home instead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from dispatch.model import Order, Plan, Problem, Route, Stop
from geo.places import Place


def put_off(problem: Problem, plan: Plan) -> Plan:
    """A plan with the same routes and returns in which nobody leaves earlier than they must.

    Parameters
    ----------
    problem
        With travel by matrix, one window for each order, and without breaks.
    plan
        A legal one. What it states of its cost is left out of the answer.
    """
    orders = {order.id: order for order in problem.orders}
    return Plan(routes=tuple(_put_off(problem, orders, route) for route in plan.routes))


def _put_off(problem: Problem, orders: dict[str, Order], route: Route) -> Route:
    """From the last stop, which stays, back to the first one."""
    (technician,) = (each for each in problem.technicians if each.id == route.technician)
    places = [technician.start, *(orders[stop.order].location for stop in route.stops)]
    ways = [_way(problem, here, there) for here, there in pairwise(places)]
    stops: list[Stop] = []
    leaves_by = None
    for stop, way in zip(reversed(route.stops), reversed(ways), strict=True):
        service = stop.finish - stop.start
        latest = stop.start if leaves_by is None else min(orders[stop.order].windows[0].end, leaves_by - service)
        start = max(stop.start, latest)
        stops.append(replace(stop, arrive=start, start=start, finish=start + service))
        leaves_by = start - way
    stops.reverse()
    for n, way in enumerate(ways[1:], start=1):
        stops[n] = replace(stops[n], arrive=stops[n - 1].finish + way)
    return replace(route, depart=stops[0].start - ways[0], stops=tuple(stops))


def _way(problem: Problem, here: Place, there: Place) -> timedelta:
    leg = problem.travel.leg(here, there)
    assert leg is not None
    return timedelta(seconds=leg[0])
