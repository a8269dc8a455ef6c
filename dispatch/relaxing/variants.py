"""A problem with one thing changed: its order, some of its technicians, nothing but what static rules ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from dispatch.errors import UnknownOrderError, UnknownTechnicianError
from dispatch.model import Order, Problem, Technician
from geo.travel import Matrix


def order_of(problem: Problem, order_id: str) -> Order:
    """The order of that id.

    Raises
    ------
    UnknownOrderError
        If the problem holds none.
    """
    for order in problem.orders:
        if order.id == order_id:
            return order
    raise UnknownOrderError(f"order {order_id!r} is not one of the {len(problem.orders)} orders of the problem")


def technician_of(problem: Problem, technician_id: str | None) -> Technician:
    """The technician of that id.

    Raises
    ------
    UnknownTechnicianError
        If the problem holds none.
    """
    for technician in problem.technicians:
        if technician.id == technician_id:
            return technician
    count = len(problem.technicians)
    raise UnknownTechnicianError(f"technician {technician_id!r} is not one of the {count} technicians of the problem")


def with_order(problem: Problem, order: Order) -> Problem:
    """The problem with this order in place of the one that has its id."""
    return replace(problem, orders=tuple(order if each.id == order.id else each for each in problem.orders))


def with_technicians(problem: Problem, changed: Mapping[str, Technician]) -> Problem:
    """The problem with these technicians, by id, in place of those who have their ids."""
    return replace(problem, technicians=tuple(changed.get(each.id, each) for each in problem.technicians))


def bare(problem: Problem, order: Order) -> Problem:
    """As much of a problem as the static rules ask about: with a matrix, whether a way leads there from any place."""
    others = {each.location: each for each in problem.orders} if isinstance(problem.travel, Matrix) else {}
    others.pop(order.location, None)
    return replace(problem, orders=(order, *others.values()), routes=(), locks=())
