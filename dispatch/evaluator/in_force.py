"""The plan in force in the arrays: its routes as they are stated, and what of them is frozen; compiled."""

from __future__ import annotations

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.bounds import note_bounds
from dispatch.evaluator.days import enter, link, load, note_force, refresh, sum_up
from dispatch.evaluator.driving import clash, drive_s
from dispatch.evaluator.gaps import FITS
from dispatch.evaluator.kernel import compiled, woven
from dispatch.evaluator.pauses import first_movable, reach, set_off
from dispatch.evaluator.timeline import SETTLE, run
from dispatch.evaluator.visits import AS_IT_STANDS

BREAKS, WHOLE = 1, 2
"""What of a route in force is as the plan states it; see `settle`."""


@woven
def settle(p: Arrays, r: int, depart: int, back: int, stated: int) -> None:
    """Set the clock of route `r` in force, which departs and returns as told, to what the plan states.

    Parameters
    ----------
    stated
        Bits: `BREAKS` if its breaks stand in the plan as its shift wants them, `WHOLE` if nothing is taken out of it.
        Unless both are set the clock is set anew, starts not before they are told.
    """
    route = p.routes[r]
    for position in range(route.count):
        stop = p.stops[route.first + position]
        enter(p, r, position, stop.order, stop.told)
        load(p, r, stop.order, 1)
    for position in range(route.count + 1):
        link(p, r, position)
    for b in range(route.break_first, route.break_last):
        p.breaks[b].trial_start, p.breaks[b].trial_gap = p.breaks[b].start, p.breaks[b].gap
        p.breaks[b].anew = p.breaks[b].start
    route.depart = route.depart_anew = depart
    freeze(p, r, bool(stated & BREAKS))
    if not stated & BREAKS:
        for b in range(route.break_first, route.break_last):
            p.breaks[b].gap = route.fixed
    for position in range(route.fixed):
        stop = p.stops[route.first + position]
        stop.start = stop.told
        before = p.stops[route.first + position - 1] if position > 0 else stop
        stop.leg_s = drive_s(
            p, route.technician, stop.way_s, before.start + before.service_s if position > 0 else depart
        )
    route.legal = False
    if stated == BREAKS | WHOLE and run(p, r, AS_IT_STANDS, int(route.fixed), SETTLE) == FITS and starts_as_told(p, r):
        route.legal = True
        route.depart, route.back = p.trial[0].depart, p.trial[0].back
        for b in range(first_movable(p, r), route.break_last):
            p.breaks[b].anew = p.breaks[b].trial_start
        sum_up(p, r)
        state(p, r, depart, back)
        note_bounds(p, r)
        note_force(p, r)
        return
    sum_up(p, r)
    refresh(p, r, 0)


@compiled
def state(p: Arrays, r: int, depart: int, back: int) -> None:
    """Let the totals of route `r` be those of the departure, breaks and return that the plan in force states.

    A departure that has become too late, or a return too early, is stated no more.
    """
    route = p.routes[r]
    back = max(back, int(route.back))
    if route.fixed == 0:
        depart = min(depart, int(route.depart))
    first = p.stops[route.first]
    more_s = 0
    if route.fixed == 0:
        more_s = drive_s(p, route.technician, first.way_s, depart) - first.leg_s
    route.travel_s += more_s
    p.worked_s[route.technician] += more_s
    route.depart, route.back = depart, back
    route.overtime_s = max(0, back - route.ends)
    route.waiting_s = back - depart - route.travel_s - route.setup_s - route.service_s
    for b in range(route.break_first, route.break_last):
        begins, ends = p.breaks[b].start, p.breaks[b].start + p.breaks[b].duration_s
        route.waiting_s -= max(0, min(ends, back) - max(begins, depart))


@compiled
def starts_as_told(p: Arrays, r: int) -> bool:
    """Does every stop of route `r` start when the plan in force says?"""
    for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
        if p.stops[j].start != p.stops[j].told:
            return False
    return True


@compiled
def freeze(p: Arrays, r: int, stated: bool) -> None:
    """Count the leading stops of route `r` in force that are frozen, and the breaks that are with them.

    A stop is frozen if it starts before `frozen`, or if the technician has set off to it before `now`: to the first at
    the departure, to the others as late as delays no start. What stood behind an order that was taken out is not:
    `fixed` has said how many may be.
    """
    route = p.routes[r]
    most = route.fixed
    route.fixed = 0
    route.break_fixed = 0
    for position in range(most):
        if p.stops[route.first + position].told >= p.frozen and left_at(p, r, position, stated) >= p.now:
            break
        route.fixed = position + 1
    if route.fixed > 0 and stated:
        for b in range(route.break_first, route.break_last):
            if p.breaks[b].start < max(p.now, p.frozen) or p.breaks[b].gap < route.fixed:
                p.breaks[b].trial_gap = p.breaks[b].gap = min(int(p.breaks[b].gap), int(route.fixed))
                route.break_fixed += 1


@compiled
def left_at(p: Arrays, r: int, position: int, stated: bool) -> int:
    """When does whoever works route `r` in force set off to the stop at `position`?

    Not before the stop before is done, even if the way takes longer than there is time: an order may have been taken
    out from between.
    """
    route = p.routes[r]
    if position == 0:
        return int(route.depart)
    k = route.technician
    stop, before = p.stops[route.first + position], p.stops[route.first + position - 1]
    leg_s = drive_s(p, k, stop.way_s, before.told + before.service_s)
    first = last = int(route.break_first)
    if stated:
        while first < route.break_last and p.breaks[first].gap < position:
            first += 1
        last = first
        while last < route.break_last and p.breaks[last].gap == position:
            last += 1
    departs = set_off(p, leg_s, stop.told - stop.setup_s, (first, last))
    a = clash(p, k, departs, reach(p, departs, leg_s, first, last))
    while a != NOBODY:
        departs = set_off(p, leg_s, p.absences[a].opens, (first, last))
        a = clash(p, k, departs, reach(p, departs, leg_s, first, last))
    return int(max(departs, before.told + before.service_s))
