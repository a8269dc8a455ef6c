"""The days of technicians as the evaluator holds them: a stop put in, a stop taken out, the clock set anew."""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.bounds import note_bounds
from dispatch.evaluator.driving import base_s, home_base_s, home_metres, metres, same_place
from dispatch.evaluator.gaps import FITS, next_gaps, open_breaks
from dispatch.evaluator.insertion import TIE_MIN
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry
from dispatch.evaluator.pauses import first_movable
from dispatch.evaluator.pricing import total_time
from dispatch.evaluator.timeline import PRICE, SETTLE, rested_s, run
from dispatch.evaluator.visits import Insertion, place_before
from dispatch.evaluator.windows import serves_s, start_until
from dispatch.objectives import DISTANCE, price_min


@compiled
def link(p: Arrays, r: int, position: int) -> None:
    """Measure the way to the stop at `position` of route `r`, or home from the last, and see whether it needs setup."""
    route = p.routes[r]
    if position == route.count:
        route.home_way_s = 0.0
        if position > 0:
            route.home_way_s = home_base_s(p, route.technician, place_before(p, r, position))
        return
    stop = p.stops[route.first + position]
    order = p.orders[stop.order]
    before = place_before(p, r, position)
    stop.way_s = base_s(p, before, order.place)
    stop.setup_s = order.setup_s
    if position > 0 and order.setup_s > 0 and same_place(p, before, order.place):
        stop.setup_s = 0
    if p.weights[DISTANCE] != 0.0:
        stop.metres = metres(p, before, order.place)


@compiled
def enter(p: Arrays, r: int, position: int, i: int, told: int) -> None:
    """Write order `i` down as the stop at `position` of route `r`, not before `told`; ways are for `link`."""
    k = p.routes[r].technician
    stop = p.stops[p.routes[r].first + position]
    stop.order = i
    stop.place = p.orders[i].place
    stop.told = told
    stop.until = start_until(p, i, k)
    stop.service_s = serves_s(p, i, k)


@compiled_entry
def reset(p: Arrays, r: int) -> bool:
    """Set the whole clock of route `r` anew, as `refresh` does; False if the route breaks a rule."""
    return refresh(p, r, 0)


@compiled_apart
def refresh(p: Arrays, r: int, since: int) -> bool:
    """Set the clock of route `r` anew: as early as possible, its breaks where the day costs least, departing late.

    Parameters
    ----------
    since
        Breaks before the stop at this position stay in their gaps.

    Returns
    -------
    bool
        Whether the route keeps every rule of the clock.
    """
    route = p.routes[r]
    if route.count == 0:
        clear(p, r)
        note_bounds(p, r)
        return True
    route.legal = False
    since = max(since, int(route.fixed))
    open_breaks(p, r, since)
    first, last = int(p.trial[0].movable), int(route.break_last)
    for b in range(first, last):
        p.breaks[b].trial_gap = since
        p.breaks[b].best_gap = NOBODY
    changed = as_changed(p, r)
    best_min = math.inf
    mode = PRICE if first < last else SETTLE
    while True:
        ended = run(p, r, changed, int(route.fixed), mode)
        if mode == SETTLE:
            route.legal = ended == FITS
            break
        if ended == FITS:
            total_time(p, r)
            cost_min = price_min(p.weights, p.totals)
            if cost_min < best_min - TIE_MIN:
                best_min = cost_min
                for b in range(first, last):
                    p.breaks[b].best_gap = p.breaks[b].trial_gap
        if not next_gaps(p, r, ended, int(route.count)):
            mode = SETTLE
            for b in range(first, last):
                p.breaks[b].trial_gap = max(p.breaks[b].best_gap, since)
    route.depart = p.trial[0].depart
    route.back = p.trial[0].back
    for b in range(first_movable(p, r), last):
        p.breaks[b].gap = p.breaks[b].trial_gap
        p.breaks[b].start = p.breaks[b].anew = p.breaks[b].trial_start
    sum_up(p, r)
    note_bounds(p, r)
    note_force(p, r)
    return bool(route.legal)


@compiled
def as_changed(p: Arrays, r: int) -> Insertion:
    """Route `r` as it stands, with how many seconds of service it has more than when it was last summed up."""
    service_s = 0
    for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
        service_s += p.stops[j].service_s
    return Insertion(NOBODY, ALWAYS, 0.0, 0.0, 0, 0, int(service_s - p.routes[r].service_s), 0, 0)


