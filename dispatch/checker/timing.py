"""Timing: do the stated times, seconds and metres of a route follow from each other?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dispatch.checker.driving import Drive
from dispatch.checker.facts import Facts
from dispatch.checker.report import Violation
from dispatch.checker.walk import Visit, Walk

Finding = tuple[Any, Any, str]
"""Observed, bound, and the end of the sentence."""


def timing_violations(facts: Facts, walk: Walk, *, breaks_are_right: bool = True) -> Iterator[Violation]:
    """Every stated number of the route that does not follow from the others.

    Parameters
    ----------
    breaks_are_right
        If not, a late return is not told besides: nobody knows when the break would have been over.
    """
    for visit in walk.visits:
        for observed, bound, words in (*_arrival(facts, visit), *_way(visit), *_service(facts, visit)):
            yield Violation(
                rule="timing",
                order=visit.stop.order,
                technician=walk.name,
                observed=observed,
                bound=bound,
                message=f"order {visit.stop.order} of technician {walk.name}: {words}",
            )
    yield from _return(facts, walk, breaks_are_right)


def _arrival(facts: Facts, visit: Visit) -> Iterator[Finding]:
    if visit.stop.arrive is None or visit.arrive is None:
        return
    stated = facts.second(visit.stop.arrive)
    if stated != visit.arrive:
        driving = f"{_driving(visit.drive)} from {facts.words(visit.drive.begins)} ends {facts.words(visit.arrive)}"
        yield facts.instant(stated), facts.instant(visit.arrive), f"arrives {facts.words(stated)}, but {driving}"


def _driving(drive: Drive) -> str:
    return f"driving {drive.travel_s} s" + (f" with {drive.rest_s} s of breaks" if drive.rest_s else "")


def _way(visit: Visit) -> Iterator[Finding]:
    stop, leg = visit.stop, visit.drive.leg
    if stop.travel_s is not None and leg.travel_s is not None and stop.travel_s != leg.travel_s:
        yield stop.travel_s, leg.travel_s, f"travel_s is {stop.travel_s}, but the way takes {leg.travel_s} s"
    if stop.distance_m is not None and leg.distance_m is not None and stop.distance_m != leg.distance_m:
        yield stop.distance_m, leg.distance_m, f"distance_m is {stop.distance_m}, but the way has {leg.distance_m} m"


def _service(facts: Facts, visit: Visit) -> Iterator[Finding]:
    if visit.service_s is None:
        return
    due = visit.start + visit.service_s
    if visit.finish != due:
        service = f"{visit.service_s} s of service from {facts.words(visit.start)} end {facts.words(due)}"
        yield facts.instant(visit.finish), facts.instant(due), f"finishes {facts.words(visit.finish)}, but {service}"


def _return(facts: Facts, walk: Walk, breaks_are_right: bool) -> Iterator[Violation]:
    last = walk.visits[-1].finish if walk.visits else walk.depart
    if walk.back_due is not None:
        rests = " with its breaks" if walk.home is not None and walk.home.rest_s else ""
        due, why = walk.back_due, f"but the last finish and the way home{rests} give"
    elif walk.back < last:
        # An empty route may end at any time after it began; so may one whose way home is not known.
        due, why = last, "which is before"
    else:
        return
    if walk.back < due or (walk.back > due and breaks_are_right):
        yield Violation(
            rule="timing",
            order=walk.last_order,
            technician=walk.name,
            observed=facts.instant(walk.back),
            bound=facts.instant(due),
            message=f"technician {walk.name} returns {facts.words(walk.back)}, {why} {facts.words(due)}",
        )
