"""Sequence rules of each visit: do the stated times of one route fit windows, ways and setup?"""

from __future__ import annotations

from collections.abc import Iterator

from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk


def sequence_violations(facts: Facts, walk: Walk) -> Iterator[Violation]:
    """Every visit that starts outside its windows, or before the technician is ready."""
    for visit in walk.visits:
        yield from _time_window(facts, walk, visit)
        yield from _overlap(facts, walk, visit)


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
    drive = visit.drive
    earliest = (drive.begins if drive.ends is None else drive.ends) + visit.setup_s
    if visit.start >= earliest:
        return
    deeds = [
        words
        for seconds, words in (
            (drive.travel_s, f"drives {drive.travel_s} s"),
            (drive.rest_s, f"rests {drive.rest_s} s on the way"),
            (visit.setup_s, f"sets up for {visit.setup_s} s"),
        )
        if seconds
    ]
    told = "".join(f" and {words}" for words in deeds)
    yield Violation(
        rule="overlap",
        order=visit.stop.order,
        technician=walk.name,
        observed=facts.instant(visit.start),
        bound=facts.instant(earliest),
        message=f"order {visit.stop.order}: starts {facts.words(visit.start)}, but technician {walk.name} is free "
        f"from {facts.words(drive.begins)}{told}, so {facts.words(earliest)} is the earliest",
    )
