"""Static rules: may this technician serve this order at all, whatever else they do?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Walk
from dispatch.model import Order, Technician
from geo.places import LatLng

Finding = tuple[str, Any, Any, str]
"""Rule code, observed, bound, and the end of the sentence."""


def static_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Every static rule that fails for a visit of the route."""
    if walk.technician is None:
        return
    for position, visit in enumerate(walk.visits):
        if visit.order is None:
            continue
        findings = [found for rule in _PAIR_RULES for found in rule(facts, visit.order, walk.technician)]
        findings.extend(_unreachable(walk, position))
        for rule, observed, bound, words in findings:
            yield Violation(
                rule=rule,
                order=visit.order.id,
                technician=walk.name,
                observed=observed,
                bound=bound,
                message=f"order {visit.order.id}: technician {walk.name} {words}",
            )


def static_rules(facts: Facts, order: Order) -> Iterator[tuple[Technician, set[str]]]:
    """For each technician the codes of the rules that bar them from an order, whatever route it would stand in."""
    travel, place = facts.problem.travel, order.location
    others = [other.location for other in facts.orders.values() if other.location != place]
    reached = any(travel.leg(origin, place) is not None for origin in others)
    left = any(travel.leg(place, onward) is not None for onward in others)
    for technician in facts.technicians.values():
        failed = {rule for check in _PAIR_RULES for rule, *_ in check(facts, order, technician)}
        no_way_there = not reached and travel.leg(technician.start, place) is None
        no_way_on = not left and technician.end is not None and travel.leg(place, technician.end) is None
        yield technician, failed | {"unreachable"} if no_way_there or no_way_on else failed


def _not_active(_facts: Facts, _order: Order, technician: Technician) -> Iterator[Finding]:
    if not technician.active:
        yield "not_active", False, True, "is not active"


def _skill_missing(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    missing = {skill: level for skill, level in order.skills.items() if technician.skills.get(skill, 0) == 0}
    if missing:
        words = ", ".join(f"{skill} (level {level} is needed)" for skill, level in missing.items())
        yield "skill_missing", dict.fromkeys(missing, 0), missing, f"does not have {words}"


def _skill_level(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    low = {skill: level for skill, level in order.skills.items() if 0 < technician.skills.get(skill, 0) < level}
    if low:
        held = {skill: technician.skills[skill] for skill in low}
        words = ", ".join(f"{skill} at level {held[skill]}, level {level} is needed" for skill, level in low.items())
        yield "skill_level", held, low, f"has {words}"


def _outside_area(facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    if technician.areas is None:
        return
    areas = [facts.areas[name] for name in technician.areas if name in facts.areas]
    if any(area.holds(order.location, order.community) for area in areas):
        return
    where: Any = order.community
    if where is None and isinstance(order.location, LatLng):
        where = {"lat": order.location.lat, "lng": order.location.lng}
    works = f"works only in {', '.join(technician.areas)}" if technician.areas else "works in no area"
    told = "without a community or coordinates" if where is None else where
    yield "outside_area", where, list(technician.areas), f"{works}; the order lies outside: {told}"


def _forbidden_technician(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    if technician.id in order.forbidden_technicians:
        forbidden = list(order.forbidden_technicians)
        yield "forbidden_technician", technician.id, forbidden, f"is forbidden: {', '.join(forbidden)}"


def _not_required_technician(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    if order.required_technicians is not None and technician.id not in order.required_technicians:
        required = list(order.required_technicians)
        words = f"is not among those required: {', '.join(required) or 'nobody'}"
        yield "not_required_technician", technician.id, required, words


def _unreachable(walk: Walk, position: int) -> Iterator[Finding]:
    """No way there from where the route comes, or home from the last stop. Ways that nobody takes do not matter."""
    if walk.visits[position].leg.is_cut:
        words = f"has no way there from {'the stop before' if position else 'the start of the day'}"
    elif position == len(walk.visits) - 1 and walk.home is not None and walk.home.is_cut:
        words = "has no way home from there"
    else:
        return
    yield "unreachable", None, "a way there and home", words


_PAIR_RULES: tuple[Callable[[Facts, Order, Technician], Iterator[Finding]], ...] = (
    _not_active,
    _skill_missing,
    _skill_level,
    _outside_area,
    _forbidden_technician,
    _not_required_technician,
)
