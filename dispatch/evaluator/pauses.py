"""Breaks on the way, compiled: when is a break taken, and when is the next place reached around it?

Breaks of a route lie in `p.breaks` in the order in which they are taken. Each goes into a *gap*: before the stop of
that position, or behind the last. While a trial goes on, `trial_gap` and `trial_start` hold where and when.
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.driving import clash, drive_s, driven_s, turn_at
from dispatch.evaluator.kernel import compiled


@compiled
def first_movable(p: Arrays, r: int) -> int:
    """The first break of route `r` that is not frozen; `break_last` if there is none."""
    return int(p.routes[r].break_first + p.routes[r].break_fixed)


@compiled
def rest_floor(p: Arrays, r: int, gap: int, clock: int) -> int:
    """From when on may whoever is free since `clock` take a break in this gap?

    A route under way changes nothing in the past. Before its first departure any hour of the shift will do, even if
    its technician has been seen later than that: nobody knows of another break.
    """
    route = p.routes[r]
    if route.fixed > 0:
        return int(max(clock, p.now, p.frozen))
    return int(clock if gap > 0 else route.starts)


@compiled
def break_start(p: Arrays, r: int, b: int, rest: int) -> int:
    """When does break `b` begin, for somebody who can rest from `rest` on?"""
    if b < first_movable(p, r):
        return int(p.breaks[b].start)
    return int(max(p.breaks[b].earliest, rest))


@compiled
def break_miss(p: Arrays, r: int, b: int, begins: int) -> int:
    """By how many seconds does break `b`, beginning at `begins`, come too late? 0 if it does not."""
    if b < first_movable(p, r):
        return 0
    late_s = begins - p.breaks[b].latest
    return int(max(0, late_s, begins + p.breaks[b].duration_s - p.routes[r].ends))


@compiled
def rests_at_home(p: Arrays, r: int, b: int, back: int, rest: int) -> bool:
    """Can break `b` of route `r`, and all behind it, wait for the return at `back`, by who can rest from `rest` on?"""
    for later in range(b, p.routes[r].break_last):
        rest = max(p.breaks[later].earliest, back, rest)
        if later < first_movable(p, r) or break_miss(p, r, later, rest) > 0:
            return False
        rest += p.breaks[later].duration_s
    return True


@compiled
def reach(p: Arrays, departs: int, leg_s: int, first: int, last: int) -> int:
    """When is a place reached, departing at `departs`, with the breaks `first` to `last` (exclusive) around it?

    A break that begins while driving goes on interrupts it. NEVER if the departure lies inside a break.
    """
    arrives = departs + leg_s
    for b in range(first, last):
        begins, length_s = p.breaks[b].trial_start, p.breaks[b].duration_s
        if begins < departs < begins + length_s and leg_s > 0:
            return NEVER
        if departs <= begins < arrives:
            arrives += length_s
    return arrives


@compiled
def rested(p: Arrays, t: int, first: int, last: int) -> int:
    """First instant from `t` on at which none of the breaks goes on."""
    for b in range(first, last):
        if p.breaks[b].trial_start < t < p.breaks[b].trial_start + p.breaks[b].duration_s:
            t = p.breaks[b].trial_start + p.breaks[b].duration_s
    return t


@compiled
def awake(p: Arrays, t: int, first: int, last: int) -> int:
    """Last instant until `t` at which none of the breaks goes on, nor begins."""
    for b in range(last - 1, first - 1, -1):
        if p.breaks[b].trial_start <= t < p.breaks[b].trial_start + p.breaks[b].duration_s:
            t = p.breaks[b].trial_start - 1
    return t


@compiled
def soonest_reach(p: Arrays, k: int, base: float, ready: int, breaks: tuple[int, int]) -> int:
    """When is a place reached at the soonest by `k`, who may set off at `ready` or whenever later, around the breaks?

    Nobody gains by setting off later, but at the end of a break or an absence, or where traffic eases.
    """
    first, last = breaks
    absence_first = p.technicians[k].absence_first
    n_breaks, n_absences = last - first, p.technicians[k].absence_last - absence_first
    turn = turn_at(p, ready)
    n_turns = p.network.turns.shape[0] - turn
    best = ALWAYS
    for n in range(n_turns + n_breaks + n_absences):
        if n < n_turns:  # the stretch of traffic that holds at first stands for `ready` itself
            departs = max(ready, p.network.turns[turn + n].begins)
        elif n < n_turns + n_breaks:
            b = first + n - n_turns
            departs = p.breaks[b].trial_start + p.breaks[b].duration_s
        else:
            departs = p.absences[absence_first + n - n_turns - n_breaks].closes
        if ready <= departs < best:
            best = min(best, arrival_from(p, k, base, departs, breaks))
    return best


@compiled
def arrival_from(p: Arrays, k: int, base: float, departs: int, breaks: tuple[int, int]) -> int:
    """When is a place reached, departing at `departs`? ALWAYS if that is a break's, or driving lies in an absence."""
    leg_s = drive_s(p, k, base, departs)
    arrives = reach(p, departs, leg_s, breaks[0], breaks[1])
    resting = leg_s > 0 and awake(p, departs, breaks[0], breaks[1]) != departs
    if resting or arrives == NEVER or clash(p, k, departs, arrives) != NOBODY:
        return ALWAYS
    return arrives


@compiled
def latest_departure(p: Arrays, k: int, base: float, due: int, breaks: tuple[int, int]) -> int:
    """From when at the latest must `k` drive to be there at `due`? The breaks stand at their `trial_start`."""
    turns = p.network.turns
    for turn in range(turn_at(p, due), -1, -1):
        leg_s = driven_s(p, k, base, turn)
        departs = ALWAYS if turn + 1 == turns.shape[0] else turns[turn + 1].begins - 1
        departs = awake(p, min(departs, set_off(p, leg_s, due, breaks)), breaks[0], breaks[1])
        moved = clash(p, k, departs, reach(p, departs, leg_s, breaks[0], breaks[1]))
        while moved != NOBODY:
            departs = set_off(p, leg_s, p.absences[moved].opens, breaks)
            moved = clash(p, k, departs, reach(p, departs, leg_s, breaks[0], breaks[1]))
        if departs >= turns[turn].begins or turn == 0:
            return departs
    return due


@compiled
def set_off(p: Arrays, leg_s: int, due: int, breaks: tuple[int, int]) -> int:
    """The last instant from which `leg_s` seconds of driving, interrupted by the breaks, are done by `due`."""
    for b in range(breaks[1] - 1, breaks[0] - 1, -1):
        begins, ends = p.breaks[b].trial_start, p.breaks[b].trial_start + p.breaks[b].duration_s
        if due - leg_s >= ends or begins >= due:
            continue
        if due > ends:
            leg_s -= due - ends
        due = begins
    return due - leg_s
