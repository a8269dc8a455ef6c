"""The customer, or the platform, does not want this technician on the order."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "forbidden_technician"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is the technician on the order's list of the forbidden?"""
    for f in range(p.orders[i].forbidden_first, p.orders[i].forbidden_last):
        if p.names[f] == k:
            return True
    return False


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The technician, and who is forbidden."""
    return technician.id, list(order.forbidden_technicians)
