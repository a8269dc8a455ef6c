"""The insertion evaluator for one route: what does it cost to put an order at its best place in it?"""

from __future__ import annotations

from dispatch.answers import MAX_ORDERS, ORDER_TOO_MANY_S, UNKNOWN, UNREACHABLE, Answers, Place, Trial
from dispatch.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.clock import (
    arrive_at,
    drive_s,
    earliest_slot,
    earliest_start,
    home_leg_s,
    latest_slot,
    leg_after_s,
    next_start,
    place_before,
    ready_at,
    window_begin,
    window_end,
)
from dispatch.kernel import compiled
from dispatch.misses import keep_miss
from dispatch.objectives import price_min


@compiled
def seek(p: Arrays, i: int, r: int, answers: Answers) -> None:
    """Try every place of order `i` in route `r`; keep the best, or the one that fails by least, in `answers`."""
    route = p.routes[r]
    order = p.orders[i]
    answer = answers.each[route.technician]
    quota = p.technicians[route.technician].max_orders
    if quota != NOBODY and route.count >= quota:
        over = (route.count + 1 - quota) * ORDER_TOO_MANY_S
        if answer.route == NOBODY and over < answer.miss_s:
            answer.miss_s = over
            answer.sequence = 1 << MAX_ORDERS
            answers.observed[route.technician, MAX_ORDERS] = route.count + 1
            answers.bound[route.technician, MAX_ORDERS] = quota
        return
    opens, closes = window_begin(p, i), window_end(p, i)
    leg_s = UNKNOWN
    for position in range(route.fixed, route.count + 1):
        soonest = max(ready_at(p, r, position), p.now)
        if soonest - closes >= answer.miss_s:
            break  # later places are later still
        if position < route.count:
            onward_from = max(soonest, opens) + order.service_s
            if onward_from - p.stops[route.first + position].latest >= answer.miss_s:
                leg_s = UNKNOWN
                continue
        leg_s = attempt(p, i, Trial(r, position, leg_s), answers)


@compiled
def attempt(p: Arrays, i: int, trial: Trial, answers: Answers) -> int:
    """Try order `i` at a place: set it beside the best so far, or beside the nearest miss.

    Returns
    -------
    int
        Seconds of the way to the order from the stop behind it, if that is as long as the way there; else `UNKNOWN`.
    """
    r, position = trial.route, trial.position
    route = p.routes[r]
    order = p.orders[i]
    k = route.technician
    leg_s = trial.leg_s if trial.leg_s != UNKNOWN else drive_s(p, place_before(p, r, position), order.place)
    back_s = UNKNOWN
    if position < route.count:
        onward_s = drive_s(p, order.place, p.orders[p.stops[route.first + position].order].place)
        back_s = UNKNOWN if p.network.by_matrix else onward_s
    else:
        onward_s = home_leg_s(p, k, order.place)
    if leg_s < 0 or onward_s < 0 or route.cut > mends(p, r, position):
        if answers.each[k].route == NOBODY and answers.each[k].miss_s == ALWAYS:
            answers.each[k].sequence = 1 << UNREACHABLE
        return back_s
    before_start, clear = before_leaving(p, r, position, leg_s)
    ready = ready_at(p, r, position)
    if position > 0:
        ready = before_start + p.orders[p.stops[route.first + position - 1].order].service_s
    arrival = arrive_at(p, k, ready, leg_s, position == 0)
    start = earliest_start(p, i, k, arrival, order.service_s + onward_s) if clear else ALWAYS
    place = Place(r, position, before_start, clear, ready, leg_s, onward_s, arrival, start)
    if start != ALWAYS and fits_beyond(p, r, position, start + order.service_s + onward_s):
        keep_best(p, i, place, answers)
    elif answers.each[k].route == NOBODY:
        keep_miss(p, i, place, answers)
    return back_s


