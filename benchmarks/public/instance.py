"""A public instance as a problem of Paidan's, and how its plans are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from benchmarks.public.distances import Distances
from dispatch.model import Plan, Problem, Route
from geo.places import MatrixIndex, Place
from geo.travel import Matrix

ORIGIN = datetime.fromisoformat("2026-03-02T00:00:00+00:00")
"""Time 0 of every instance."""


DIGITS = 6
"""To which distances that are added up are rounded: tenths stay tenths."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan is worth by the instance's own rules, and the first of them that it breaks; empty if it keeps all."""

    value: float
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instance:
    """A public instance as a problem of Paidan's.

    Parameters
    ----------
    scale
        Seconds of the problem for each unit of the instance.
    distances
        Between the places of the problem's matrix, in units, as the convention measures them.
    is_timed
        Is a plan measured by its working time, from departure to return? Else by the distances.
    is_priced
        Does leaving an order out cost its price? Else every order has to be served.
    skipped
        Requests that are left out of the problem because only the depot could supply for them.
    judge
        Measures a plan where distances do not say it all, and looks whether it keeps the instance's own rules.
    """

    name: str
    problem: Problem
    scale: int
    distances: Distances
    is_timed: bool = False
    is_priced: bool = False
    skipped: tuple[str, ...] = ()
    judge: Callable[[Plan], Verdict] | None = None


def group_of(name: str) -> str:
    """The class of an instance that goes back to Solomon's: C, R or RC, and 1 or 2."""
    upper = name.upper()
    letters = upper[: 2 if upper.startswith("RC") else 1]
    return letters + upper[len(letters)]


def instant(units: float, scale: int) -> datetime:
    """When so many units after the beginning are."""
    return ORIGIN + timedelta(seconds=seconds(units, scale))


def seconds(units: float, scale: int) -> int:
    """So many units as seconds of the problem."""
    return round(units * scale)


def value_of(instance: Instance, plan: Plan) -> float:
    """What a plan is worth in the instance's own convention, in its own units.

    That is what its judge says, the working time, or the distance driven with the prices of what is left out.
    """
    if instance.judge is not None:
        return round(instance.judge(plan).value, DIGITS)
    if instance.is_timed:
        return sum((route.back - route.depart).total_seconds() for route in plan.routes) / instance.scale
    value = sum(_driven(instance, route) for route in plan.routes)
    return round(value + _prices(instance, plan) if instance.is_priced else value, DIGITS)


def fault_of(instance: Instance, plan: Plan) -> str:
    """The first of the instance's own rules that a plan breaks; empty where Paidan's checker says it all."""
    return "" if instance.judge is None else instance.judge(plan).fault


def vehicles_of(plan: Plan) -> int:
    """How many technicians serve anything."""
    return sum(1 for route in plan.routes if route.stops)


def _driven(instance: Instance, route: Route) -> float:
    places = {order.id: index_of(order.location) for order in instance.problem.orders}
    homes = {technician.id: index_of(technician.start) for technician in instance.problem.technicians}
    home = homes[route.technician]
    way = [home, *(places[stop.order] for stop in route.stops), home]
    return float(sum(instance.distances[here, there] for here, there in pairwise(way)))


def _prices(instance: Instance, plan: Plan) -> float:
    served = {stop.order for route in plan.routes for stop in route.stops}
    left_out = (order for order in instance.problem.orders if order.id not in served)
    return sum(60.0 * order.price_unserved_min for order in left_out) / instance.scale


def index_of(place: Place) -> int:
    """The row of a place in the matrix."""
    assert isinstance(place, MatrixIndex)
    return place.index


def with_first_orders(problem: Problem, count: int) -> Problem:
    """The same technicians with the first orders alone; the matrix knows no other places."""
    assert isinstance(problem.travel, Matrix)
    orders = problem.orders[:count]
    homes = [index_of(technician.start) for technician in problem.technicians]
    kept = sorted({*homes, *(index_of(order.location) for order in orders)})
    return replace(
        problem,
        travel=Matrix(np.ascontiguousarray(problem.travel.durations_s[np.ix_(kept, kept)])),
        technicians=tuple(
            replace(technician, start=_moved(technician.start, kept), end=_moved(technician.start, kept))
            for technician in problem.technicians
        ),
        orders=tuple(replace(order, location=_moved(order.location, kept)) for order in orders),
    )


def _moved(place: Place, kept: Sequence[int]) -> MatrixIndex:
    return MatrixIndex(kept.index(index_of(place)))
