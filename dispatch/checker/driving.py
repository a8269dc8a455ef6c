"""How long is the way, and when is it driven? Driving goes on at once, around the breaks that fall into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dispatch.checker.facts import Facts
from dispatch.model import Technician
from geo.places import Place

Span = tuple[int, int]
"""From and to, in seconds of the horizon; half-open."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A way from one place to the next.

    Parameters
    ----------
    known
        Are both places known? If not, nothing can be said about the way.
    travel_s
        Seconds of driving; ``None`` if there is no way, or if it is not known.
    distance_m
        Metres; ``None`` also where the source of travel times has none.
    """

    known: bool
    travel_s: int | None = None
    distance_m: int | None = None

    @property
    def is_cut(self) -> bool:
        """Are both places known, and no way leads from one to the other?"""
        return self.known and self.travel_s is None


@dataclass(frozen=True, slots=True)
class Drive:
    """A way as it is driven.

    Parameters
    ----------
    begins
        Stated finish of the stop before, or the stated departure.
    stretches
        When the technician drives: one stretch, or several with breaks in between.
    ends
        When the driving is done; ``None`` if the way is not known.
    """

    leg: Leg
    begins: int
    stretches: tuple[Span, ...] = ()
    ends: int | None = None

    @property
    def travel_s(self) -> int:
        """Seconds of driving alone; 0 if the way is not known."""
        return self.leg.travel_s or 0

    @property
    def rest_s(self) -> int:
        """Seconds of the breaks that interrupt it."""
        return 0 if self.ends is None else self.ends - self.begins - self.travel_s


def leg_of(
    facts: Facts, technician: Technician | None, origin: Place | None, destination: Place | None, departs: int
) -> Leg:
    """The way between two places for a technician who departs at a second: its hour tells how thick the traffic is."""
    if technician is None or origin is None or destination is None:
        return Leg(known=False)
    traffic = facts.problem.traffic.factor_of(facts.horizon, departs)
    way = facts.problem.travel.leg(origin, destination, traffic, technician.speed_factor)
    return Leg(True) if way is None else Leg(True, *way)


def driven(leg: Leg, begins: int, breaks: Sequence[Span]) -> Drive:
    """Drive a way from a second on. A break that begins then or later, before the driving is done, interrupts it.

    Parameters
    ----------
    breaks
        In order of their start.
    """
    if leg.travel_s is None:
        return Drive(leg, begins)
    stretches: list[Span] = []
    at, left_s = begins, leg.travel_s
    for start, finish in breaks:
        if begins <= start < at + left_s:
            if at < start:
                stretches.append((at, start))
                left_s -= start - at
            at = max(at, finish)
    if left_s:
        stretches.append((at, at + left_s))
    return Drive(leg, begins, tuple(stretches), at + left_s)


def latest_departure(travel_s: int, ends: int, breaks: Sequence[Span], absences: Sequence[Span]) -> int:
    """The last second from which driving, around breaks and free of absences, is done by `ends`.

    Nobody drives to the one side of an absence and on to the other, so all of it lies before an absence that it meets.
    """
    while True:
        stretches = _driven_by(travel_s, ends, breaks)
        met = [
            begins
            for begins, over in absences
            if any(max(begins, start) < min(over, finish) for start, finish in stretches)
        ]
        if not met:
            return stretches[-1][0] if stretches else ends
        ends = min(met)


def _driven_by(travel_s: int, ends: int, breaks: Sequence[Span]) -> list[Span]:
    """When one drives who arrives at `ends` as late as can be; the last stretch first."""
    stretches: list[Span] = []
    at, left_s = ends, travel_s
    for start, finish in sorted(breaks, reverse=True):
        if left_s and finish <= at:
            free_s = min(left_s, at - finish)
            stretches.append((at - free_s, at))
            left_s -= free_s
        if left_s and start < at:
            at = start
    if left_s:
        stretches.append((at - left_s, at))
    return [(start, finish) for start, finish in stretches if start < finish]