@compiled
def fits_beyond(p: Arrays, r: int, position: int, onward_at: int) -> bool:
    """Does what stands at `position` and behind it still fit, reached at `onward_at`? Or the end of the shift?"""
    route = p.routes[r]
    if position == route.count:
        return bool(onward_at <= route.closes)
    return bool(next_start(p, r, position, onward_at) <= p.stops[route.first + position].latest)


@compiled
def mends(p: Arrays, r: int, position: int) -> int:
    """How many legs without a way does a stop put in at `position` replace: 1 or 0?"""
    route = p.routes[r]
    if position < route.count:
        return int(p.stops[route.first + position].leg_s < 0)
    return int(route.count > 0 and route.home_s < 0)


@compiled
def before_leaving(p: Arrays, r: int, position: int, leg_s: int) -> tuple[int, bool]:
    """Start of the stop before, if the technician must drive `leg_s` after it, and whether that can be.

    Only an absence can push it; a stop under way cannot be pushed.
    """
    route = p.routes[r]
    if position == 0:
        return NEVER, True
    k = route.technician
    before = p.stops[route.first + position - 1]
    service_s = p.orders[before.order].service_s
    if p.technicians[k].absence_first == p.technicians[k].absence_last:
        return int(before.start), True
    if position <= route.fixed:
        finish = before.start + service_s
        return int(before.start), earliest_slot(p, k, finish, leg_s) == finish
    arrival = arrive_at(p, k, ready_at(p, r, position - 1), before.leg_s, position == 1)
    start = earliest_start(p, before.order, k, max(arrival, before.told), service_s + leg_s)
    if start == ALWAYS:
        return int(before.start), False
    return start, True


@compiled
def keep_best(p: Arrays, i: int, place: Place, answers: Answers) -> None:
    """Price a place that breaks no rule, and keep it if it is the cheapest of its technician so far."""
    r, position = place.route, place.position
    route = p.routes[r]
    order = p.orders[i]
    k = route.technician
    replaced_s = 0
    if route.count > 0:
        replaced_s = max(0, p.stops[route.first + position].leg_s if position < route.count else route.home_s)
    travel_s = place.leg_s + place.onward_s - replaced_s
    response_s = 0 if order.created == NEVER else place.start - order.created
    if position > 0:
        before = p.stops[route.first + position - 1]
        if p.orders[before.order].created != NEVER:
            response_s += place.before_start - before.start
    clock = place.start + order.service_s + place.onward_s
    back = clock
    for j in range(position, route.count):
        stop = p.stops[route.first + j]
        start = next_start(p, r, j, clock)
        if start == stop.start:
            back = route.back
            break
        if p.orders[stop.order].created != NEVER:
            response_s += start - stop.start
        clock = start + p.orders[stop.order].service_s + leg_after_s(p, r, j)
        back = clock
    depart = departure(p, place)
    waiting_s = back - depart - order.service_s - travel_s
    if route.count > 0:
        waiting_s -= route.back - route.depart
    cost_min = price_min(p.weights, travel_s, waiting_s, p.technicians[k].stars_lost, response_s)
    answer = answers.each[k]
    if answer.route != NOBODY and cost_min >= answer.cost_min:
        return
    answer.route = r
    answer.position = position
    answer.miss_s = 1
    answer.sequence = 0
    answer.start = place.start
    answer.travel_s = travel_s
    answer.waiting_s = waiting_s
    answer.response_s = response_s
    answer.cost_min = cost_min


@compiled
def departure(p: Arrays, place: Place) -> int:
    """When would the route depart: as late as delays no start, or as it did if the first stop is under way?"""
    route = p.routes[place.route]
    if place.position == 0:
        return latest_slot(p, route.technician, place.start - place.leg_s, place.leg_s)
    if route.fixed > 0:
        return int(route.depart)
    first = p.stops[route.first]
    start = place.before_start if place.position == 1 else first.start
    return latest_slot(p, route.technician, start - first.leg_s, first.leg_s)
