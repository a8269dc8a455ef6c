"""Where an order names who alone may serve it, it is one of those."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "not_required_technician"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Does the order name its technicians, and this is none of them?"""
    order = p.orders[i]
    if order.required_first == NOBODY:
        return False
    for n in range(order.required_first, order.required_last):
        if p.names[n] == k:
            return False
    return True


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The technician, and who alone may."""
    return technician.id, list(order.required_technicians or ())
