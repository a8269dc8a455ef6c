"""Work rules: hard, pass or fail. One file for each static rule, all of them listed here.

A static rule asks about an order and a technician alone. Its file says its ``CODE``, a compiled ``fails(p, i, k)``,
and ``observe(problem, order, technician)`` for the words of a refusal. Most look only at what technicians of one
*profile* have in common, and are asked about one of each profile: see `dispatch.layout.team.PERSONAL`.

Rules of the clock and the sequence (`SEQUENCE_RULES`) live in the evaluator, `dispatch/evaluator/timeline.py`, because
they depend on the place in the day.
"""

from __future__ import annotations

from dispatch.evaluator.answers import SEQUENCE_RULES
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.rules import (
    certificate_expired,
    declined_before,
    forbidden_technician,
    not_active,
    not_required_technician,
    outside_area,
    skill_level,
    skill_missing,
    tag_missing,
    unreachable,
    urgent_for_newcomer,
)

__all__ = ["SEQUENCE_RULES", "STATIC_RULES", "failed_rules"]

STATIC_RULES = (
    not_active,
    skill_missing,
    skill_level,
    certificate_expired,
    outside_area,
    forbidden_technician,
    not_required_technician,
    declined_before,
    tag_missing,
    unreachable,
    urgent_for_newcomer,
)
"""In the order of their bits in `failed_rules`."""


@compiled_entry
def failed_rules(p: Arrays, i: int, k: int) -> int:
    """Which static rules fail for order `i` and technician `k`? A bit each, in the order of `STATIC_RULES`."""
    return failed_by_profile(p, i, k) | failed_in_person(p, i, k)


@compiled_entry
def failed_by_profile(p: Arrays, i: int, k: int) -> int:
    """Which of the static rules fail that fail for all technicians of the profile of `k`, or for none?"""
    bits = 0
    if not_active.fails(p, i, k):
        bits |= 1 << 0
    if skill_missing.fails(p, i, k):
        bits |= 1 << 1
    if skill_level.fails(p, i, k):
        bits |= 1 << 2
    if certificate_expired.fails(p, i, k):
        bits |= 1 << 3
    if outside_area.fails(p, i, k):
        bits |= 1 << 4
    if tag_missing.fails(p, i, k):
        bits |= 1 << 8
    if urgent_for_newcomer.fails(p, i, k):
        bits |= 1 << 10
    return bits


@compiled
def failed_in_person(p: Arrays, i: int, k: int) -> int:
    """Which of the other static rules fail: those that ask who the technician is, or where they live?"""
    bits = 0
    if forbidden_technician.fails(p, i, k):
        bits |= 1 << 5
    if not_required_technician.fails(p, i, k):
        bits |= 1 << 6
    if declined_before.fails(p, i, k):
        bits |= 1 << 7
    if unreachable.fails(p, i, k):
        bits |= 1 << 9
    return bits
