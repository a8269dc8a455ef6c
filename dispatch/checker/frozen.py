"""What has begun stays, and nothing new begins too early: the plan against `now`, `frozen_before` and what is in force.

A technician departs to the first stop of a route when the route says so; to the others as late as delays no start: at
the last instant from which driving, around the breaks and free of absences, ends by the setup, but not before the stop
before is done, nor before they set off to that one: who is held up by a long service has not left for what comes later,
whatever the plan in force says. A stop in force is under way if that departure lies before `now`; it is frozen if it is
under way, or starts before `frozen_before`. A frozen stop keeps technician, shift, role, stop before, departure and
start. Every stop that is new, or differs from the plan in force in one of these, is departed to at or after `now` and
starts at or after `frozen_before`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from dispatch.checker.driving import latest_departure
from dispatch.checker.facts import Facts, RoleKey
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk, walk_of
from dispatch.model import Problem


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a stop stands in a plan. Two are equal if the stop was not touched.

    Parameters
    ----------
    before
        Order and role of the stop before; ``None`` for the first.
    depart
        When the route departs, for the first; ``None`` for the others.
    start, departs
        Start of service, and when the technician sets off to it; not what makes two equal.
    """

    key: RoleKey
    technician: str
    shift: int
    before: RoleKey | None
    depart: int | None
    start: int
    departs: int = field(compare=False)

    @property
    def order(self) -> str:
        """Id of the order."""
        return self.key[0]


def frozen_text(problem: Problem, order_id: str) -> str | None:
    """Why an order must stay where the plan in force has it; ``None`` if it may be moved, or is in no route."""
    held = tuple(route for route in problem.routes if any(stop.order == order_id for stop in route.stops))
    if not held:
        return None
    facts = Facts.of(replace(problem, routes=held))
    standings = (standing for route in held for standing in _standings(facts, walk_of(facts, route)))
    found = (one for one in standings if one.order == order_id and _is_frozen(facts, one))
    return next((_why(facts, one)[2] for one in found), None)


def frozen_violations(facts: Facts, walks: Iterable[Walk]) -> Iterator[Violation]:
    """Every stop or break that was frozen and is changed, and every new one that begins too early."""
    in_force = [walk_of(facts, route) for route in facts.problem.routes]
    held: dict[RoleKey, Standing] = {}
    for walk in in_force:
        for standing in _standings(facts, walk):
            held.setdefault(standing.key, standing)
    planned = list(walks)
    standings = [standing for walk in planned for standing in _standings(facts, walk)]
    frozen = {key: standing for key, standing in held.items() if _is_frozen(facts, standing)}
    kept = {standing.key for standing in standings if held.get(standing.key) == standing}
    present = {standing.key for standing in standings}
    for key, standing in frozen.items():
        if key not in kept:
            yield _changed(facts, standing, key in present)
    for standing in standings:
        if standing.key not in kept and standing.key not in frozen:
            yield from _too_soon(facts, standing)
    begun = {(standing.technician, standing.shift) for standing in frozen.values()}
    yield from _breaks(facts, in_force, planned, begun)


def _standings(facts: Facts, walk: Walk) -> Iterator[Standing]:
    """The stops of a route, those left out that the problem does not know."""
    if walk.technician is None:
        return
    absences = [(facts.second(absence.start), facts.second(absence.end)) for absence in walk.technician.absences]
    before: Visit | None = None
    departs = walk.depart
    for visit in walk.visits:
        if visit.role is not None:
            departs = departs if before is None else max(departs, _departs(walk, before, visit, absences))
            depart = departs if before is None else None
            key = None if before is None else before.key
            yield Standing(visit.key, walk.name, walk.route.shift, key, depart, visit.start, departs)
        before = visit


def _departs(walk: Walk, before: Visit, visit: Visit, absences: list[tuple[int, int]]) -> int:
    """When the technician sets off to a stop that is not the first; not before the service before it is over."""
    latest = latest_departure(visit.drive.travel_s, visit.start - visit.setup_s, walk.breaks, absences)
    if before.order is None or before.role is None or walk.technician is None:
        return latest
    return max(latest, before.start + walk.technician.serves_for(before.order.service_of(before.stop.role)))


def _is_frozen(facts: Facts, standing: Standing) -> bool:
    starts_frozen = facts.frozen_before is not None and standing.start < facts.frozen_before
    return starts_frozen or standing.departs < facts.now


def _changed(facts: Facts, old: Standing, is_present: bool) -> Violation:
    what = "is planned otherwise" if is_present else "is not in the plan"
    observed, bound, why = _why(facts, old)
    return Violation(
        rule="frozen",
        order=old.order,
        technician=old.technician,
        observed=facts.instant(observed) if is_present else None,
        bound=facts.instant(bound),
        message=f"{why}, but the order {what}",
    )


def _why(facts: Facts, old: Standing) -> tuple[int, int, str]:
    """What freezes a stop: the second seen, the bound that it lies before, and both in words."""
    if old.departs < facts.now:
        observed, bound = old.departs, facts.now
        words = f"is under way since {facts.words(observed)}, before now {facts.words(bound)}"
    else:
        observed, bound = old.start, facts.frozen_before or 0
        words = f"starts {facts.words(observed)}, frozen before {facts.words(bound)}"
    return observed, bound, f"order {old.order}: technician {old.technician} {words}"


def _too_soon(facts: Facts, new: Standing) -> Iterator[Violation]:
    for second, bound, words in (
        (new.departs, facts.now, "would depart {}, before now {}"),
        (new.start, facts.frozen_before, "would start {}, frozen before {}"),
    ):
        if bound is not None and second < bound:
            yield Violation(
                rule="frozen",
                order=new.order,
                technician=new.technician,
                observed=facts.instant(second),
                bound=facts.instant(bound),
                message=f"order {new.order}: technician {new.technician} "
                + words.format(facts.words(second), facts.words(bound)),
            )
            return


def _breaks(
    facts: Facts, in_force: Iterable[Walk], planned: Iterable[Walk], begun: set[tuple[str, int]]
) -> Iterator[Violation]:
    """Breaks in force of a route that has begun stay if they begin before its future does, and none joins them there.

    In a route that has not begun, one may lie in the past if it is over by the departure.
    """
    future = facts.now if facts.frozen_before is None else max(facts.now, facts.frozen_before)
    old = {(walk.name, walk.route.shift): walk.breaks for walk in in_force}
    for walk in planned:
        key = (walk.name, walk.route.shift)
        known = old.get(key, ())
        if key in begun:
            for pause in known:
                if pause[0] < future and pause not in walk.breaks:
                    yield _break(facts, walk, pause[0], future, "in force is not in the plan")
        for pause in walk.breaks:
            if pause in known or not walk.visits:
                continue
            if key in begun and pause[0] < future:
                yield _break(facts, walk, pause[0], future, "is new")
            elif key not in begun and pause[0] < facts.now and pause[1] > walk.depart:
                yield _break(facts, walk, pause[0], facts.now, "is new and not over when the route departs")


def _break(facts: Facts, walk: Walk, start: int, bound: int, words: str) -> Violation:
    return Violation(
        rule="frozen",
        technician=walk.name,
        observed=facts.instant(start),
        bound=facts.instant(bound),
        message=f"technician {walk.name}: the break that begins {facts.words(start)}, before {facts.words(bound)}, "
        f"{words}",
    )
