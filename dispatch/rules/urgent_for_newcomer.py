"""An emergency is no place to begin: where a policy has a newcomers' quota, newcomers are not sent to one."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.model import Order, Problem, Technician

CODE = "urgent_for_newcomer"

URGENT_MIN = 10_000.0
"""An order is urgent if leaving it out costs so many minutes: as much as one of priority 1 that names no price."""


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Does the quota count the technician as a newcomer, and is the order urgent?"""
    return bool(p.technicians[k].free_of_rating > 0 and p.orders[i].price_min >= URGENT_MIN)


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:  # noqa: ARG001
    """How many reviews the technician has, and from how many on nobody is a newcomer."""
    return technician.reviews, problem.policy.newcomer_reviews
