"""Static rules: may this technician serve this order at all, whatever else they do?

Each role of a crew is asked by itself: it needs its own skills; all else that an order asks holds for every role.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Walk
from dispatch.model import Order, Role, Technician
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
        findings: list[Finding] = []
        if visit.role is not None:
            findings.extend(_pair_findings(facts, visit.order, visit.role, walk.technician))
            findings.extend(_certificate_expired(facts, visit.role, walk.technician, visit.start))
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


@dataclass(frozen=True, slots=True)
class Asked:
    """What is the same for everyone who is asked about an order.

    Parameters
    ----------
    no_way_in, no_way_out
        Does no way lead to it from any other order, or from it to any other?
    earliest
        Before which second it does not start, whoever serves it.
    """

    order: Order
    no_way_in: bool
    no_way_out: bool
    earliest: int


def static_rules(facts: Facts, order: Order) -> Iterator[tuple[Technician, set[str]]]:
    """For each technician the codes of the rules that bar them from an order, whatever route it would stand in.

    Whoever may serve one role of a crew is not barred; whoever may serve none, by all that fails for any.
    """
    asked, roles = _asked(facts, order), order.roles
    for technician in facts.technicians.values():
        failed = [_barred(facts, asked, role, technician) for role in roles]
        yield technician, set() if set() in failed else set().union(*failed)


def roles_of_nobody(facts: Facts, order: Order) -> tuple[int, ...]:
    """Numbers of the roles that nobody may serve."""
    asked, everyone = _asked(facts, order), facts.technicians.values()
    return tuple(
        number
        for number, role in enumerate(order.roles)
        if all(_barred(facts, asked, role, technician) for technician in everyone)
    )


def _asked(facts: Facts, order: Order) -> Asked:
    leg, here = facts.problem.travel.leg, order.location
    return Asked(
        order,
        all(leg(place, here) is None for place in facts.places if place != here),
        all(leg(here, place) is None for place in facts.places if place != here),
        _earliest_start(facts, order),
    )


def _earliest_start(facts: Facts, order: Order) -> int:
    """The first opening, but not before `now` or what is frozen; where `now` is past all windows, the first opening."""
    floor = facts.now if facts.frozen_before is None else max(facts.now, facts.frozen_before)
    if not order.windows:
        return floor
    opens = min(facts.second(window.start) for window in order.windows)
    closes = max(facts.second(window.end) for window in order.windows)
    return opens if facts.now > closes else max(opens, floor)


def _barred(facts: Facts, asked: Asked, role: Role, technician: Technician) -> set[str]:
    """Which rules bar a technician from a role, at any hour?"""
    failed = {rule for rule, *_ in _pair_findings(facts, asked.order, role, technician)}
    failed.update(rule for rule, *_ in _certificate_expired(facts, role, technician, asked.earliest))
    if _is_out_of_reach(facts, asked, technician):
        failed.add("unreachable")
    return failed


def _is_out_of_reach(facts: Facts, asked: Asked, technician: Technician) -> bool:
    """Is there no way in, not even from where the technician begins, or none out, not even to where they end?"""
    leg, here = facts.problem.travel.leg, asked.order.location
    if asked.no_way_in:
        seen = () if technician.position is None else (technician.position.place,)
        if all(leg(place, here) is None for place in (technician.start, *seen)):
            return True
    return asked.no_way_out and technician.end is not None and leg(here, technician.end) is None


def _pair_findings(facts: Facts, order: Order, role: Role, technician: Technician) -> Iterator[Finding]:
    """What fails whatever the hour and the way."""
    yield from _not_active(technician)
    yield from _skill_missing(role, technician)
    yield from _skill_level(role, technician)
    for rule in _ORDER_RULES:
        yield from rule(facts, order, technician)


def _not_active(technician: Technician) -> Iterator[Finding]:
    if not technician.active:
        yield "not_active", False, True, "is not active"


def _skill_missing(role: Role, technician: Technician) -> Iterator[Finding]:
    missing = {skill: level for skill, level in role.skills.items() if technician.skills.get(skill, 0) == 0}
    if missing:
        words = ", ".join(f"{skill} (level {level} is needed)" for skill, level in missing.items())
        yield "skill_missing", dict.fromkeys(missing, 0), missing, f"does not have {words}"


def _skill_level(role: Role, technician: Technician) -> Iterator[Finding]:
    low = {skill: level for skill, level in role.skills.items() if 0 < technician.skills.get(skill, 0) < level}
    if low:
        held = {skill: technician.skills[skill] for skill in low}
        words = ", ".join(f"{skill} at level {held[skill]}, level {level} is needed" for skill, level in low.items())
        yield "skill_level", held, low, f"has {words}"


def _certificate_expired(facts: Facts, role: Role, technician: Technician, start: int) -> Iterator[Finding]:
    """A skill counts for visits that start before its certificate expires, and not for one at that very second."""
    expired = {
        certificate.skill: facts.second(certificate.expires)
        for certificate in technician.certificates
        if certificate.skill in role.skills and facts.second(certificate.expires) <= start
    }
    if expired:
        told = {skill: facts.instant(expires) for skill, expires in expired.items()}
        words = ", ".join(f"for {skill} expires {facts.words(expires)}" for skill, expires in expired.items())
        observed = facts.instant(start)
        yield "certificate_expired", observed, told, f"starts {facts.words(start)}, but the certificate {words}"


def _outside_area(facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    if technician.areas is None:
        return
    if any(facts.holds(area, order) for area in technician.areas):
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


def _declined_before(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    if technician.id in order.declined_by:
        declined = list(order.declined_by)
        yield "declined_before", technician.id, declined, f"has declined it before, as did: {', '.join(declined)}"


def _tag_missing(_facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    missing = [tag for tag in order.required_tags if tag not in technician.tags]
    if missing:
        required = list(order.required_tags)
        yield "tag_missing", sorted(technician.tags), required, f"does not carry the tag {', '.join(missing)}"


def _urgent_for_newcomer(facts: Facts, order: Order, technician: Technician) -> Iterator[Finding]:
    """Who has fewer reviews than the policy's newcomers' quota asks for is a newcomer; 10 000 min is priority 1."""
    policy, reviews = facts.problem.policy, technician.reviews
    if policy.newcomer_orders > 0 and reviews < policy.newcomer_reviews and order.price_unserved_min >= 10_000:
        bound = policy.newcomer_reviews
        yield "urgent_for_newcomer", reviews, bound, f"has {reviews} reviews, must have {bound} for what is urgent"


def _unreachable(walk: Walk, position: int) -> Iterator[Finding]:
    """No way there from where the route comes, or home from the last stop. Ways that nobody takes do not matter."""
    if walk.visits[position].drive.leg.is_cut:
        words = f"has no way there from {'the stop before' if position else 'the start of the day'}"
    elif position == len(walk.visits) - 1 and walk.home is not None and walk.home.leg.is_cut:
        words = "has no way home from there"
    else:
        return
    yield "unreachable", None, "a way there and home", words


_ORDER_RULES: tuple[Callable[[Facts, Order, Technician], Iterator[Finding]], ...] = (
    _outside_area,
    _forbidden_technician,
    _not_required_technician,
    _declined_before,
    _tag_missing,
    _urgent_for_newcomer,
)
