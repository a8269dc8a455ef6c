"""What does a plan change against the one in force, and what of that could not have stayed as it was?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dispatch.checker import check
from dispatch.model import Plan, Problem, Route

Role = tuple[str, int]
"""Id of an order, and which of its roles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """What a plan changes, role by role; only of orders that are in the plan in force.

    Parameters
    ----------
    in_force
        How many roles are served in the plan in force.
    changed
        Roles that go to another technician.
    moved_s
        By how many seconds roles start later, or earlier if below 0; those that start as before are not there.
    dropped
        Orders that are left out now.
    broken
        Rules that an order broke where it stood in force, by the id of the order.
    """

    in_force: int
    changed: tuple[Role, ...]
    moved_s: Mapping[Role, int]
    dropped: tuple[str, ...]
    broken: Mapping[str, tuple[str, ...]]

    @property
    def is_none(self) -> bool:
        """Does everything stay as it was?"""
        return not (self.changed or self.moved_s or self.dropped or self.broken)


def disruption_of(problem: Problem, found: Plan) -> Disruption:
    """What a plan of a problem changes against the plan in force."""
    before, now = visits_of(problem.routes), visits_of(found.routes)
    both = [role for role in before if role in now]
    moved_s = {role: round((now[role][1] - before[role][1]).total_seconds()) for role in both}
    return Disruption(
        in_force=len(before),
        changed=tuple(role for role in both if now[role][0] != before[role][0]),
        moved_s={role: seconds for role, seconds in moved_s.items() if seconds},
        dropped=tuple(dict.fromkeys(order for order, role in before if (order, role) not in now)),
        broken=broken_in_force(problem),
    )


def visits_of(routes: Iterable[Route]) -> dict[Role, tuple[str, datetime]]:
    """Who serves each role, and from when."""
    return {(stop.order, stop.role): (route.technician, stop.start) for route in routes for stop in route.stops}


def broken_in_force(problem: Problem) -> dict[str, tuple[str, ...]]:
    """The rules that each order breaks where it stands in the plan in force, by the checker's word."""
    if not problem.routes:
        return {}
    broken: dict[str, dict[str, None]] = {}
    for violation in check(problem, Plan(routes=problem.routes)).violations:
        if violation.order is not None:
            broken.setdefault(violation.order, {})[violation.rule] = None
    return {order: tuple(rules) for order, rules in broken.items()}


def words_of(told: Disruption) -> list[str]:
    """The same in words, a line for each kind of change."""
    lines = []
    if told.changed or told.moved_s:
        minutes = sum(map(abs, told.moved_s.values())) / 60
        lines.append(
            f"of {told.in_force} visits in force {len(told.changed)} go to another technician, "
            f"{len(told.moved_s)} start at another time, by {minutes:.0f} min in all"
        )
    if told.dropped:
        lines.append(f"left out now: {', '.join(told.dropped)}")
    if told.broken:
        each = (f"{order} ({', '.join(rules)})" for order, rules in told.broken.items())
        lines.append(f"could not stay as they were: {', '.join(each)}")
    return lines
