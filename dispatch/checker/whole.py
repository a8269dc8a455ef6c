"""What concerns the plan as a whole: its problem, its ids, what stands in it twice, one technician in two places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from dispatch.checker.facts import Facts, RoleKey
from dispatch.checker.report import Violation
from dispatch.checker.walk import Walk
from dispatch.model import Order, Plan


def identity_violations(facts: Facts, plan: Plan, walks: Sequence[Walk]) -> Iterator[Violation]:
    """Is the plan one of this problem, and are all ids known?"""
    known, stated = facts.problem.sha256, plan.problem_sha256
    if known is not None and stated is not None and known != stated:
        yield Violation(
            rule="wrong_problem",
            observed=stated,
            bound=known,
            message=f"the plan belongs to the problem with hash {stated}, this one has {known}",
        )
    for walk in walks:
        yield from _unknown_technician(walk)
        for visit in walk.visits:
            if visit.order is None:
                yield _unknown_order(visit.stop.order, walk.name)
            elif visit.role is None:
                yield _unknown_role(visit.order, visit.stop.role, walk.name)
    for left_out in plan.unassigned or ():
        if left_out.order not in facts.orders:
            yield _unknown_order(left_out.order, None)


def duplicate_violations(plan: Plan) -> Iterator[Violation]:
    """Does a role stand in the plan twice, an order both in routes and left out, or two routes in one shift?"""
    holders: dict[RoleKey, list[str]] = defaultdict(list)
    for route in plan.routes:
        for stop in route.stops:
            holders[stop.order, stop.role].append(route.technician)
    for (order, role), technicians in holders.items():
        if len(technicians) > 1:
            named = f"order {order}" + (f", role {role}," if role else "")
            yield _stands_too_often(order, named, technicians, ())
    left_out = Counter(left.order for left in plan.unassigned or ())
    serving = {order: technicians for (order, _), technicians in reversed(holders.items())}
    for order, count in left_out.items():
        technicians = serving.get(order, [])[:1]
        if len(technicians) + count > 1:
            yield _stands_too_often(order, f"order {order}", technicians, ("left out",) * count)
    for (technician, shift), count in Counter((route.technician, route.shift) for route in plan.routes).items():
        if count > 1:
            yield Violation(
                rule="duplicate_order",
                technician=technician,
                observed=count,
                bound=1,
                message=f"technician {technician} has {count} routes in shift {shift}, at most one is allowed",
            )


def _stands_too_often(order: str, named: str, technicians: Sequence[str], left_out: Sequence[str]) -> Violation:
    count = len(technicians) + len(left_out)
    told = ", ".join((*(f"technician {technician}" for technician in technicians), *left_out))
    return Violation(
        rule="duplicate_order",
        order=order,
        technician=technicians[-1] if technicians else None,
        observed=count,
        bound=1,
        message=f"{named} stands {count} times in the plan, at most once is allowed: {told}",
    )


def crossing_violations(facts: Facts, walks: Sequence[Walk]) -> Iterator[Violation]:
    """Is a technician on two routes at once? Routes are half-open, and empty ones occupy nobody."""
    by_technician: dict[str, list[Walk]] = defaultdict(list)
    for walk in walks:
        if walk.visits and walk.technician is not None:
            by_technician[walk.name].append(walk)
    for technician, own in by_technician.items():
        busy_until: int | None = None
        for walk in sorted(own, key=lambda walk: (walk.depart, walk.back)):
            if busy_until is not None and walk.depart < busy_until:
                yield Violation(
                    rule="overlap",
                    order=walk.visits[0].stop.order,
                    technician=technician,
                    observed=facts.instant(walk.depart),
                    bound=facts.instant(busy_until),
                    message=f"technician {technician} departs {facts.words(walk.depart)} in shift "
                    f"{walk.route.shift}, but another route lasts until {facts.words(busy_until)}",
                )
            busy_until = walk.back if busy_until is None else max(busy_until, walk.back)


def _unknown_technician(walk: Walk) -> Iterator[Violation]:
    if walk.technician is None:
        yield Violation(
            rule="unknown_id",
            technician=walk.name,
            observed=walk.name,
            bound="a technician of the problem",
            message=f"technician {walk.name} is not in the problem",
        )
    elif walk.shift is None:
        last = len(walk.technician.shifts) - 1
        yield Violation(
            rule="unknown_id",
            technician=walk.name,
            observed=walk.route.shift,
            bound=last if last >= 0 else None,
            message=f"technician {walk.name} has no shift {walk.route.shift}, the last is {last}"
            if last >= 0
            else f"technician {walk.name} has no shift {walk.route.shift}, and no other",
        )


def _unknown_order(order: str, technician: str | None) -> Violation:
    return Violation(
        rule="unknown_id",
        order=order,
        technician=technician,
        observed=order,
        bound="an order of the problem",
        message=f"order {order} is not in the problem",
    )


def _unknown_role(order: Order, role: int, technician: str) -> Violation:
    last = len(order.roles) - 1
    return Violation(
        rule="unknown_id",
        order=order.id,
        technician=technician,
        observed=role,
        bound=last,
        message=f"order {order.id} has no role {role}, the last is {last}",
    )
