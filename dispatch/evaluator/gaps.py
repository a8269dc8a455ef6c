"""Into which gaps the breaks of a route go in the trial that comes next; compiled."""

from __future__ import annotations

from dispatch.evaluator.arrays import NEVER, Arrays
from dispatch.evaluator.driving import absent_from
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pauses import first_movable

FITS, FAILS, TOO_LATE = range(3)
"""How a run of the clock ends: with all rules kept; with one broken; with a break that begins too late."""


@compiled
def open_breaks(p: Arrays, r: int, position: int) -> int:
    """Find out which breaks of route `r` are placed anew with a stop put in at `position`; from which stop to run?

    What lies before the new stop stays as it is, breaks included. Only a stop whose technician has absences may have
    to begin later because of what follows it.
    """
    route = p.routes[r]
    technician = p.technicians[route.technician]
    movable = first_movable(p, r)
    while movable < route.break_last and p.breaks[movable].gap < position:
        movable += 1
    p.trial[0].movable = movable
    for b in range(route.break_first, movable):
        p.breaks[b].trial_gap = p.breaks[b].gap
    if not route.legal:
        return int(route.fixed)
    return int(max(route.fixed, position - (technician.absence_first < technician.absence_last)))


@compiled
def follow(p: Arrays, r: int) -> None:
    """Leave the breaks that are placed anew where they are, behind a stop that is put in before them."""
    for b in range(p.trial[0].movable, p.routes[r].break_last):
        p.breaks[b].trial_gap = p.breaks[b].gap + 1


@compiled
def begin_from(p: Arrays, r: int, b: int, gap: int) -> None:
    """Put break `b` of route `r` and all behind it into a gap."""
    for later in range(b, p.routes[r].break_last):
        p.breaks[later].trial_gap = gap


@compiled
def next_gaps(p: Arrays, r: int, ended: int, most: int) -> bool:
    """Put the breaks of route `r` into the next gaps to be tried, after a run that `ended` so; False if none is left.

    Gaps are counted up like figures, never falling from break to break. A break that came too late comes too late in
    every later gap as well, but for absences: a break on the road from a visit may put off that visit. If the run
    failed before any break was taken, every later gap fails too.
    """
    first, last = int(p.trial[0].movable), int(p.routes[r].break_last)
    b = last - 1
    if ended == TOO_LATE and p.trial[0].late_at <= absent_from(p, p.routes[r].technician, NEVER):
        b = p.trial[0].at_break - 1  # no absence has put off what lies before it: in a later gap it would be later
    elif ended == FAILS and first < last and p.trial[0].at_stop + 1 < p.breaks[first].trial_gap:
        return False
    while b >= first and p.breaks[b].trial_gap >= most:
        b -= 1
    if b < first:
        return False
    begin_from(p, r, b, p.breaks[b].trial_gap + 1)
    return True


@compiled
def put_off(p: Arrays, r: int, b: int, gap: int) -> None:
    """Put break `b` of route `r`, and those behind it, into no gap before `gap`."""
    for later in range(b, p.routes[r].break_last):
        p.breaks[later].trial_gap = max(p.breaks[later].trial_gap, gap)
