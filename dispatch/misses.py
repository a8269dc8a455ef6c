"""The place that fails by least: which rules does an order break there, by what, and against which bound?"""

from __future__ import annotations

from dispatch.answers import ABSENT, OFF_SHIFT, OVERLAP, TIME_WINDOW, Answers, Place
from dispatch.arrays import ALWAYS, NOBODY, Arrays
from dispatch.clock import clashes, earliest_slot, earliest_start, next_start, window_end
from dispatch.kernel import compiled


@compiled
def keep_miss(p: Arrays, i: int, place: Place, answers: Answers) -> None:
    """Tell which rules a place breaks and by how much; keep it if it is the nearest miss."""
    order = p.orders[i]
    k = p.routes[place.route].technician
    busy_s = order.service_s + place.onward_s
    start = earliest_start(p, i, k, place.arrival, 0)
    own, seen, bound, miss_s = NOBODY, 0, 0, 0
    if start == ALWAYS:
        start = place.arrival
        own, seen, bound = TIME_WINDOW, place.arrival, window_end(p, i)
        miss_s = seen - bound
    elif place.start == ALWAYS:
        busy_from, length_s = (start, busy_s) if place.clear else (place.ready, place.leg_s)
        own, bound = ABSENT, absence_begin(p, k, busy_from, length_s)
        seen = max(busy_from, bound)
        miss_s = earliest_slot(p, k, busy_from, length_s) - busy_from
    else:
        start = place.start
    rule, late, limit = beyond(p, place, start + busy_s)
    miss_s += late - limit
    if miss_s >= answers.each[k].miss_s:
        return
    answers.each[k].miss_s = miss_s
    answers.each[k].sequence = 0
    if own != NOBODY:
        answers.each[k].sequence |= 1 << own
        answers.observed[k, own], answers.bound[k, own] = seen, bound
    if rule != NOBODY:
        answers.each[k].sequence |= 1 << rule
        answers.observed[k, rule], answers.bound[k, rule] = late, limit


@compiled
def absence_begin(p: Arrays, k: int, t: int, length_s: int) -> int:
    """When does the first absence of technician `k` begin that overlaps `length_s` seconds from `t` on?"""
    begins = ALWAYS
    for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
        if clashes(p, a, t, length_s):
            begins = min(begins, p.absences[a].opens)
    return begins


@compiled
def beyond(p: Arrays, place: Place, onward_at: int) -> tuple[int, int, int]:
    """Which rule breaks behind a place from which the technician is away at `onward_at`; observed, and bound.

    (NOBODY, 0, 0) if none does: the next stop can still start in time, or the shift has not ended.
    """
    route = p.routes[place.route]
    if place.position == route.count:
        if onward_at > route.closes:
            return OFF_SHIFT, onward_at, int(route.closes)
        return NOBODY, 0, 0
    stop = p.stops[route.first + place.position]
    following = next_start(p, place.route, place.position, onward_at)
    if following <= stop.latest:
        return NOBODY, 0, 0
    if following == ALWAYS:
        following = max(onward_at, stop.told)
    return OVERLAP, following, int(stop.latest)
