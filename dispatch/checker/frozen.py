"""What has begun stays, and nothing new begins in the past: the plan against `now` and the plan in force.

A technician departs to the first stop of a route when the route says so; to the others as late as delays no start:
at the last instant from which the driving, free of absences, ends by the start. A stop in force is under way if that
departure lies before `now`. It keeps technician, shift, stop before, departure and start. Every stop that is new, or
differs from the plan in force in one of these, is departed to at or after `now`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk, walk_of


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stop stands in a plan. Two are equal if the stop was not touched.

    Parameters
    ----------
    before
        Order of the stop before; ``None`` for the first.
    start, departs
        Seconds of the horizon: start of service, and when the technician sets off to it.
    """

    order: str
    technician: str
    shift: int
    before: str | None
    start: int
    departs: int


def frozen_violations(facts: Facts, walks: Iterable[Walk]) -> Iterator[Violation]:
    """Every stop that was under way and is changed, and every new one that begins before `now`."""
    now = facts.second(facts.problem.now)
    in_force = {place.order: place for route in facts.problem.routes for place in _places(facts, walk_of(facts, route))}
    planned = [place for walk in walks for place in _places(facts, walk)]
    under_way = {order for order, place in in_force.items() if place.departs < now}
    kept = {place.order for place in planned if in_force.get(place.order) == place}
    present = {place.order for place in planned}
    changed = under_way - kept
    for order, place in in_force.items():
        if order in changed:
            yield _changed(facts, place, order in present, now)
    for place in planned:
        if place.departs < now and place.order not in changed | kept:
            yield _too_soon(facts, place, now)


def _places(facts: Facts, walk: Walk) -> Iterator[Place]:
    if walk.technician is None:
        return
    before: str | None = None
    for visit in walk.visits:
        if visit.order is not None:
            departs = walk.depart if before is None else _latest_departure(facts, walk, visit)
            yield Place(visit.stop.order, walk.name, walk.route.shift, before, visit.start, departs)
        before = visit.stop.order


def _latest_departure(facts: Facts, walk: Walk, visit: Visit) -> int:
    """Last second from which the driving ends by the start of the visit and overlaps no absence."""
    drive_s = visit.leg.travel_s or 0
    absences = () if walk.technician is None else walk.technician.absences
    spans = [(facts.second(absence.start), facts.second(absence.end)) for absence in absences]
    departs = visit.start - drive_s
    for begins, ends in sorted(spans, reverse=True):
        if max(departs, begins) < min(departs + drive_s, ends):
            departs = begins - drive_s
    return departs


def _changed(facts: Facts, old: Place, present: bool, now: int) -> Violation:
    what = "is planned otherwise" if present else "is not in the plan"
    return Violation(
        rule="frozen",
        order=old.order,
        technician=old.technician,
        observed=facts.instant(old.departs) if present else None,
        bound=facts.instant(now),
        message=f"order {old.order}: technician {old.technician} is under way since {facts.words(old.departs)}, "
        f"before now {facts.words(now)}, but the order {what}",
    )


def _too_soon(facts: Facts, place: Place, now: int) -> Violation:
    return Violation(
        rule="frozen",
        order=place.order,
        technician=place.technician,
        observed=facts.instant(place.departs),
        bound=facts.instant(now),
        message=f"order {place.order}: technician {place.technician} would depart {facts.words(place.departs)}, "
        f"before now {facts.words(now)}",
    )
