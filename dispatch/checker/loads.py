"""What a shift may hold: so many orders, so many seconds of driving, so much load in each dimension."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate

from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk


def load_violations(walk: Walk) -> Iterator[Violation]:
    """Every quota that the route exceeds."""
    if walk.technician is None:
        return
    yield from _max_orders(walk, walk.technician.max_orders)
    yield from _max_travel(walk, walk.technician.max_travel_s)
    for dimension, most in enumerate(walk.technician.capacity):
        yield from _capacity(walk, dimension, most)


def _max_orders(walk: Walk, quota: int | None) -> Iterator[Violation]:
    if quota is None or len(walk.visits) <= quota:
        return
    yield Violation(
        rule="max_orders",
        order=walk.visits[quota].stop.order,
        technician=walk.name,
        observed=len(walk.visits),
        bound=quota,
        message=f"technician {walk.name} has {len(walk.visits)} orders in shift {walk.route.shift}, "
        f"at most {quota} are allowed",
    )


def _max_travel(walk: Walk, most_s: int | None) -> Iterator[Violation]:
    ways = [(order, drive.travel_s) for order, drive in walk.drives]
    travel_s = sum(seconds for _, seconds in ways)
    if most_s is None or travel_s <= most_s:
        return
    so_far = accumulate(seconds for _, seconds in ways)
    order = next(order for (order, _), seconds in zip(ways, so_far, strict=True) if seconds > most_s)
    yield Violation(
        rule="max_travel",
        order=order,
        technician=walk.name,
        observed=travel_s,
        bound=most_s,
        message=f"technician {walk.name} drives {travel_s} s in shift {walk.route.shift}, "
        f"at most {most_s} s are allowed",
    )


def _capacity(walk: Walk, dimension: int, most: int) -> Iterator[Violation]:
    loads = [_load(visit, dimension) for visit in walk.visits]
    load = sum(loads)
    if load <= most:
        return
    first = next(n for n, so_far in enumerate(accumulate(loads)) if so_far > most)
    yield Violation(
        rule="capacity",
        order=walk.visits[first].stop.order,
        technician=walk.name,
        observed=load,
        bound=most,
        message=f"technician {walk.name} has load {load} of dimension {dimension} in shift {walk.route.shift}, "
        f"at most {most} fits",
    )


def _load(visit: Visit, dimension: int) -> int:
    """Load in a dimension; 0 where the order does not say."""
    load = () if visit.order is None else visit.order.load
    return load[dimension] if dimension < len(load) else 0
