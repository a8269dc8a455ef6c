"""How good is a day's plan? Key figures, computed the same way for every plan of the day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from dispatch.model import Order, Plan, Problem, Route, Technician
from geo.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Key figures of a plan.

    Parameters
    ----------
    on_time
        Orders whose service starts inside one of their windows.
    travel_s, service_s, waiting_s
        Seconds of driving (the way home included), with customers, and idle between two stops.
    shift_s
        Seconds that active technicians are at work, absences taken off.
    stars
        Mean rating of those who came, by order; ``None`` if nobody did.
    response_s
        Mean seconds from call to start of the orders that wanted somebody at once; ``None`` if there were none.
    left
        How many orders were left out, by reason.
    """

    orders: int
    served: int
    on_time: int
    travel_s: int
    service_s: int
    waiting_s: int
    shift_s: int
    stars: float | None
    response_s: float | None
    left: Mapping[str, int]

    @property
    def travel_min_per_order(self) -> float:
        """Minutes of driving for each order served."""
        return self.travel_s / 60.0 / self.served if self.served else 0.0

    @property
    def utilisation(self) -> float:
        """Part of the time at work that is spent driving or with customers, 0 to 1."""
        return (self.travel_s + self.service_s) / self.shift_s if self.shift_s else 0.0

    @property
    def part_with_customers(self) -> float:
        """Part of the time at work that is spent with customers, 0 to 1."""
        return self.service_s / self.shift_s if self.shift_s else 0.0


@dataclass(frozen=True, slots=True)
class Latency:
    """How long decisions took end to end, in milliseconds."""

    p50_ms: float
    p99_ms: float


def latency_of(seconds: Sequence[float]) -> Latency:
    """Median and 99th percentile (linear between ranks) of some waits in seconds."""
    p50, p99 = np.percentile(np.asarray(seconds, dtype=float) * 1000.0, (50, 99))
    return Latency(float(p50), float(p99))


def figures_of(problem: Problem, plan: Plan) -> Figures:
    """Work out the key figures of a plan of the whole day."""
    orders = {order.id: order for order in problem.orders}
    technicians = {technician.id: technician for technician in problem.technicians}
    stops = [(stop, technicians[route.technician]) for route in plan.routes for stop in route.stops]
    legs = [leg for route in plan.routes for leg in legs_of(problem, route)]
    waits = [seconds_between(leg.arrive, leg.start) for leg in legs if leg.order is not None]
    ratings = [problem.policy.rating_of(technician) for _, technician in stops]
    responses = [
        seconds_between(order.created, stop.start)
        for stop, order in ((stop, orders[stop.order]) for stop, _ in stops)
        if order.created is not None and is_wanted_now(order)
    ]
    return Figures(
        orders=len(orders),
        served=len(stops),
        on_time=sum(is_on_time(orders[stop.order], stop.start) for stop, _ in stops),
        travel_s=sum(seconds_between(leg.depart, leg.arrive) for leg in legs),
        service_s=sum(orders[stop.order].service_s for stop, _ in stops),
        waiting_s=sum(waits),
        shift_s=sum(_seconds_at_work(technician) for technician in technicians.values()),
        stars=float(np.mean(ratings)) if ratings else None,
        response_s=float(np.mean(responses)) if responses else None,
        left=dict(sorted(Counter(left.reason for left in plan.unassigned or ()).items())),
    )


@dataclass(frozen=True, slots=True)
class Leg:
    """One drive of a route, to a stop or home.

    Parameters
    ----------
    order
        The order at its end; ``None`` on the way home.
    start
        When service starts there; the arrival itself on the way home.
    """

    order: str | None
    depart: datetime
    arrive: datetime
    start: datetime


def legs_of(problem: Problem, route: Route) -> tuple[Leg, ...]:
    """The drives of a route as its clock has them: each right after the stop before."""
    orders = {order.id: order for order in problem.orders}
    technician = next(one for one in problem.technicians if one.id == route.technician)
    horizon = problem.horizon
    here, leaves, legs = technician.start, route.depart, []
    for stop in route.stops:
        there = orders[stop.order].location
        arrive = horizon.instant(horizon.second(leaves) + _driving_s(problem, here, there))
        legs.append(Leg(stop.order, leaves, arrive, stop.start))
        here, leaves = there, stop.finish
    if technician.end is not None and route.stops:
        home = horizon.instant(horizon.second(leaves) + _driving_s(problem, here, technician.end))
        legs.append(Leg(None, leaves, home, home))
    return tuple(legs)


def is_wanted_now(order: Order) -> bool:
    """Did the customer want somebody at once? Then the first window opened no later than the call."""
    return order.created is not None and (not order.windows or order.windows[0].start <= order.created)


def is_on_time(order: Order, start: datetime) -> bool:
    """Does a start keep one of the order's windows? Both ends count."""
    return not order.windows or any(window.start <= start <= window.end for window in order.windows)


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Whole seconds from one aware instant to another."""
    return round(later.timestamp() - earlier.timestamp())


def _driving_s(problem: Problem, here: Place, there: Place) -> int:
    leg = problem.travel.leg(here, there)
    if leg is None:
        raise ValueError(f"the plan drives from {here} to {there}, and there is no way")
    return leg[0]


def _seconds_at_work(technician: Technician) -> int:
    if not technician.active:
        return 0
    at_work = sum(seconds_between(shift.start, shift.end) for shift in technician.shifts)
    away = sum(
        max(0, seconds_between(max(absence.start, shift.start), min(absence.end, shift.end)))
        for absence in technician.absences
        for shift in technician.shifts
    )
    return at_work - away
