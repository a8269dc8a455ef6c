"""Sequence rules of a whole route: shift, overtime, and the hours at which the technician is away."""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Walk


def shift_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Does the route depart too early, or return too late?"""
    opens, what = 0, "the horizon begins"
    if walk.shift is not None and facts.second(walk.shift.start) > 0:
        opens, what = facts.second(walk.shift.start), f"shift {walk.route.shift} begins"
    if walk.seen_at is not None and walk.visits and walk.seen_at > opens:
        opens, what = walk.seen_at, "they were seen at their position"
    if walk.depart < opens:
        yield Violation(
            rule="off_shift",
            order=walk.first_order,
            technician=walk.name,
            observed=facts.instant(walk.depart),
            bound=facts.instant(opens),
            message=f"technician {walk.name} departs {facts.words(walk.depart)}, before {what} {facts.words(opens)}",
        )
    if walk.shift is None:
        return
    ends, overtime_s = facts.second(walk.shift.end), walk.shift.max_overtime_s
    closes = ends + overtime_s
    if walk.back > closes:
        allowed = f" and {overtime_s} s of overtime are over" if overtime_s else " ends"
        yield Violation(
            rule="overtime" if overtime_s else "off_shift",
            order=walk.last_order,
            technician=walk.name,
            observed=facts.instant(walk.back),
            bound=facts.instant(closes),
            message=f"technician {walk.name} returns {facts.words(walk.back)}, "
            f"after shift {walk.route.shift}{allowed} {facts.words(closes)}",
        )


def absence_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Every absence that a visit, its setup or driving overlaps. Once for an order; waiting and breaks may overlap."""
    absences = () if walk.technician is None else walk.technician.absences
    for absence in absences:
        begins, ends = facts.second(absence.start), facts.second(absence.end)
        told: set[str] = set()
        for order, what, start, finish in _occupied(walk):
            if order in told or not max(start, begins) < min(finish, ends):
                continue
            told.add(order)
            yield Violation(
                rule="absent",
                order=order,
                technician=walk.name,
                observed=facts.instant(max(start, begins)),
                bound=facts.instant(begins),
                message=f"order {order}: technician {walk.name} {what} from {facts.words(start)} to "
                f"{facts.words(finish)}, and is absent from {facts.words(begins)} to {facts.words(ends)}",
            )


def _occupied(walk: Walk) -> Iterator[tuple[str, str, int, int]]:
    """Order, what is done, from and to, of all that no absence may overlap."""
    for visit in walk.visits:
        order = visit.stop.order
        for start, finish in visit.drive.stretches:
            yield order, "drives there", start, finish
        if visit.setup_s:
            yield order, "sets up", visit.start - visit.setup_s, visit.start
        yield order, "is at work", visit.start, visit.finish
    if walk.home is not None:
        for start, finish in walk.home.stretches:
            yield walk.visits[-1].stop.order, "drives home", start, finish
