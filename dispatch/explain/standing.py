"""What of a plan is not open to question: orders under way, frozen, tied to others, or locked by a dispatcher."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from dispatch.checker import check
from dispatch.model import Lock, Order, Plan, Problem, Route, Stop, Technician
from dispatch.words import COMMA, Pair, instant_text, number

_TEXTS: Mapping[str, Pair] = {
    "under_way": ("already under way, cannot be changed", "已在路上，不能再改"),
    "frozen": ("starts before {until}, up to when the plan is frozen", "{until} 之前的安排已冻结，不能再改"),
    "crew": ("part {part} of a crew of {many}, with {others}", "{many} 人合作的第 {part} 位，搭档 {others}"),
    "crew alone": ("takes a crew of {many}", "要 {many} 人合作"),
    "after": ("comes after {others}", "排在 {others} 之后"),
    "before": ("{others} comes after it", "{others} 排在它之后"),
    "tied": ("{ties}; what belongs together is not asked about alone", "{ties}；互相关联的不单独重问"),
    "technician": ("locked to this technician", "师傅已锁定"),
    "time": ("the start is locked", "时间已锁定"),
    "technician_and_time": ("technician and start are locked", "师傅和时间都已锁定"),
    "time_range": ("locked to a start from {earliest} to {latest}", "开始时间锁定在 {earliest} 到 {latest}"),
}
_AND: Pair = ("; ", "；")

Held = Mapping[str, tuple[tuple[Route, Stop], ...]]
"""Where each order stands in a plan, a place for each of its roles."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A plan with what of it cannot be asked about.

    Parameters
    ----------
    problem
        The problem with the plan in force.
    held
        Where each served order stands, in order of roles.
    under_way, frozen
        Orders to which somebody has set off; and those that start before `frozen_before`.
    followers
        By order, those that come after it.
    """

    problem: Problem
    orders: Mapping[str, Order]
    technicians: Mapping[str, Technician]
    held: Held
    under_way: frozenset[str]
    frozen: frozenset[str]
    followers: Mapping[str, tuple[str, ...]]
    locks: Mapping[str, Lock]

    def fixed_text(self, order_id: str, part: Stop | None, lang: str) -> str | None:
        """Why it makes no sense to ask who else could serve an order; ``None`` if it does.

        Parameters
        ----------
        part
            The stop that is told about, if the order is served: which role of a crew it is.
        """
        which = number(lang)
        if order_id in self.under_way:
            return _TEXTS["under_way"][which]
        if order_id in self.frozen and self.problem.frozen_before is not None:
            return _TEXTS["frozen"][which].format(until=instant_text(self.problem.frozen_before))
        ties = self._ties(order_id, part, which)
        return _TEXTS["tied"][which].format(ties=_AND[which].join(ties)) if ties else None

    def lock_text(self, order_id: str, lang: str) -> str | None:
        """What a dispatcher has locked about an order; ``None`` if nothing."""
        lock = self.locks.get(order_id)
        if lock is None:
            return None
        text = _TEXTS[lock.kind][number(lang)]
        if lock.earliest is None or lock.latest is None:
            return text
        return text.format(earliest=instant_text(lock.earliest), latest=instant_text(lock.latest))

    def _ties(self, order_id: str, part: Stop | None, which: int) -> list[str]:
        order, ties = self.orders[order_id], []
        if order.crew:
            held = self.held.get(order_id, ())
            others = [route.technician for route, stop in held if part is None or stop.role != part.role]
            key = "crew alone" if part is None else "crew"
            number_of_part = 1 if part is None else part.role + 1
            told = COMMA[which].join(others)
            ties.append(_TEXTS[key][which].format(part=number_of_part, many=len(order.crew), others=told))
        first = tuple(after.order for after in order.after)
        for key, tied in (("after", first), ("before", self.followers.get(order_id, ()))):
            if tied:
                ties.append(_TEXTS[key][which].format(others=COMMA[which].join(tied)))
        return ties


def standing_of(problem: Problem, routes: tuple[Route, ...]) -> Standing:
    """What stands in a legal plan, and what of it is not open to question.

    What is under way is told by the checker: it is what may not be missing if everything else were taken away.
    """
    in_force = replace(problem, routes=routes)
    followers: dict[str, tuple[str, ...]] = {}
    for order in problem.orders:
        for first in order.after:
            followers[first.order] = (*followers.get(first.order, ()), order.id)
    held: dict[str, tuple[tuple[Route, Stop], ...]] = {}
    for route in routes:
        for stop in route.stops:
            places = (*held.get(stop.order, ()), (route, stop))
            held[stop.order] = tuple(sorted(places, key=lambda place: place[1].role))
    under_way = _missed(replace(in_force, frozen_before=None))
    return Standing(
        problem=in_force,
        orders={order.id: order for order in problem.orders},
        technicians={technician.id: technician for technician in problem.technicians},
        held=held,
        under_way=under_way,
        frozen=_missed(in_force) if problem.frozen_before is not None else under_way,
        followers=followers,
        locks={lock.order: lock for lock in problem.locks},
    )


def _missed(problem: Problem) -> frozenset[str]:
    """Orders in force that a plan without any route would miss: nobody may take them away."""
    violations = check(problem, Plan(routes=())).violations
    return frozenset(violation.order for violation in violations if violation.rule == "frozen" and violation.order)
