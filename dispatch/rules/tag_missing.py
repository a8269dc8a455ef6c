"""The technician carries every tag that the order asks for."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "tag_missing"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is there a tag asked for that the technician does not carry?"""
    for n in range(p.orders[i].tag_first, p.orders[i].tag_last):
        held = False
        for own in range(p.technicians[k].tag_first, p.technicians[k].tag_last):
            held = held or p.names[own] == p.names[n]
        if not held:
            return True
    return False


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The tags that are missing, and all that are asked for."""
    return [tag for tag in order.required_tags if tag not in technician.tags], list(order.required_tags)