@compiled
def clear(p: Arrays, r: int) -> None:
    """Set route `r`, which holds no stop, to nothing."""
    route = p.routes[r]
    p.worked_s[route.technician] -= route.travel_s + route.setup_s + route.service_s
    route.legal = True
    route.fixed = 0
    route.break_fixed = 0
    route.depart = route.back = max(route.opens, p.now)
    route.depart_anew, route.back_anew, route.travel_anew_s = route.depart, route.back, 0
    route.travel_least_s = route.travel_most_s = route.idle_s = 0
    route.as_told = True
    route.home_way_s = 0.0
    route.home_s = route.travel_s = route.distance_m = route.setup_s = route.service_s = 0
    route.waiting_s = route.overtime_s = route.late_max_s = route.response_s = route.moved_s = 0
    route.lateness = 0.0
    p.late_max_s[r] = 0
    for b in range(route.break_first, route.break_last):
        p.breaks[b].gap = 0


@compiled
def sum_up(p: Arrays, r: int) -> None:
    """Add up the totals of route `r`, and those up to each stop, from its starts, departure, breaks and return."""
    route = p.routes[r]
    k = route.technician
    p.worked_s[k] -= route.travel_s + route.setup_s + route.service_s
    travel_s, setup_s, service_s, response_s, moved_s, late_max_s, distance_m = 0, 0, 0, 0, 0, 0, 0
    lateness = 0.0
    for j in range(route.first, route.first + route.count):
        stop = p.stops[j]
        order = p.orders[stop.order]
        travel_s += stop.leg_s
        setup_s += stop.setup_s
        service_s += stop.service_s
        distance_m += stop.metres
        late_s = max(0, stop.start - order.due)
        lateness += order.lateness_weight * late_s
        late_max_s = max(late_max_s, late_s)
        if order.created != NEVER:
            response_s += stop.start - order.created
        if order.planned_start != NEVER:
            moved_s += abs(stop.start - order.planned_start)
        stop.travel_to, stop.setup_to, stop.response_to, stop.moved_to = travel_s, setup_s, response_s, moved_s
        stop.lateness_to, stop.late_max_to = lateness, late_max_s
    if p.weights[DISTANCE] != 0.0:
        distance_m += home_metres(p, k, place_before(p, r, route.count))
    route.travel_s, route.setup_s, route.service_s = travel_s + route.home_s, setup_s, service_s
    route.response_s, route.moved_s, route.distance_m = response_s, moved_s, distance_m
    route.lateness, route.late_max_s = lateness, late_max_s
    p.late_max_s[r] = late_max_s
    route.overtime_s = max(0, route.back - route.ends)
    busy_s = route.travel_s + setup_s + service_s
    route.waiting_s = route.back - route.depart - busy_s - rested_s(p, r, route.break_last, route.depart, route.back)[0]
    p.worked_s[k] += busy_s
    route.depart_anew, route.back_anew, route.travel_anew_s = route.depart, route.back, route.travel_s


@compiled
def note_force(p: Arrays, r: int) -> None:
    """Note what the plan in force leaves open in route `r`: starts later than they must be, and idle hours."""
    route = p.routes[r]
    outside_s = rested_s(p, r, route.break_last, route.depart_anew, route.back_anew)[1]
    route.idle_s = outside_s + max(0, route.depart_anew - route.depart) + max(0, route.back - route.back_anew)
    route.as_told = True
    for j in range(route.first + route.fixed, route.first + route.count):
        route.as_told &= p.stops[j].start == p.stops[j].told


@compiled_entry
def put(p: Arrays, r: int, position: int, i: int) -> bool:
    """Put order `i` into route `r` at `position` and set the clock; False if a rule of the clock is broken."""
    squeeze_in(p, r, position, i)
    return refresh(p, r, position)


@compiled
def squeeze_in(p: Arrays, r: int, position: int, i: int) -> None:
    """Put order `i` into route `r` at `position`; the clock is for the caller."""
    route = p.routes[r]
    for j in range(route.first + route.count, route.first + position, -1):
        p.stops[j] = p.stops[j - 1]
    route.count += 1
    enter(p, r, position, i, p.frozen)
    load(p, r, i, 1)
    link(p, r, position)
    link(p, r, position + 1)


@compiled
def take(p: Arrays, r: int, position: int) -> None:
    """Take the stop at `position` out of route `r` and set the clock."""
    pull_out(p, r, position)
    refresh(p, r, position)


@compiled
def pull_out(p: Arrays, r: int, position: int) -> None:
    """Take the stop at `position` out of route `r`; the clock is for the caller."""
    route = p.routes[r]
    load(p, r, p.stops[route.first + position].order, -1)
    for j in range(route.first + position, route.first + route.count - 1):
        p.stops[j] = p.stops[j + 1]
    route.count -= 1
    link(p, r, position)


@compiled
def load(p: Arrays, r: int, i: int, times: int) -> None:
    """Add what order `i` takes of the capacity of route `r`, so many times."""
    for d in range(p.loads.shape[1]):
        p.carried[r, d] += times * p.loads[i, d]
