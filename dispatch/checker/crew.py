"""Crews: is every role of an order served, each by a technician of its own, and in time with the first?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from dispatch.checker.facts import Facts, RoleKey
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk
from dispatch.model import Order

Served = tuple[Walk, Visit]
"""A visit and the route in which it stands."""


def served_roles(walks: Sequence[Walk]) -> dict[RoleKey, Served]:
    """Where each role is served that the problem knows; one that stands in the plan twice counts where it is first."""
    served: dict[RoleKey, Served] = {}
    for walk in walks:
        for visit in walk.visits:
            if visit.role is not None:
                served.setdefault(visit.key, (walk, visit))
    return served


def by_order(served: Mapping[RoleKey, Served]) -> dict[str, dict[int, Served]]:
    """The served roles of each order by number, the lowest first."""
    orders: dict[str, dict[int, Served]] = defaultdict(dict)
    for name, number in sorted(served):
        orders[name][number] = served[name, number]
    return dict(orders)


def crew_violations(facts: Facts, served: Mapping[str, Mapping[int, Served]]) -> Iterator[Violation]:
    """Every crew that is not whole, has somebody twice, or does not come together in time."""
    for name, roles in served.items():
        order = facts.orders[name]
        if order.crew:
            yield from _missing(order, roles)
            yield from _twice(order, roles)
            yield from _gaps(facts, order, roles)


def _missing(order: Order, roles: Mapping[int, Served]) -> Iterator[Violation]:
    """All roles or none."""
    missing = [number for number in range(len(order.crew)) if number not in roles]
    if missing:
        told = ", ".join(str(number) for number in missing)
        yield Violation(
            rule="crew",
            order=order.id,
            observed=len(roles),
            bound=len(order.crew),
            message=f"order {order.id}: {len(roles)} of {len(order.crew)} roles are served; nobody serves role {told}",
        )


def _twice(order: Order, roles: Mapping[int, Served]) -> Iterator[Violation]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, (walk, _) in roles.items():
        holders[walk.name].append(number)
    for technician, numbers in holders.items():
        if len(numbers) > 1:
            told = ", ".join(str(number) for number in numbers)
            yield Violation(
                rule="crew",
                order=order.id,
                technician=technician,
                observed=len(numbers),
                bound=1,
                message=f"order {order.id}: technician {technician} serves roles {told}, at most one is allowed",
            )


def _gaps(facts: Facts, order: Order, roles: Mapping[int, Served]) -> Iterator[Violation]:
    """Gaps count from the start of the first role, so the first has none; both ends are included."""
    if 0 not in roles:
        return
    first = roles[0][1].start
    for number, (walk, visit) in roles.items():
        role, gap_s = order.crew[number], visit.start - first
        if number == 0 or role.min_gap_s <= gap_s <= role.max_gap_s:
            continue
        bound_s = role.min_gap_s if gap_s < role.min_gap_s else role.max_gap_s
        yield Violation(
            rule="crew",
            order=order.id,
            technician=walk.name,
            observed=gap_s,
            bound=bound_s,
            message=f"order {order.id}: technician {walk.name} starts role {number} {facts.words(visit.start)}, "
            f"{gap_s} s after role 0, must be from {role.min_gap_s} to {role.max_gap_s} s",
        )
