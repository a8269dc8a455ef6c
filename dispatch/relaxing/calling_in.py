"""What if a technician came in outside their shifts? A shift that begins earlier, or one more.

``call_in_shift`` by `by_s` means that a technician is on duty for so many seconds more: a shift of theirs begins so
much earlier, or else there is one more shift of that length, for this order alone. The extra one lies where the order
takes least time, from the door and back. Neither reaches into another shift or its overtime, nor begins before `now`.
A shift that ends later is overtime, which is another change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from dispatch.asking import who_can
from dispatch.model import Order, Problem, Technician
from dispatch.relaxing.narrowing import narrowed
from dispatch.relaxing.variants import with_technicians
from scheduling.spans import Shift

DAY_S = 86_400
MAX_GAPS = 8
"""How many stretches between the shifts of one technician are looked at, the earliest."""

MAX_EARLIER = 3
"""How many shifts of one technician are tried with an earlier beginning, the earliest that may help."""


class Trip(NamedTuple):
    """An order served alone, in seconds of the horizon: away at `depart`, over at `back`, no later than `until`."""

    depart: int
    back: int
    until: int

    @property
    def length_s(self) -> int:
        """How long the shift must be; none is shorter than a second."""
        return max(1, self.back - self.depart)


def called_in(problem: Problem, order: Order, technician: Technician, by_s: int) -> Problem:
    """The technician is on duty for `by_s` seconds more: see above. Unchanged if the order fits in no such way."""
    for n, most_s in earlier_shifts(problem, order, technician):
        if by_s <= most_s:
            sooner = with_technicians(problem, {technician.id: begun_earlier(problem, technician, n, by_s)})
            if technician.id in who_can(narrowed(sooner, order.id, (technician.id,)), order.id):
                return sooner
    part = narrowed(problem, order.id, (technician.id,))
    trip = trips(part, order, (technician,)).get(technician.id)
    if trip is None or by_s <= 0:
        return problem
    shift = shift_of(problem, trip.depart, min(trip.depart + by_s, trip.until))
    return with_technicians(problem, {technician.id: replace(technician, shifts=(*technician.shifts, shift))})


def earlier_shifts(problem: Problem, order: Order, technician: Technician) -> list[tuple[int, int]]:
    """Which shifts of a technician may begin earlier so as to serve an order, and by how much at most?"""
    second = problem.horizon.second
    soonest, (opens, closes) = _soonest(problem, technician), _between(problem, order)
    over = [(second(shift.start), second(shift.end) + shift.max_overtime_s) for shift in technician.shifts]
    found = []
    for n in sorted(range(len(over)), key=lambda n: over[n]):
        begins, ends = over[n]
        if begins > soonest and ends > opens and begins - DAY_S < closes:
            free_from = max([soonest, *(end for begin, end in over if begin < begins)])
            found.append((n, min(begins - free_from, DAY_S)))
    return [(n, most_s) for n, most_s in found if most_s > 0][:MAX_EARLIER]


def begun_earlier(problem: Problem, technician: Technician, n: int, by_s: int) -> Technician:
    """The technician with their n-th shift begun so many seconds earlier."""
    horizon, shift = problem.horizon, technician.shifts[n]
    sooner = replace(shift, start=horizon.instant(horizon.second(shift.start) - by_s))
    return replace(technician, shifts=(*technician.shifts[:n], sooner, *technician.shifts[n + 1 :]))


def trips(problem: Problem, order: Order, technicians: Sequence[Technician]) -> Mapping[str, Trip]:
    """The shortest time in which each of these technicians could serve the order in a shift of its own, by id.

    Alone, an order takes as long at one time as at another, but for absences that are waited for and the traffic of the
    hour. So the earliest start is tried, and the earliest after each absence and after each change of the traffic.
    """
    by_id = {technician.id: technician for technician in technicians}
    stretches = {name: list(_stretches(problem, order, technician)) for name, technician in by_id.items()}
    found: dict[str, Trip] = {}
    for n in range(max((len(each) for each in stretches.values()), default=0)):
        free = {name: each[n] for name, each in stretches.items() if n < len(each)}
        more = with_technicians(problem, {name: _with_more(problem, by_id[name], each) for name, each in free.items()})
        for name, candidate in who_can(more, order.id, routed=True).items():
            route = candidate.route
            if route is None or name not in free or route.shift < len(by_id[name].shifts):
                continue
            until = free[name][route.shift - len(by_id[name].shifts)][1]
            trip = Trip(problem.horizon.second(route.depart), problem.horizon.second(route.back), until)
            if name not in found or (trip.length_s, trip.depart) < (found[name].length_s, found[name].depart):
                found[name] = trip
    return found


def shift_of(problem: Problem, begins: int, ends: int) -> Shift:
    """A shift between two seconds of the horizon."""
    return Shift(problem.horizon.instant(begins), problem.horizon.instant(ends))


def with_gaps(problem: Problem, order: Order, technicians: Iterable[Technician]) -> Problem:
    """These technicians on duty in all gaps between their shifts, too."""
    gaps = {each.id: _gaps(problem, order, each) for each in technicians}
    more = {name: _with_more(problem, each, gaps[name]) for each in problem.technicians if (name := each.id) in gaps}
    return with_technicians(problem, more)


def _with_more(problem: Problem, technician: Technician, free: Sequence[tuple[int, int]]) -> Technician:
    more = (shift_of(problem, begins, ends) for begins, ends in free)
    return replace(technician, shifts=(*technician.shifts, *more))


def _stretches(problem: Problem, order: Order, technician: Technician) -> Iterator[list[tuple[int, int]]]:
    """The gaps of a technician; and what is left of them after each absence and each change of the traffic."""
    gaps = _gaps(problem, order, technician)
    if not gaps:
        return
    yield gaps
    second = problem.horizon.second
    turns = {second(absence.end) for absence in technician.absences}
    turns |= {turn for turn, _ in problem.traffic.changes(problem.horizon, gaps[0][0], gaps[-1][1])}
    for turn in sorted(turns):
        if gaps[0][0] < turn < gaps[-1][1]:
            yield [(max(begins, turn), ends) for begins, ends in gaps if ends > turn]


def _gaps(problem: Problem, order: Order, technician: Technician) -> list[tuple[int, int]]:
    """When is a technician in no shift, within a day of the order's windows and not in the past?"""
    second = problem.horizon.second
    opens, closes = _between(problem, order)
    busy = sorted((second(shift.start), second(shift.end) + shift.max_overtime_s) for shift in technician.shifts)
    begins = max(_soonest(problem, technician), opens - DAY_S)
    last = min(closes, max([begins, *(ends for _, ends in busy)])) + DAY_S
    found = []
    for start, end in [*busy, (last, last)]:
        if start > begins:
            found.append((begins, min(start, last)))
        begins = max(begins, end)
        if begins >= last:
            break
    return found[:MAX_GAPS]


def _soonest(problem: Problem, technician: Technician) -> int:
    """Before which no shift may begin: in the past, or where they were seen, which is where a shift would go on."""
    seen = [problem.horizon.second(technician.position.at) + 1] if technician.position is not None else []
    return max(0, problem.horizon.second(problem.now), *seen)


def _between(problem: Problem, order: Order) -> tuple[int, int]:
    """From the opening of the first window to the closing of the last; any time without windows."""
    second = problem.horizon.second
    now = second(problem.now)
    opens = min((second(window.start) for window in order.windows), default=now)
    return opens, max((second(window.end) for window in order.windows), default=now + 10 * 366 * DAY_S)
