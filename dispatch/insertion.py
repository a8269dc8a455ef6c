"""The insertion evaluator for one route: what does it cost to put an order at its best place in it?"""

from __future__ import annotations

import math

from dispatch.answers import Answers
from dispatch.arrays import NEVER, NOBODY, Arrays
from dispatch.driving import at_least_s, base_s, home_base_s, home_metres, metres, same_place
from dispatch.kernel import compiled
from dispatch.objectives import (
    BALANCE,
    CHANGED,
    DISTANCE,
    FIXED,
    LATENESS,
    LATENESS_MAX,
    LEVEL,
    MOVED,
    NOT_PREFERRED,
    OVERTIME,
    RATING,
    RESPONSE,
    TRAVEL,
    WAITING,
    price_min,
)
from dispatch.pauses import first_movable
from dispatch.timeline import FITS, PRICE, TOO_LATE, Insertion, run
from dispatch.windows import is_locked_to_another, serves_s, start_until, window_begin, window_end

UNKNOWN = -2.0
"""Seconds of a way that nobody has worked out yet."""

TIE_MIN = 1e-9
"""By how many minutes a place must be cheaper to be preferred to one before it."""


@compiled
def seek(p: Arrays, i: int, r: int, answers: Answers) -> None:
    """Try every place of order `i` in route `r`; keep the cheapest of its technician in `answers`."""
    if is_closed(p, i, r):
        return
    route = p.routes[r]
    k = route.technician
    order = p.orders[i]
    opens, closes = max(window_begin(p, i), order.lock_from), min(window_end(p, i), start_until(p, i, k))
    service_s = serves_s(p, i, k)
    base = UNKNOWN
    for position in range(route.fixed, route.count + 1):
        soonest = ready_at(p, r, position)
        if soonest > closes:
            break  # later places are later still
        if position < route.count:
            if max(soonest, opens) + service_s > p.stops[route.first + position].latest:
                base = UNKNOWN
                continue
        base = attempt(p, i, r, position, base, answers)


@compiled
def is_closed(p: Arrays, i: int, r: int) -> bool:
    """Is route `r` closed to order `i`, wherever it would stand: by the quota, a lock, or its capacity?"""
    route = p.routes[r]
    if route.count >= p.technicians[route.technician].max_orders:
        return True
    return bool(is_locked_to_another(p, i, route.technician) or is_overloaded(p, i, r))


@compiled
def is_overloaded(p: Arrays, i: int, r: int) -> bool:
    """Would order `i` overload route `r` in some dimension?"""
    for d in range(p.loads.shape[1]):
        if p.loads[i, d] > 0 and p.carried[r, d] + p.loads[i, d] > p.capacity[p.routes[r].technician, d]:
            return True
    return False


@compiled
def ready_at(p: Arrays, r: int, position: int) -> int:
    """Instant before which an order put in before the stop at `position` of route `r` certainly cannot start."""
    route = p.routes[r]
    soonest = max(route.opens, p.now, p.frozen)
    if position == 0:
        return int(soonest)
    before = p.stops[route.first + position - 1]
    return int(max(soonest, before.start + before.service_s))


@compiled
def attempt(p: Arrays, i: int, r: int, position: int, base: float, answers: Answers) -> float:
    """Try order `i` at a place of route `r`, with breaks wherever they may go; keep the cheapest in `answers`.

    Returns
    -------
    float
        Seconds of the way to the order from the stop behind it, if that is as long as the way there; else `UNKNOWN`.
        So may be given as `base`.
    """
    route = p.routes[r]
    new = insertion_of(p, i, r, position, base)
    back = UNKNOWN if p.network.by_matrix or position == route.count else new.base_out
    if new.base_in < 0.0 or new.base_out < 0.0:
        return back
    answer = answers.each[route.technician]
    bound_min = least_min(p, r, new) if route.as_told else -math.inf
    if answer.route != NOBODY and bound_min >= answer.cost_min:
        return back
    begin = open_breaks(p, r, position)
    if begin > 0 and p.trial[0].movable < route.break_last and p.breaks[p.trial[0].movable].gap > position:
        follow(p, r)
        if run(p, r, new, begin, PRICE) == FITS:
            keep_best(p, i, r, position, answers)
            if p.trial[0].alone:
                return back  # nothing is moved: no other place of the breaks could be cheaper
    begin_from(p, r, int(p.trial[0].movable), position)
    while True:
        ended = run(p, r, new, begin, PRICE)
        if ended == FITS:
            keep_best(p, i, r, position, answers)
        if not next_gaps(p, r, ended, int(route.count) + 1):
            return back
        if answer.route != NOBODY and bound_min >= answer.cost_min:
            return back


