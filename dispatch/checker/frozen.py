"""What has begun stays, and nothing new begins in the past: the plan against `now` and the plan in force.

A stop in force is under way if its departure, that is its start less the driving to it, lies before `now`. It keeps
technician, shift, stop before and start. Every stop that is new, or differs from the plan in force in one of these,
departs at or after `now`; so does a route whose stated departure is earlier than the one in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

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
    start, departs, route_departs
        Seconds of the horizon: start of service, start less driving, stated departure of the route.
    """

    order: str
    technician: str
    shift: int
    before: str | None
    start: int
    departs: int = field(compare=False)
    route_departs: int = field(compare=False)


def frozen_violations(facts: Facts, walks: Iterable[Walk]) -> Iterator[Violation]:
    """Every stop that was under way and is changed, and every new one that begins before `now`."""
    now = facts.second(facts.problem.now)
    in_force = {place.order: place for route in facts.problem.routes for place in _places(walk_of(facts, route))}
    planned = [place for walk in walks for place in _places(walk)]
    under_way = {order for order, place in in_force.items() if place.departs < now}
    kept = {place.order for place in planned if in_force.get(place.order) == place}
    present = {place.order for place in planned}
    changed = under_way - kept
    for order, place in in_force.items():
        if order in changed:
            yield _changed(facts, place, order in present, now)
    for place in planned:
        if place.order in changed:
            continue
        departs = _new_departure(place, in_force)
        if departs is not None and departs < now:
            yield _too_soon(facts, place, departs, now)


def _places(walk: Walk) -> Iterator[Place]:
    if walk.technician is None:
        return
    before: str | None = None
    for visit in walk.visits:
        if visit.order is not None:
            yield _place(walk, visit, before)
        before = visit.stop.order


def _place(walk: Walk, visit: Visit, before: str | None) -> Place:
    departs = visit.start - (visit.leg.travel_s or 0)
    return Place(visit.stop.order, walk.name, walk.route.shift, before, visit.start, departs, walk.depart)


def _new_departure(place: Place, in_force: Mapping[str, Place]) -> int | None:
    """When something begins that is not in force: a drive to a stop, or a route; ``None`` if all is as it was."""
    old = in_force.get(place.order)
    if old is None or old != place:
        return min(place.departs, place.route_departs) if place.before is None else place.departs
    return place.route_departs if place.before is None and place.route_departs < old.route_departs else None


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


def _too_soon(facts: Facts, place: Place, departs: int, now: int) -> Violation:
    return Violation(
        rule="frozen",
        order=place.order,
        technician=place.technician,
        observed=facts.instant(departs),
        bound=facts.instant(now),
        message=f"order {place.order}: technician {place.technician} would depart {facts.words(departs)}, "
        f"before now {facts.words(now)}",
    )
