"""The certificates that the order's skills hang on still count when it can start at the earliest.

A certificate that expires later, but before the start that a day allows, is found by the evaluator at its place.
"""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.windows import certified_until, earliest_conceivable
from dispatch.model import Order, Problem, Technician
from scheduling.instants import format_instant

CODE = "certificate_expired"


@compiled
def fails(p: Arrays, i: int, k: int) -> bool:
    """Has a certificate expired before any start of the order?"""
    return bool(p.expires.shape[0] > 0 and certified_until(p, i, k) <= earliest_conceivable(p, i))


def observe(problem: Problem, order: Order, technician: Technician) -> tuple[Any, Any]:
    """When each certificate expires that is too old, and when the order can start at the earliest."""
    soonest = problem.earliest_start_of(order)
    expired = {
        certificate.skill: format_instant(certificate.expires, problem.horizon.told_in)
        for certificate in technician.certificates
        if certificate.skill in order.skills and certificate.expires.timestamp() <= soonest.timestamp()
    }
    return expired, format_instant(soonest, problem.horizon.told_in)
