"""Does an order fit at a place for certain, or certainly not? Answered from bounds alone, without a run of the clock.

The bounds are those that `dispatch.evaluator.bounds` has noted when the clock of the route was set.
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at, has_absences
from dispatch.evaluator.driving import at_least_s, at_most_s, clash, drive_s
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.visits import Insertion
from dispatch.evaluator.windows import open_from, window_end


@compiled
def start_after(p: Arrays, new: Insertion, arrives: int) -> int:
    """When can the new order start for somebody who arrives at `arrives`?"""
    return open_from(p, new.order, max(arrives + new.setup_s, new.soonest, p.orders[new.order].lock_from))


@compiled
def arrives_from(p: Arrays, r: int, new: Insertion) -> int:
    """When is the new order reached at the very soonest, breaks left aside?"""
    k = p.routes[r].technician
    free = int(gap_at(p, r, new.at).free)
    if leaves_at_once(p, new, free) and not has_absences(p, k):
        return free + drive_s(p, k, new.base_in, free)
    leg_s = at_least_s(p, k, new.base_in)
    a = clash(p, k, free, free + leg_s)
    while a != NOBODY:
        free = p.absences[a].closes
        a = clash(p, k, free, free + leg_s)
    return free + leg_s


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
    k = route.technician
    busy_s = new.service_s + at_least_s(p, k, new.base_out)
    a = clash(p, k, soonest - new.setup_s, soonest + busy_s)
    while a != NOBODY and soonest <= new.until:
        soonest = open_from(p, new.order, p.absences[a].closes + new.setup_s)
        a = clash(p, k, soonest - new.setup_s, soonest + busy_s)
    if soonest > new.until:
        return True
    done = soonest + busy_s
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
def fits(p: Arrays, r: int, new: Insertion) -> bool:
    """Can the new order certainly stand there, before the breaks of that gap?

    All other breaks stay in the gaps where they are.
    """
    k = p.routes[r].technician
    gap = gap_at(p, r, new.at)
    is_sure = leaves_at_once(p, new, gap.free)
    in_s = drive_s(p, k, new.base_in, gap.free) if is_sure else at_most_s(p, k, new.base_in)
    start = start_after(p, new, gap.free + in_s)
    done = start + new.service_s
    out_s = drive_s(p, k, new.base_out, done) if is_sure else at_most_s(p, k, new.base_out)
    if start > new.until or p.routes[r].travel_most_s + in_s + out_s > p.technicians[k].max_travel_s:
        return False
    return bool(done <= gap.done_by and done + out_s <= gap.reached_by)
