"""Only a technician who is active is given orders."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "not_active"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:  # noqa: ARG001
    """Is the technician out of service?"""
    return not p.technicians[k].active


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The flag, and what it must be."""
    return technician.active, True
