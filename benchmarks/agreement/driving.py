"""Driving around breaks, second by second as the contract has it: when is it done, and when must it begin?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Span = tuple[int, int]
"""From and to, in seconds of the horizon; half-open."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A way as it is driven: from when to when, and the stretches of driving in between."""

    begins: int
    ends: int
    stretches: tuple[Span, ...]

    def drives_in(self, absences: Iterable[Span]) -> bool:
        """Is a second of the driving itself in an absence?"""
        return any(overlap(stretch, away) for stretch in self.stretches for away in absences)

    def touches(self, absences: Iterable[Span]) -> bool:
        """Is a second of the whole way in an absence, breaks on the way included?"""
        return any(overlap((self.begins, self.ends), away) for away in absences)


def overlap(a: Span, b: Span) -> bool:
    """Have two spans a second in common?"""
    return max(a[0], b[0]) < min(a[1], b[1])


def driven(departs: int, leg_s: int, breaks: Sequence[Span]) -> Drive | None:
    """Drive from a second on; breaks that begin then or later, before it is done, interrupt. ``None`` inside a break.

    Parameters
    ----------
    breaks
        In order of their start.
    """
    if leg_s > 0 and any(start < departs < finish for start, finish in breaks):
        return None
    stretches: list[Span] = []
    at, left_s = departs, leg_s
    for start, finish in breaks:
        if departs <= start < at + left_s:
            if at < start:
                stretches.append((at, start))
                left_s -= start - at
            at = finish
    if left_s > 0:
        stretches.append((at, at + left_s))
    return Drive(departs, at + left_s, tuple(stretches))


def latest_of(leg_s: int, due: int, breaks: Sequence[Span]) -> int:
    """From when must one drive so many seconds outside of breaks, the last of them just before `due`?"""
    at, left_s = due, leg_s
    for start, finish in reversed(breaks):
        if start >= at:
            continue
        free_s = max(0, at - finish)
        if free_s >= left_s:
            break
        left_s -= free_s
        at = start
    return at - left_s
