"""Sequence rules: do the stated times of one route fit shift, absences, windows, travel and quota?"""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk


def sequence_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Every sequence rule that the route breaks by itself."""
    yield from _off_shift(facts, walk)
    yield from _absent(facts, walk)
    for visit in walk.visits:
        yield from _time_window(facts, walk, visit)
        yield from _overlap(facts, walk, visit)
    yield from _max_orders(walk)


def _off_shift(facts: Facts, walk: Walk) -> Iterator[Violation]:
    first = walk.visits[0].stop.order if walk.visits else None
    last = walk.visits[-1].stop.order if walk.visits else None
    opens, what = 0, "the horizon begins"
    if walk.shift is not None and facts.second(walk.shift.start) > 0:
        opens, what = facts.second(walk.shift.start), f"shift {walk.route.shift} begins"
    if walk.depart < opens:
        yield Violation(
            rule="off_shift",
            order=first,
            technician=walk.name,
            observed=facts.instant(walk.depart),
            bound=facts.instant(opens),
            message=f"technician {walk.name} departs {facts.words(walk.depart)}, before {what} {facts.words(opens)}",
        )
    if walk.shift is not None and walk.back > (closes := facts.second(walk.shift.end)):
        yield Violation(
            rule="off_shift",
            order=last,
            technician=walk.name,
            observed=facts.instant(walk.back),
            bound=facts.instant(closes),
            message=f"technician {walk.name} returns {facts.words(walk.back)}, "
            f"after shift {walk.route.shift} ends {facts.words(closes)}",
        )


def _absent(facts: Facts, walk: Walk) -> Iterator[Violation]:
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
    """Order, what is done, from and to, of all that no absence may overlap: driving and visits, not waiting."""
    for visit in walk.visits:
        order = visit.stop.order
        if visit.leg.travel_s:
            yield order, "drives there", visit.before, visit.before + visit.leg.travel_s
        yield order, "is at work", visit.start, visit.finish
    if walk.home is not None and walk.home.travel_s:
        last = walk.visits[-1]
        yield last.stop.order, "drives home", last.finish, last.finish + walk.home.travel_s


def _time_window(facts: Facts, walk: Walk, visit: Visit) -> Iterator[Violation]:
    windows = () if visit.order is None else visit.order.windows
    spans = sorted((facts.second(window.start), facts.second(window.end)) for window in windows)
    if not spans or any(opens <= visit.start <= closes for opens, closes in spans):
        return
    missed = [closes for _, closes in spans if closes < visit.start]
    bound = max(missed) if missed else spans[0][0]
    opens_next = min((opens for opens, _ in spans if opens > visit.start), default=None)
    if not missed:
        words = f"before its window opens {facts.words(bound)}"
    elif opens_next is None:
        words = f"after its window closes {facts.words(bound)}"
    else:
        words = f"between its windows, after {facts.words(bound)} and before {facts.words(opens_next)}"
    yield Violation(
        rule="time_window",
        order=visit.stop.order,
        technician=walk.name,
        observed=facts.instant(visit.start),
        bound=facts.instant(bound),
        message=f"order {visit.stop.order}: technician {walk.name} starts {facts.words(visit.start)}, {words}",
    )


def _overlap(facts: Facts, walk: Walk, visit: Visit) -> Iterator[Violation]:
    earliest = visit.before if visit.arrive is None else visit.arrive
    if visit.start >= earliest:
        return
    driving = f" and drives {visit.leg.travel_s} s" if visit.leg.travel_s else ""
    yield Violation(
        rule="overlap",
        order=visit.stop.order,
        technician=walk.name,
        observed=facts.instant(visit.start),
        bound=facts.instant(earliest),
        message=f"order {visit.stop.order}: starts {facts.words(visit.start)}, but technician {walk.name} is free "
        f"from {facts.words(visit.before)}{driving}, so {facts.words(earliest)} is the earliest",
    )


def _max_orders(walk: Walk) -> Iterator[Violation]:
    quota = None if walk.technician is None else walk.technician.max_orders
    if quota is None or len(walk.visits) <= quota:
        return
    yield Violation(
        rule="max_orders",
        order=walk.visits[quota].stop.order,
        technician=walk.name,
        observed=len(walk.visits),
        bound=quota,
        message=f"technician {walk.name} has {len(walk.visits)} orders in shift {walk.route.shift}, "
        f"at most {quota} are allowed",
    )
