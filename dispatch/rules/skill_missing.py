"""A technician holds every skill that the order needs, at whatever level."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "skill_missing"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is there a needed skill that the technician does not hold?"""
    for n in range(p.orders[i].need_first, p.orders[i].need_last):
        if p.levels[k, p.needs[n].skill] == 0:
            return True
    return False


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The missing skills with level 0, and the levels that are needed."""
    missing = {skill: level for skill, level in order.skills.items() if skill not in technician.skills}
    return dict.fromkeys(missing, 0), missing