@compiled
def least_min(p: Arrays, r: int, new: Insertion) -> float:
    """What does an order cost at a place of route `r` at the very least, in minutes?

    No other stop starts sooner for it, so that nothing becomes cheaper but waiting, and driving where traffic eases.
    """
    route, order = p.routes[r], p.orders[new.order]
    k = route.technician
    legs_s = at_least_s(p, k, new.base_in) + at_least_s(p, k, new.base_out)
    replaced = route.home_way_s if new.at == route.count else p.stops[route.first + new.at].way_s
    legs_s -= at_least_s(p, k, max(0.0, replaced))
    travel_s = route.travel_least_s + legs_s - route.travel_s
    start = max(new.soonest, order.lock_from)
    if new.at > 0:
        before = p.stops[route.first + new.at - 1]
        start = max(start, before.start + before.service_s + at_least_s(p, k, new.base_in) + new.setup_s)
    waiting_s = route.waiting_s
    if new.at > 0:
        waiting_s = min(waiting_s, max(0, legs_s) + new.service_s + new.setup_s + new.setup_next_s + route.idle_s)
    minutes = (p.weights[TRAVEL] * travel_s - p.weights[WAITING] * waiting_s) / 60.0
    minutes += p.weights[LATENESS] * order.lateness_weight * max(0, start - order.due) / 60.0
    if order.created != NEVER:
        minutes += p.weights[RESPONSE] * (start - order.created) / 60.0
    if p.weights[BALANCE] != 0.0:
        before_s = p.worked_s[k]
        minutes += p.weights[BALANCE] * (squared_h(before_s + travel_s + new.service_s) - squared_h(before_s))
    for term in (LEVEL, NOT_PREFERRED, CHANGED):
        minutes += p.weights[term] * p.totals[term]
    if route.count >= p.technicians[k].free_of_rating:
        minutes += p.weights[RATING] * p.technicians[k].stars_lost
    return minutes


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
    return max(int(route.fixed), position - (technician.absence_first < technician.absence_last))


@compiled
def follow(p: Arrays, r: int) -> None:
    """Leave the breaks that are placed anew where they are, behind a stop that is put in before them."""
    for b in range(p.trial[0].movable, p.routes[r].break_last):
        p.breaks[b].trial_gap = p.breaks[b].gap + 1


@compiled
def next_gaps(p: Arrays, r: int, ended: int, most: int) -> bool:
    """Put the breaks of route `r` into the next gaps to be tried, after a run that `ended` so; False if none is left.

    Gaps are counted up like figures, never falling from break to break. A break that came too late comes too late in
    every later gap as well. If the run failed before any break was taken, every later gap fails too.
    """
    first, last = int(p.trial[0].movable), int(p.routes[r].break_last)
    b = last - 1
    if ended == TOO_LATE:
        b = p.trial[0].at_break - 1
    elif ended != FITS and first < last and p.trial[0].at_stop + 1 < p.breaks[first].trial_gap:
        return False
    while b >= first and p.breaks[b].trial_gap >= most:
        b -= 1
    if b < first:
        return False
    begin_from(p, r, b, p.breaks[b].trial_gap + 1)
    return True


@compiled
def begin_from(p: Arrays, r: int, b: int, gap: int) -> None:
    """Put break `b` of route `r` and all behind it into a gap."""
    for later in range(b, p.routes[r].break_last):
        p.breaks[later].trial_gap = gap


@compiled
def insertion_of(p: Arrays, i: int, r: int, position: int, base: float) -> Insertion:
    """What must be known of order `i` to put it into route `r` before the stop at `position`."""
    route = p.routes[r]
    k = route.technician
    order = p.orders[i]
    base_in, setup_s = base, order.setup_s
    if base == UNKNOWN:
        base_in = base_s(p, place_before(p, r, position), order.place)
    if position > 0 and setup_s > 0 and same_place(p, place_before(p, r, position), order.place):
        setup_s = 0
    setup_next_s = 0
    if position < route.count:
        following = p.orders[p.stops[route.first + position].order]
        base_out = base_s(p, order.place, following.place)
        if following.setup_s > 0 and not same_place(p, order.place, following.place):
            setup_next_s = following.setup_s
    else:
        base_out = home_base_s(p, k, order.place)
    soonest = max(p.frozen, p.now)
    return Insertion(
        i, position, base_in, base_out, setup_s, setup_next_s, serves_s(p, i, k), start_until(p, i, k), soonest
    )


@compiled
def place_before(p: Arrays, r: int, position: int) -> int:
    """Place from which route `r` drives to what stands at `position`."""
    route = p.routes[r]
    if position == 0:
        return int(route.begins)
    return int(p.orders[p.stops[route.first + position - 1].order].place)


