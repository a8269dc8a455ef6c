"""A way leads to the order, and on from there.

Static, this rule fails only where nothing can help: no way in from the technician's start or from any other order, or
no way out to the technician's end or to any other order. A leg that is missing in one route alone is found by the
evaluator at its place.
"""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "unreachable"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is the order cut off from this technician?"""
    if not p.network.by_matrix:
        return False
    order = p.orders[i]
    technician = p.technicians[k]
    if not order.reached and not is_reached(p, i, k):
        return True
    return bool(not order.left and technician.end != NOBODY and base_s(p, order.place, technician.end) < 0.0)


@compiled
def is_reached(p: Arrays, i: int, k: int) -> bool:
    """Does a way lead to the order from where the technician starts or was seen?"""
    place, technician = p.orders[i].place, p.technicians[k]
    if base_s(p, technician.start, place) >= 0.0:
        return True
    return bool(technician.seen != NOBODY and base_s(p, technician.seen, place) >= 0.0)


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """Nothing was seen where a way must be."""
    return None, "a way there and home"
