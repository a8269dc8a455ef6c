"""The clock of one route, the plain way: every start as early as it can be, breaks in the gaps that are given.

A *gap* is the time before the stop of the same number, or behind the last stop. Whenever the earliest or the latest
instant of something is wanted, the few instants at which it can become possible or impossible are all tried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.agreement.day import LONG_S, Day, Pause, Times, Visit
from benchmarks.agreement.driving import Drive, Span, driven, latest_of, overlap
from geo.places import Place


@dataclass(frozen=True, slots=True)
class Clock:
    """When a route departs, starts and finishes each visit, returns, and takes its breaks."""

    depart: int
    starts: tuple[int, ...]
    finishes: tuple[int, ...]
    back: int
    breaks: tuple[Span, ...]


class Trial:
    """A sequence of visits in a shift, with each break that is due in its gap.

    Parameters
    ----------
    kept, anew
        Gaps of the breaks that stay where they stand, and of the others.
    """

    def __init__(
        self, times: Times, day: Day, visits: list[Visit], kept: Mapping[Pause, int], anew: Mapping[Pause, int]
    ) -> None:
        self.times = times
        self.day = day
        self.visits = visits
        self.kept = kept
        self.gaps = {**kept, **anew}
        self.placed: list[Span] = list(day.taken)
        self.starts: list[int] = []
        self.finishes: list[int] = []

    def run(self) -> Clock | None:
        """The whole clock; ``None`` if a rule of the clock is broken, or a break lies where nobody would take it."""
        for n in range(self.day.frozen):
            start = self.visits[n].told
            assert start is not None
            self._enter(n, start)
        for n in range(self.day.frozen, len(self.visits)):
            pauses = self._rests(n)
            if pauses is None:
                return None
            start = self._start(n, pauses)
            if start is None:
                return None
            self.placed += pauses
            self._enter(n, start)
        back = self._back()
        if back is None or back > self.day.closes:
            return None
        depart = self._depart()
        if depart is None:
            return None
        return Clock(depart, tuple(self.starts), tuple(self.finishes), back, tuple(sorted(self.placed)))

    def _enter(self, n: int, start: int) -> None:
        self.starts.append(start)
        self.finishes.append(start + self._service_s(n))

    def _service_s(self, n: int) -> int:
        visit = self.visits[n]
        return self.day.technician.serves_for(visit.order.service_of(visit.role))

    def _place(self, n: int) -> Place | None:
        """Where the way to the n-th visit begins; where it ends for the visit before."""
        if n < 0:
            return self.day.begins
        return self.visits[n].order.location if n < len(self.visits) else self.day.technician.end

    def _setup_s(self, n: int) -> int:
        order = self.visits[n].order
        return 0 if n > 0 and self._place(n - 1) == order.location else order.setup_s

    def _leg_s(self, n: int, departs: int) -> int | None:
        """Seconds of the way to the n-th visit, or home behind the last; ``None`` if there is no way."""
        origin, destination = self._place(n - 1), self._place(n)
        if origin is None or destination is None:
            return 0
        return self.times.leg(self.day.technician, origin, destination, departs)

    def _due(self, gap: int) -> list[Pause]:
        own = [pause for pause in self.day.due if self.gaps[pause] == gap]
        return sorted(own, key=lambda pause: pause.stands if pause in self.kept else 0)

    def _rest_from(self, gap: int, free: int) -> int:
        """From when on may somebody take a break who is done with the stop before the gap at `free`?"""
        floor = self.day.starts if gap == 0 else free
        if self.day.frozen:
            floor = max(floor, self.times.now, self.times.frozen)
        return max([floor, *(finish for _, finish in self.day.taken if gap == self.day.frozen)])

    def _rests(self, n: int) -> list[Span] | None:
        """When the breaks before the n-th visit are taken; ``None`` if one is too late, or nobody would wait for it."""
        pauses: list[Span] = []
        rest = self._rest_from(n, self._free(n))
        for due in self._due(n):
            if not self.day.absences and due not in self.kept:
                natural = self._start(n, pauses)
                if natural is not None and natural + self._service_s(n) <= due.earliest:
                    return None
            start = max(due.earliest, rest)
            rest = start + due.duration_s
            if start > due.latest or rest > self.day.ends:
                return None
            pauses.append((start, rest))
        return pauses

    def _free(self, n: int) -> int:
        return self.finishes[n - 1] if n > 0 else self.day.opens

    def _start(self, n: int, pauses: list[Span]) -> int | None:
        """The earliest start of the n-th visit with these breaks before it; ``None`` if there is none."""
        ready = self._ready(n, pauses)
        if ready is None:
            return None
        visit, setup_s, service_s = self.visits[n], self._setup_s(n), self._service_s(n)
        soonest = self.times.frozen if visit.told is None else visit.told
        soonest = max(soonest, ready + setup_s, self._bounds(n)[0])
        start: int | None = soonest
        while start is not None:
            start = self._open_from(n, start)
            away = None if start is None else self._in_the_way(n, start - setup_s, start + service_s)
            if away is None:
                return start
            start = away[1] + setup_s
        return None

    def _bounds(self, n: int) -> Span:
        """Between which instants, both included, locks and certificates let the n-th visit start."""
        visit, technician, second = self.visits[n], self.day.technician, self.times.horizon.second
        low, high = -LONG_S, LONG_S
        skills = visit.order.roles[visit.role].skills
        for certificate in technician.certificates:
            if certificate.skill in skills:
                high = min(high, second(certificate.expires) - 1)
        for lock in self.times.problem.locks:
            if lock.order == visit.order.id and lock.earliest is not None:
                low = max(low, second(lock.earliest))
            if lock.order == visit.order.id and lock.latest is not None:
                high = min(high, second(lock.latest))
        kept = self.times.kept.get((visit.order.id, visit.role))
        return (low, high) if kept is None else (max(low, kept), min(high, kept))

    def _open_from(self, n: int, soonest: int) -> int | None:
        """The first instant from one on at which the n-th visit may start by windows, locks and certificates."""
        spans = self.times.windows(self.visits[n].order)
        start = min((max(soonest, opens) for opens, closes in spans if closes >= soonest), default=None)
        return None if start is None or start > self._bounds(n)[1] else start

    def _ready(self, n: int, pauses: list[Span]) -> int | None:
        """When somebody is at the n-th visit, and done with the breaks before it; ``None`` if that cannot be."""
        frozen = self.day.taken if n == self.day.frozen else ()
        breaks = sorted([*frozen, *pauses])
        arrives = self._first_arrival(breaks) if n == 0 else self._arrival(n, breaks)
        if arrives is None:
            return None
        return max([arrives, *(finish for _, finish in breaks)])

    def _first_arrival(self, breaks: list[Span]) -> int | None:
        """The soonest arrival at the first visit, whenever they set off."""
        ready = max(self.day.opens, self.times.now)
        turns = {ready, *(finish for _, finish in breaks), *(over for _, over in self.day.absences)}
        turns.update(self.times.changes)
        drives = [self._first_drive(departs, breaks) for departs in turns if departs >= ready]
        return min((drive.ends for drive in drives if drive is not None), default=None)

    def _first_drive(self, departs: int, breaks: list[Span]) -> Drive | None:
        """Setting off at an instant; ``None`` if there is no way, or it is a break's, from its beginning on."""
        leg_s = self._leg_s(0, departs)
        drive = None if leg_s is None else driven(departs, leg_s, breaks)
        if drive is None or drive.touches(self.day.absences):
            return None
        return None if leg_s and any(start <= departs < finish for start, finish in breaks) else drive

    def _arrival(self, n: int, breaks: list[Span]) -> int | None:
        """Arrival at a later visit: at once behind the stop before, or from now on if that is over already."""
        free = self.finishes[n - 1]
        leg_s = self._leg_s(n, free)
        at_once = None if leg_s is None else driven(free, leg_s, [pause for pause in breaks if pause[0] >= free])
        if leg_s is None or at_once is None:
            return None
        if n == self.day.frozen and at_once.touches(self.day.absences):
            return None
        if free >= self.times.now:
            return at_once.ends
        turns = {self.times.now, *(finish for _, finish in breaks), *(over for _, over in self.day.absences)}
        for departs in sorted(turn for turn in turns if turn >= self.times.now):
            drive = driven(departs, leg_s, breaks)
            if drive is not None and not drive.touches(self.day.absences):
                return drive.ends
        return None

    def _in_the_way(self, n: int, begins: int, finish: int) -> Span | None:
        """An absence that lies between setup and the next arrival, if one does."""
        if not self.day.absences:
            return None
        leg_s = self._leg_s(n + 1, finish) or 0  # without a way the next visit fails by itself
        _, ends = self._onward(n + 1, finish, leg_s)
        return next((away for away in self.day.absences if overlap((begins, ends), away)), None)

    def _onward(self, gap: int, finish: int, leg_s: int) -> tuple[list[Span], int]:
        """Breaks on the way on from a visit that finishes at an instant, late or not, and the next arrival."""
        pauses: list[Span] = []
        ends, rest = finish + leg_s, self._rest_from(gap, finish)
        if gap == self.day.frozen:
            for start, over in self.day.taken:
                ends += over - start if finish <= start < ends else 0
        dues = self._due(gap)
        for n, due in enumerate(dues):
            start = max(due.earliest, rest)
            if gap == len(self.visits) and self._can_wait(dues[n:], max(rest, ends)):
                start = max(start, ends)
            rest = start + due.duration_s
            pauses.append((start, rest))
            if start < ends:
                ends += due.duration_s
        return pauses, ends

    def _can_wait(self, dues: Sequence[Pause], free: int) -> bool:
        """Can these breaks be taken one after the other from an instant on?"""
        for due in dues:
            free = max(free, due.earliest)
            if free > due.latest or free + due.duration_s > self.day.ends:
                return False
            free += due.duration_s
        return True

    def _back(self) -> int | None:
        """When they are back; ``None`` if there is no way, or a break behind the last visit is too late."""
        gap, finish = len(self.visits), self.finishes[-1]
        leg_s = self._leg_s(gap, finish)
        if leg_s is None:
            return None
        pauses, ends = self._onward(gap, finish, leg_s)
        if gap == self.day.frozen and any(overlap((finish, ends), away) for away in self.day.absences):
            return None
        for due, (start, over) in zip(self._due(gap), pauses, strict=True):
            if start > due.latest or over > self.day.ends:
                return None
        self.placed += pauses
        return ends

    def _depart(self) -> int | None:
        """The last departure that delays no start."""
        if self.day.frozen:
            return self.day.depart
        ready, due = max(self.day.opens, self.times.now), self.starts[0] - self._setup_s(0)
        breaks = sorted(self.placed)
        marks = [due, *(start for start, _ in (*self.day.absences, *breaks) if start < due)]
        legs = {self._leg_s(0, instant) for instant in (ready, *self.times.changes)}
        turns = {latest_of(leg_s, mark, breaks) for leg_s in legs if leg_s is not None for mark in marks}
        turns.update(change - 1 for change in self.times.changes)
        turns.update(start - 1 for start, _ in breaks)
        for departs in sorted((turn for turn in turns if turn >= ready), reverse=True):
            drive = self._first_drive(departs, breaks)
            if drive is not None and drive.ends <= due:
                return departs
        return None
