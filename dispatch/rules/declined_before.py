"""The technician has not declined the order before."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "declined_before"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is the technician among those who have declined?"""
    for n in range(p.orders[i].declined_first, p.orders[i].declined_last):
        if p.names[n] == k:
            return True
    return False


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The technician, and who has declined."""
    return technician.id, list(order.declined_by)
