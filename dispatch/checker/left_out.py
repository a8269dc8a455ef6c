"""The orders that a plan says it leaves out: are they all there, and is the reason right as far as can be told?

Whether an order would have fitted, or would have been worth it, is a question for a search and not for a checker.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.static import roles_of_nobody, static_rules
from dispatch.checker.walk import Walk
from dispatch.model import Order, Plan, Unassigned

NOBODY = "no_eligible_technician"
PREDECESSOR = "predecessor_unserved"


def left_out_violations(facts: Facts, plan: Plan, walks: Sequence[Walk]) -> Iterator[Violation]:
    """Every order that is neither served nor listed, and every reason or count that belies itself.

    A plan that does not say which orders it leaves out says nothing wrong; a reason without detail counts nobody.
    """
    if plan.unassigned is None:
        return
    served = {visit.stop.order for walk in walks for visit in walk.visits}
    listed = {left.order for left in plan.unassigned}
    for name in facts.orders:
        if name not in served and name not in listed:
            message = f"order {name} is in no route, but not among the unassigned either"
            yield _mismatch(name, None, "unassigned", message)
    for left in plan.unassigned:
        order = facts.orders.get(left.order)
        if order is None or left.order in served:
            continue
        if left.reason == PREDECESSOR:
            yield from _predecessor(order, served)
        else:
            yield from _eligible(facts, order, left)


def _predecessor(order: Order, served: set[str]) -> Iterator[Violation]:
    """Is one of those that come before it left out?"""
    if all(after.order in served for after in order.after):
        told = ", ".join(after.order for after in order.after) or "none"
        words = f"reason is {PREDECESSOR}, but all that come before it are served: {told}"
        yield _mismatch(order.id, PREDECESSOR, "does_not_fit or not_worth_it", f"order {order.id}: {words}")


def _eligible(facts: Facts, order: Order, left: Unassigned) -> Iterator[Violation]:
    """Is it said rightly whether anybody passes the static rules, and how many fail which?"""
    failed: Counter[str] = Counter()
    for technician, rules in static_rules(facts, order):
        if not rules:
            if left.reason == NOBODY and not (order.crew and roles_of_nobody(facts, order)):
                words = f"reason is {NOBODY}, but technician {technician.id} passes every static rule"
                yield _mismatch(order.id, NOBODY, "does_not_fit or not_worth_it", f"order {order.id}: {words}")
            return
        failed.update(rules)
    if left.reason != NOBODY:
        words = f"reason is {left.reason}, but every technician fails a static rule"
        yield _mismatch(order.id, left.reason, NOBODY, f"order {order.id}: {words}")
    elif left.detail:
        yield from _counts(order, left, failed)


def _counts(order: Order, left: Unassigned, failed: Counter[str]) -> Iterator[Violation]:
    stated: Counter[str] = Counter()
    for rule, count in left.detail:
        stated[rule] += count
    for rule in {**failed, **stated}:
        if stated[rule] != failed[rule]:
            words = f"detail counts {stated[rule]} technicians who fail {rule}, but it is {failed[rule]}"
            yield _mismatch(order.id, stated[rule], failed[rule], f"order {order.id}: {words}")


def _mismatch(order: str, observed: str | int | None, bound: str | int, message: str) -> Violation:
    return Violation(rule="cost_mismatch", order=order, observed=observed, bound=bound, message=message)
