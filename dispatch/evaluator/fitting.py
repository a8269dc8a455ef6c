"""Does an order fit at a place for certain, or certainly not? Answered from bounds alone, without a run of the clock.

Each stop knows its `latest` start, after which the rest of its route certainly no longer fits (breaks left aside), and
a `safe` one, up to which it certainly does, its breaks in the gaps where they are. Both are the forward time slack of
Savelsbergh (1992), "The vehicle routing problem with time windows: minimizing route duration", ORSA J. Computing 4(2).
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.driving import at_least_s, at_most_s, clash, drive_s
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pauses import first_movable
from dispatch.evaluator.visits import Insertion
from dispatch.evaluator.windows import open_from, open_until, window_end


@compiled
def ready_at(p: Arrays, r: int, position: int) -> int:
    """Instant before which whoever drives route `r` certainly cannot set off to what is put in at `position`.

    What lies before stays as it is. Only a stop that was put off until after an absence may start sooner, if what
    follows it is another.
    """
    route = p.routes[r]
    floor = max(route.opens, p.now)
    if position == 0:
        return int(floor)
    before = p.stops[route.first + position - 1]
    if not may_start_sooner(p, r, position - 1):
        return int(max(floor, before.start + before.service_s))
    if position > 1:
        floor = max(floor, p.stops[route.first + position - 2].start + p.stops[route.first + position - 2].service_s)
    return int(max(floor, before.told) + before.service_s)


@compiled
def may_start_sooner(p: Arrays, r: int, position: int) -> bool:
    """Could the stop at `position` of route `r` start sooner than it does, before an absence?"""
    if position < p.routes[r].fixed or not has_absences(p, p.routes[r].technician):
        return False
    stop = p.stops[p.routes[r].first + position]
    return bool(stop.start > stop.told)


@compiled
def has_absences(p: Arrays, k: int) -> bool:
    """Has technician `k` any absence?"""
    return bool(p.technicians[k].absence_first < p.technicians[k].absence_last)


@compiled
def start_after(p: Arrays, new: Insertion, arrives: int) -> int:
    """When can the new order start for somebody who arrives at `arrives`?"""
    return open_from(p, new.order, max(arrives + new.setup_s, new.soonest, p.orders[new.order].lock_from))


@compiled
def arrives_from(p: Arrays, r: int, new: Insertion) -> int:
    """When is the new order reached at the very soonest, breaks and absences left aside?"""
    k = p.routes[r].technician
    free = ready_at(p, r, new.at)
    if leaves_at_once(p, new, free) and not has_absences(p, k):
        return free + drive_s(p, k, new.base_in, free)
    return free + at_least_s(p, k, new.base_in)


@compiled
def leaves_at_once(p: Arrays, new: Insertion, free: int) -> bool:
    """Is it certain that whoever is `free` then sets off to the new order then, and not later? Absences left aside."""
    return new.at > 0 and free > p.now


@compiled
def misfits(p: Arrays, r: int, new: Insertion, soonest: int) -> bool:
    """Can the new order, which starts at `soonest` or later, certainly not stand there, or what follows it?"""
    route = p.routes[r]
    if not route.legal:
        return False
    if soonest > new.until:
        return True
    done = soonest + new.service_s + at_least_s(p, route.technician, new.base_out)
    if new.at == route.count:
        return bool(done > route.closes)
    return bool(done + new.setup_next_s > p.stops[route.first + new.at].latest)


@compiled
def least_miss_s(p: Arrays, r: int, new: Insertion, most_s: int) -> int:
    """By how many seconds does the new order at least miss the rules of the clock there? Counted up to `most_s`."""
    route = p.routes[r]
    if not route.legal:
        return 0
    k = route.technician
    ready = max(new.soonest, arrives_from(p, r, new) + new.setup_s)
    start, miss_s = start_or_miss(p, new.order, ready, new.until)
    done = start + new.service_s + at_least_s(p, k, new.base_out)
    for position in range(new.at, route.count):
        stop = p.stops[route.first + position]
        ready = done + (new.setup_next_s if position == new.at else stop.setup_s)
        if ready <= stop.latest or miss_s >= most_s:
            return miss_s
        start, more_s = start_or_miss(p, stop.order, ready, stop.until)
        miss_s += more_s
        following = route.home_way_s if position + 1 == route.count else p.stops[route.first + position + 1].way_s
        done = start + stop.service_s + at_least_s(p, k, max(0.0, following))
    return int(miss_s + max(0, done - route.closes))


@compiled
def start_or_miss(p: Arrays, i: int, ready: int, until: int) -> tuple[int, int]:
    """When does order `i` start for whoever is `ready`, allowed or not, and by how much is that a miss, at least?"""
    opens = open_from(p, i, ready)
    if opens == ALWAYS:
        return ready, ready - window_end(p, i)
    return opens, int(opens > until)


@compiled
def fits(p: Arrays, r: int, new: Insertion, soonest: int) -> bool:
    """Can the new order, which starts at `soonest` or later, certainly stand there, before the breaks of that gap?

    All other breaks stay in the gaps where they are.
    """
    route = p.routes[r]
    k = route.technician
    if route.count == 0 and route.break_first < route.break_last:
        return False  # nobody has found out yet whether its breaks can be kept
    if new.at > 0 and may_start_sooner(p, r, new.at - 1):
        return False
    for b in range(route.break_first, first_movable(p, r)):
        if p.breaks[b].gap >= new.at:
            return False
    free = ready_at(p, r, new.at)
    is_sure = leaves_at_once(p, new, free)
    in_s = drive_s(p, k, new.base_in, free) if is_sure else at_most_s(p, k, new.base_in)
    start = start_after(p, new, free + in_s)
    finish = start + new.service_s
    out_s = drive_s(p, k, new.base_out, finish) if is_sure else at_most_s(p, k, new.base_out)
    if not route.legal or start > new.until or route.travel_most_s + in_s + out_s > p.technicians[k].max_travel_s:
        return False
    if clash(p, k, free, free + in_s) != NOBODY or clash(p, k, soonest - new.setup_s, finish) != NOBODY:
        return False
    by = route.closes
    if new.at < route.count:
        by = p.stops[route.first + new.at].safe - new.setup_next_s
    return finish <= done_until(p, r, new.at, min(by, absent_from(p, k, soonest)), out_s)


@compiled
def bound_starts(p: Arrays, r: int) -> None:
    """Work out, from the end of route `r` to its beginning, each stop's `latest` and `safe` start."""
    route = p.routes[r]
    k = route.technician
    home_s = max(0.0, route.home_way_s)
    least_s, most_s = at_least_s(p, k, home_s), at_most_s(p, k, home_s)
    route.travel_least_s, route.travel_most_s = least_s, most_s
    by = safe_by = route.closes  # until when the next place must be reached
    late_max_s = 0
    for position in range(route.count - 1, -1, -1):
        stop = p.stops[route.first + position]
        stop.least_beyond_s, stop.late_max_beyond = route.travel_least_s, late_max_s
        stop.latest = open_until(p, stop.order, min(by - least_s - stop.service_s, stop.until))
        done_by = done_until(p, r, position + 1, min(safe_by, absent_from(p, k, stop.start)), most_s)
        stop.safe = open_until(p, stop.order, min(done_by - stop.service_s, stop.until))
        if stop.start > stop.safe:
            stop.safe = NEVER
        if not route.legal:
            stop.latest, stop.safe = ALWAYS, NEVER
        way_s = max(0.0, stop.way_s)
        least_s, most_s = at_least_s(p, k, way_s), at_most_s(p, k, way_s)
        by, safe_by = stop.latest - stop.setup_s, stop.safe - stop.setup_s
        late_max_s = max(late_max_s, stop.start - p.orders[stop.order].due)
        route.travel_least_s += least_s
        route.travel_most_s += most_s


@compiled
def absent_from(p: Arrays, k: int, t: int) -> int:
    """When does the first absence of technician `k` begin that does so at `t` or later?"""
    begins = ALWAYS
    for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
        if p.absences[a].opens >= t:
            begins = min(begins, p.absences[a].opens)
    return begins


@compiled
def done_until(p: Arrays, r: int, gap: int, by: int, leg_s: int) -> int:
    """Until when must the stop before a gap of route `r` be done for the next place to be reached by `by`?

    Its breaks are taken in that gap. They begin as soon as they may, and hold up `leg_s` seconds of driving, or are
    waited for when it is done.
    """
    route = p.routes[r]
    limit, rest_s = by - leg_s, 0
    for b in range(route.break_last - 1, route.break_first - 1, -1):
        if p.breaks[b].gap == gap:
            rest_s += p.breaks[b].duration_s
            if p.breaks[b].earliest + rest_s > by:
                return NEVER
    ahead_s = 0
    for b in range(route.break_first, route.break_last):
        if p.breaks[b].gap == gap:
            limit = min(limit, p.breaks[b].latest - ahead_s)
            ahead_s += p.breaks[b].duration_s
            limit = min(limit, route.ends - ahead_s, by - leg_s - rest_s)
    return int(limit)
