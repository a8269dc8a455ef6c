"""Orders that come after others: are those served, long enough before, not too long, and by the same technician?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dispatch.checker.crew import Served
from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.model import After, Order

Roles = Mapping[int, Served]


def after_violations(facts: Facts, served: Mapping[str, Roles]) -> Iterator[Violation]:
    """Every served order that comes without, before, or too long after one that it should follow."""
    for name, roles in served.items():
        order = facts.orders[name]
        for after in order.after:
            earlier = served.get(after.order)
            if earlier is None:
                yield _without(order, after, roles)
            else:
                yield from _gap(facts, order, after, (earlier, roles))
                yield from _same_technician(order, after, (earlier, roles))


def _without(order: Order, after: After, roles: Roles) -> Violation:
    walk, _ = next(iter(roles.values()))
    return Violation(
        rule="order_dependency",
        order=order.id,
        technician=walk.name,
        observed=None,
        bound=after.order,
        message=f"order {order.id} comes after order {after.order}, which is in no route",
    )


def _gap(facts: Facts, order: Order, after: After, pair: tuple[Roles, Roles]) -> Iterator[Violation]:
    """From the last finish of the one to the first start of the other; both ends are included."""
    earlier, later = pair
    finish = max(visit.finish for _, visit in earlier.values())
    walk, visit = min(later.values(), key=lambda served: served[1].start)
    gap_s = visit.start - finish
    if gap_s < after.min_gap_s:
        bound_s, words = after.min_gap_s, "at least"
    elif after.max_gap_s is not None and gap_s > after.max_gap_s:
        bound_s, words = after.max_gap_s, "at most"
    else:
        return
    yield Violation(
        rule="order_dependency",
        order=order.id,
        technician=walk.name,
        observed=gap_s,
        bound=bound_s,
        message=f"order {order.id} starts {facts.words(visit.start)}, {gap_s} s after order {after.order} finishes "
        f"{facts.words(finish)}, must be {words} {bound_s} s",
    )


def _same_technician(order: Order, after: After, pair: tuple[Roles, Roles]) -> Iterator[Violation]:
    """Whoever was there comes again. Of crews that differ in size, the smaller is part of the larger."""
    if not after.same_technician:
        return
    before, now = ([walk.name for walk, _ in roles.values()] for roles in pair)
    smaller, larger = sorted((set(before), set(now)), key=len)
    if not smaller <= larger:
        yield Violation(
            rule="order_dependency",
            order=order.id,
            technician=now[0],
            observed=now,
            bound=before,
            message=f"order {order.id} is served by {', '.join(now)}, "
            f"must be by the same as order {after.order}: {', '.join(before)}",
        )
