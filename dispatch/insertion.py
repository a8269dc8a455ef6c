"""The insertion evaluator for one route: what does it cost to put an order at its best place in it?"""

from __future__ import annotations

import math

from dispatch.answers import Answers
from dispatch.arrays import NOBODY, Arrays
from dispatch.driving import base_s, home_base_s, same_place
from dispatch.gaps import FITS, begin_from, follow, next_gaps, open_breaks
from dispatch.kernel import compiled
from dispatch.objectives import price_min
from dispatch.pricing import least_min, total_up
from dispatch.timeline import PRICE, run
from dispatch.visits import Insertion, place_before
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
        if position < route.count and max(soonest, opens) + service_s > p.stops[route.first + position].latest:
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