@compiled
def keep_best(p: Arrays, i: int, r: int, position: int, answers: Answers) -> None:
    """Price the trial that has just fitted, and keep it if it is the cheapest of its technician so far."""
    route = p.routes[r]
    k = route.technician
    answer = answers.each[k]
    total_up(p, i, r, position)
    cost_min = price_min(p.weights, p.totals)
    if answer.route != NOBODY and cost_min >= answer.cost_min - TIE_MIN:
        return
    answer.route = r
    answer.position = position
    answer.start = p.trial[0].start
    answer.cost_min = cost_min
    for term in range(p.totals.shape[0]):
        answer.totals[term] = p.totals[term]


@compiled
def total_up(p: Arrays, i: int, r: int, position: int) -> None:
    """Write what order `i`, just tried at a place of route `r`, adds to each total into `p.totals`."""
    route = p.routes[r]
    technician = p.technicians[route.technician]
    total_time(p, r)
    p.totals[RATING] = technician.stars_lost if route.count >= technician.free_of_rating else 0.0
    p.totals[FIXED] = technician.fixed_min if route.count == 0 else 0.0
    if p.weights[DISTANCE] != 0.0:
        p.totals[DISTANCE] = metres_added(p, i, r, position)


@compiled
def total_time(p: Arrays, r: int) -> None:
    """Write by how much the totals of the clock differ between the trial and route `r` as it stands."""
    route, trial = p.routes[r], p.trial[0]
    k = route.technician
    p.totals[TRAVEL] = trial.travel_s - route.travel_s
    p.totals[WAITING] = trial.waiting_s - route.waiting_s
    p.totals[LATENESS] = trial.lateness - route.lateness
    p.totals[OVERTIME] = trial.overtime_s - route.overtime_s
    p.totals[RESPONSE] = trial.response_s - route.response_s
    p.totals[MOVED] = trial.moved_s - route.moved_s
    if p.weights[LATENESS_MAX] != 0.0:
        others_s = p.trial[0].peak_elsewhere_s if p.trial[0].peak_route == r else p.trial[0].peak_s
        p.totals[LATENESS_MAX] = max(others_s, trial.late_max_s) - max(others_s, route.late_max_s)
    if p.weights[BALANCE] != 0.0:
        before_s = p.worked_s[k]
        more_s = trial.travel_s + trial.setup_s + trial.service_s - route.travel_s - route.setup_s - route.service_s
        p.totals[BALANCE] = squared_h(before_s + more_s) - squared_h(before_s)


@compiled
def squared_h(seconds: int) -> float:
    """The square of these hours."""
    hours = seconds / 3600.0
    return hours * hours


@compiled
def metres_added(p: Arrays, i: int, r: int, position: int) -> int:
    """Metres that order `i` adds to route `r`."""
    route = p.routes[r]
    place, before = p.orders[i].place, place_before(p, r, position)
    if position < route.count:
        stop = p.stops[route.first + position]
        return metres(p, before, place) + metres(p, place, p.orders[stop.order].place) - stop.metres
    home_m = home_metres(p, route.technician, place)
    if route.count > 0:
        home_m -= home_metres(p, route.technician, before)
    return metres(p, before, place) + home_m


@compiled
def price_pair(p: Arrays, i: int, k: int) -> None:
    """Write into `p.totals` what order `i` costs with technician `k` wherever it stands in their days."""
    if p.weights[LEVEL] != 0.0:
        p.totals[LEVEL] = levels_over(p, i, k)
    if p.weights[NOT_PREFERRED] != 0.0:
        p.totals[NOT_PREFERRED] = 0.0 if is_preferred(p, i, k) else 1.0
    if p.weights[CHANGED] != 0.0:
        p.totals[CHANGED] = 1.0 if is_changed(p, i, k) else 0.0


@compiled
def levels_over(p: Arrays, i: int, k: int) -> int:
    """Levels that technician `k` holds beyond what order `i` needs."""
    levels = 0
    for n in range(p.orders[i].need_first, p.orders[i].need_last):
        levels += p.levels[k, p.needs[n].skill] - p.needs[n].level
    return levels


@compiled
def is_changed(p: Arrays, i: int, k: int) -> bool:
    """Is order `i` somebody else's than technician `k`'s in the plan in force?"""
    planned = p.orders[i].planned_technician
    return bool(planned != NOBODY and planned != k)


@compiled
def is_preferred(p: Arrays, i: int, k: int) -> bool:
    """Is technician `k` whom order `i` would like, or does it not care?"""
    first, last = p.orders[i].preferred_first, p.orders[i].preferred_last
    for n in range(first, last):
        if p.names[n] == k:
            return True
    return bool(first == last)
