"""A technician holds the skills that the order needs at no lower level than it needs."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "skill_level"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Is there a needed skill that the technician holds, but at too low a level?"""
    for n in range(p.orders[i].need_first, p.orders[i].need_last):
        held = p.levels[k, p.needs[n].skill]
        if 0 < held < p.needs[n].level:
            return True
    return False


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """The levels held that are too low, and the levels that are needed."""
    low = {skill: level for skill, level in order.skills.items() if 0 < technician.skills.get(skill, 0) < level}
    return {skill: technician.skills[skill] for skill in low}, low
