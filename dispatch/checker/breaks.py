"""Breaks: does a route with stops take every break of its shift once, in its time, and do nothing else meanwhile?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from typing import Any

from dispatch.checker.driving import Span
from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Walk
from scheduling.spans import Break, Shift


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with a stated break: value, bound, the end of the sentence, and the order that it concerns."""

    pause: Span
    observed: Any
    bound: Any
    words: str
    order: str | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """What a technician does for an order, from and to."""

    order: str
    what: str
    span: Span


def break_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Every break that is missing, one too many, not as it should be, or taken during something else."""
    taken, due = ([], []) if walk.shift is None else _unmatched(facts, walk, walk.shift)
    if walk.visits:
        for missed in due[len(taken) :]:
            yield _missing(facts, walk, missed)
    # Of those that fit nowhere, the first is told with the first that is missing.
    for pause, one in zip_longest(taken, due[: len(taken)]):
        yield _violation(facts, walk, _misplaced(facts, walk, pause, one))
    for found in (*_side_by_side(facts, walk), *_meanwhile(facts, walk)):
        yield _violation(facts, walk, found)


def _unmatched(facts: Facts, walk: Walk, shift: Shift) -> tuple[list[Span], list[Break]]:
    """Stated breaks that fit no break of the shift, and breaks of the shift that none is left for.

    Those of one length are given out in order of time, each to the one that may begin until soonest: no other way
    matches more of them.
    """
    due: dict[int, list[Break]] = defaultdict(list)
    for missed in sorted(shift.breaks, key=lambda one: (facts.second(one.latest), facts.second(one.earliest))):
        due[missed.duration_s].append(missed)
    taken = []
    for pause in walk.breaks:
        fitting = (one for one in due[pause[1] - pause[0]] if _fits(facts, pause, one, shift))
        found = next(fitting, None)
        if found is None:
            taken.append(pause)
        else:
            due[found.duration_s].remove(found)
    left = [one for group in due.values() for one in group]
    return taken, sorted(left, key=lambda one: facts.second(one.earliest))


def _fits(facts: Facts, pause: Span, due: Break, shift: Shift) -> bool:
    start, finish = pause
    return (
        facts.second(due.earliest) <= start <= facts.second(due.latest)
        and finish - start == due.duration_s
        and facts.second(shift.start) <= start
        and finish <= facts.second(shift.end)
    )


def _missing(facts: Facts, walk: Walk, due: Break) -> Violation:
    span = f"{facts.words(facts.second(due.earliest))} and {facts.words(facts.second(due.latest))}"
    return Violation(
        rule="break",
        technician=walk.name,
        observed=None,
        bound=due.duration_s,
        message=f"technician {walk.name} takes no break of {due.duration_s} s between {span} in shift "
        f"{walk.route.shift}",
    )


def _misplaced(facts: Facts, walk: Walk, pause: Span, due: Break | None) -> Found:
    """What keeps a stated break from being the one that the shift still needs, if it needs any."""
    start, finish = pause
    if due is None or walk.shift is None:
        return Found(pause, facts.instant(start), None, f"but shift {walk.route.shift} has no such break left")
    if finish - start != due.duration_s:
        return Found(pause, finish - start, due.duration_s, f"but it lasts {due.duration_s} s")
    earliest, latest = facts.second(due.earliest), facts.second(due.latest)
    opens, closes = facts.second(walk.shift.start), facts.second(walk.shift.end)
    for second, is_wrong, words in (
        (earliest, start < earliest, "but may begin from {} on"),
        (latest, start > latest, "but must begin by {}"),
        (opens, start < opens, "but the shift begins {}"),
    ):
        if is_wrong:
            return Found(pause, facts.instant(start), facts.instant(second), words.format(facts.words(second)))
    return Found(pause, facts.instant(finish), facts.instant(closes), f"but the shift ends {facts.words(closes)}")


def _side_by_side(facts: Facts, walk: Walk) -> Iterator[Found]:
    """Two breaks at once."""
    for first, second in pairwise(walk.breaks):
        if _overlap(first, second):
            told = f"but the break before lasts until {facts.words(first[1])}"
            yield Found(second, facts.instant(second[0]), facts.instant(first[1]), told)


def _meanwhile(facts: Facts, walk: Walk) -> Iterator[Found]:
    """What overlaps a break and must not, told once for an order."""
    for pause in walk.breaks:
        met = [doing for doing in _at_work(walk) if _overlap(pause, doing.span)]
        if not met:
            # Who is caught at work by a break drives on in it too: that is one fault.
            met = [doing for doing in _on_the_road(walk, pause) if _overlap(pause, doing.span)]
        for doing in {doing.order: doing for doing in reversed(met)}.values():
            begins, finish = doing.span
            told = f"but {doing.what} for order {doing.order} from {facts.words(begins)} to {facts.words(finish)}"
            yield Found(pause, facts.instant(pause[0]), facts.instant(begins), told, doing.order)


def _at_work(walk: Walk) -> Iterator[Doing]:
    for visit in walk.visits:
        yield Doing(visit.stop.order, "sets up", (visit.start - visit.setup_s, visit.start))
        yield Doing(visit.stop.order, "is at work", (visit.start, visit.finish))


def _on_the_road(walk: Walk, pause: Span) -> Iterator[Doing]:
    """Driving that begins while the break lasts; that which it interrupts gives way to it."""
    for order, drive in walk.drives:
        if pause[0] < drive.begins:
            for stretch in drive.stretches:
                yield Doing(order, "drives", stretch)


def _overlap(a: Span, b: Span) -> bool:
    return max(a[0], b[0]) < min(a[1], b[1])


def _violation(facts: Facts, walk: Walk, found: Found) -> Violation:
    start, finish = found.pause
    return Violation(
        rule="break",
        order=found.order,
        technician=walk.name,
        observed=found.observed,
        bound=found.bound,
        message=f"technician {walk.name} takes a break from {facts.words(start)} to {facts.words(finish)}, "
        f"{found.words}",
    )
