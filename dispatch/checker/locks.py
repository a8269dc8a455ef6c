"""What a dispatcher has locked: does the plan keep who, when, or the range of the start?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from dispatch.checker.crew import Served
from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.model import Lock, Route, Stop

Roles = Mapping[int, Served]
Kept = tuple[int, Route, Stop]
"""Role, route and stop in the plan in force."""


def lock_violations(facts: Facts, served: Mapping[str, Roles]) -> Iterator[Violation]:
    """Every lock that the plan breaks, role by role.

    A range holds an order only where it is served. The other kinds keep what is in force: leaving it out breaks them.
    """
    in_force: dict[str, list[Kept]] = defaultdict(list)
    for (order, role), (route, stop) in sorted(facts.in_force.items(), key=lambda item: item[0]):
        in_force[order].append((role, route, stop))
    for lock in facts.problem.locks:
        roles = served.get(lock.order, {})
        if lock.kind == "time_range":
            yield from _range(facts, lock, roles)
        elif lock.order in facts.orders:
            for kept in in_force.get(lock.order, ()):
                yield from _kept(facts, lock, kept, roles)


def _range(facts: Facts, lock: Lock, roles: Roles) -> Iterator[Violation]:
    """Both ends of the range are included; a bound that is not given binds nothing."""
    for number, (walk, visit) in roles.items():
        for instant, is_lower in ((lock.earliest, True), (lock.latest, False)):
            if instant is None:
                continue
            bound = facts.second(instant)
            if (visit.start < bound) if is_lower else (visit.start > bound):
                words = "before" if is_lower else "after"
                yield Violation(
                    rule="lock",
                    order=lock.order,
                    technician=walk.name,
                    observed=facts.instant(visit.start),
                    bound=facts.instant(bound),
                    message=f"{_named(lock, number)} starts {facts.words(visit.start)}, "
                    f"{words} the {facts.words(bound)} that it is locked to",
                )


def _kept(facts: Facts, lock: Lock, kept: Kept, roles: Roles) -> Iterator[Violation]:
    number, route, stop = kept
    served = roles.get(number)
    start = facts.second(stop.start)
    if served is None:
        yield Violation(
            rule="lock",
            order=lock.order,
            technician=route.technician,
            observed=None,
            bound=route.technician if lock.kind == "technician" else facts.instant(start),
            message=f"{_named(lock, number)} is not in the plan, but locked ({lock.kind}) to technician "
            f"{route.technician}, start {facts.words(start)}",
        )
        return
    walk, visit = served
    if lock.kind in ("technician", "technician_and_time") and walk.name != route.technician:
        yield Violation(
            rule="lock",
            order=lock.order,
            technician=walk.name,
            observed=walk.name,
            bound=route.technician,
            message=f"{_named(lock, number)} is served by technician {walk.name}, but locked to {route.technician}",
        )
    if lock.kind in ("time", "technician_and_time") and visit.start != start:
        yield Violation(
            rule="lock",
            order=lock.order,
            technician=walk.name,
            observed=facts.instant(visit.start),
            bound=facts.instant(start),
            message=f"{_named(lock, number)} starts {facts.words(visit.start)}, but is locked to {facts.words(start)}",
        )


def _named(lock: Lock, role: int) -> str:
    return f"order {lock.order}" + (f", role {role}," if role else "")
