"""What does an order cost at least in a gap, in a slot of gaps, or in any gap so far away? Compiled lower bounds.

In short: an order put in costs the detour, at the price of driving; an early start is worth what patience costs; all
else can only get dearer, except what is taken back from what the route costs already: time waited, lateness,
overtime, stops moved. That is `FILED.low_min`, worked out when a route changes.
"""

from __future__ import annotations

import math
from typing import Any

from dispatch.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.driving import (
    DEGREE,
    NEAR,
    arcsine_near,
    at_least_s,
    base_s,
    home_base_s,
    least_factor,
    sine_near,
)
from dispatch.kernel import compiled
from dispatch.near.rows import CLOSED, FIRST, GROUPS, OPEN, UNSURE, Near
from dispatch.objectives import (
    BALANCE,
    DISTANCE,
    FIXED,
    LATENESS,
    LATENESS_MAX,
    MOVED,
    OVERTIME,
    RATING,
    RESPONSE,
    TRAVEL,
    WAITING,
)
from dispatch.visits import place_before
from dispatch.windows import open_from, serves_s, window_begin, window_end
from geo.places import EARTH_RADIUS_M

MARGIN = 1e-6
"""By what part of itself, and of a minute, a bound must exceed the best price: much more than is lost to rounding."""

FURTHEST_M = 5_000_000.0
"""What lies further off counts as this far. Up to a quarter of the earth's girth from the middle of a leg, the ways to
its two ends are together no shorter than twice the way to the middle: turn the place half around the middle."""

ROUNDED_S = 2
"""Seconds by which a route may get shorter, as each leg is rounded up."""

ROUNDED_M = 2
"""The same for metres, which are rounded to the nearest."""


@compiled
def is_sure(p: Arrays, r: int) -> bool:
    """Can no stop of route `r` start earlier than now, or be reached earlier, with an order put in? So it is without
    traffic, absences and breaks: then ways around are longer, and what is reached later starts later.
    """
    route = p.routes[r]
    technician = p.technicians[route.technician]
    absent = technician.absence_first < technician.absence_last
    return bool(route.legal and not absent and route.break_first == route.break_last and p.network.turns.shape[0] == 1)


@compiled
def kind_of(p: Arrays, r: int, position: int) -> int:
    """Which kind is the gap before the stop at `position` of route `r`?"""
    route = p.routes[r]
    if not is_sure(p, r):
        return UNSURE
    if position == route.count and p.technicians[route.technician].end == NOBODY:
        return OPEN
    return FIRST if position == 0 and route.count > 0 else CLOSED


@compiled
def ready_in(p: Arrays, r: int, position: int) -> int:
    """From when on can whoever works route `r` drive to an order put in at `position`, at the earliest?"""
    route = p.routes[r]
    ready = max(route.opens, p.now)
    if position == 0:
        return int(ready)
    before = p.stops[route.first + position - 1]
    earliest = before.start if position <= route.fixed or is_sure(p, r) else before.told
    return int(max(ready, earliest + before.service_s))


@compiled
def closes_in(p: Arrays, r: int, position: int) -> int:
    """By when must an order put in at `position` of route `r` be done at the latest?"""
    route = p.routes[r]
    if position < route.count:
        return int(min(route.closes, p.stops[route.first + position].latest))
    return int(route.closes)


@compiled
def lows_of(p: Arrays, x: Near, r: int) -> None:
    """Work out what the gaps of route `r` say of time and price, and let no slot or group say more."""
    route = p.routes[r]
    low_min = low_of(p, r)
    sure = is_sure(p, r)
    for position in range(route.fixed, route.count + 1):
        gap = x.gaps[route.first + r + position]
        filed, slot = x.filed[gap.at], x.slots[gap.slot]
        filed.ready = ready_in(p, r, position)
        filed.closes = closes_in(p, r, position)
        filed.low_min = low_min
        if not waits_at_price(p):
            filed.low_min -= p.weights[WAITING] * route.waiting_s / 60.0
        elif not sure or position == 0:
            filed.low_min -= first_waits_min(p, r, sure)
        group = x.groups[slot.group]
        slot.low_min = min(slot.low_min, filed.low_min)
        group.low_min = min(group.low_min, filed.low_min)
        group.closes = max(group.closes, filed.closes)


@compiled
def waits_at_price(p: Arrays) -> bool:
    """Is a minute waited no dearer than one driven? Then driving and serving instead of waiting saves little."""
    return bool(p.weights[WAITING] <= p.weights[TRAVEL])


@compiled
def first_waits_min(p: Arrays, r: int, sure: bool) -> float:
    """What can be saved by waiting less in route `r` when an order is put in before its first stop?

    The departure may be put off with the first stop; but then its customer waits.
    """
    route = p.routes[r]
    if route.count == 0:
        return 0.0
    if not sure:
        return float(p.weights[WAITING] * route.waiting_s / 60.0)
    first = p.stops[route.first]
    price = p.weights[WAITING]
    if p.orders[first.order].created != NEVER:
        price -= p.weights[RESPONSE]
    return float(max(0.0, price) * min(route.waiting_s, max(0, first.latest - first.start)) / 60.0)


@compiled
def low_of(p: Arrays, r: int) -> float:
    """What does route `r` cost more at least with any order put in, detour, start and waiting apart? In minutes."""
    route = p.routes[r]
    technician = p.technicians[route.technician]
    eased_s = float(ROUNDED_S)
    if not is_sure(p, r):
        base = max(0.0, route.home_way_s)
        for j in range(route.first, route.first + route.count):
            base += max(0.0, p.stops[j].way_s)
        eased_s += max(0.0, route.travel_s - base * least_factor(p) / technician.speed_factor)
    low_min = p.weights[RATING] * technician.stars_lost if route.count >= technician.free_of_rating else 0.0
    if route.count == 0:
        low_min += p.weights[FIXED] * technician.fixed_min
    low_min -= p.weights[TRAVEL] * eased_s / 60.0
    low_min -= p.weights[DISTANCE] * ROUNDED_M / 1000.0
    restated_s = max(0, route.depart_anew - route.depart) + max(0, route.back - route.back_anew)
    spared_s = ROUNDED_S + longest_setup_s(p, r)
    low_min -= p.weights[WAITING] * (spared_s + restated_s) / 60.0
    less_s = eased_s + spared_s + abs(route.travel_s - route.travel_anew_s)
    low_min -= p.weights[BALANCE] * 2.0 * p.worked_s[route.technician] * less_s / 3600.0**2
    return float(low_min - sooner_min(p, r, spared_s, restated_s))


@compiled
def longest_setup_s(p: Arrays, r: int) -> int:
    """The longest setup in route `r`: it is spared where an order is put in at the very place."""
    setup_s = 0
    for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
        setup_s = max(setup_s, p.orders[p.stops[j].order].setup_s)
    return int(setup_s)


@compiled
def sooner_min(p: Arrays, r: int, spared_s: int, restated_s: int) -> float:
    """How much cheaper may the stops of route `r`, and its return, become when an order is put in?

    In a route that is sure nothing is sooner by more than `spared_s`, nor the return by more than `restated_s` besides.
    """
    route = p.routes[r]
    sure = is_sure(p, r)
    back_s = spared_s + restated_s if sure else ALWAYS
    minutes = p.weights[OVERTIME] * min(route.overtime_s, back_s) / 60.0
    minutes += p.weights[LATENESS_MAX] * (min(route.late_max_s, spared_s) if sure else route.late_max_s) / 60.0
    if not sure:
        minutes += (p.weights[LATENESS] * route.lateness + p.weights[MOVED] * route.moved_s) / 60.0
    for j in range(route.first + route.fixed, route.first + route.count):
        stop = p.stops[j]
        order = p.orders[stop.order]
        sooner_s = spared_s
        if not sure:
            sooner_s = max(0, stop.start - max(route.opens, stop.told, window_begin(p, stop.order), order.lock_from))
        else:
            late_s = max(0, stop.start - order.due)
            minutes += p.weights[LATENESS] * order.lateness_weight * min(late_s, spared_s) / 60.0
            if order.planned_start != NEVER:
                minutes += p.weights[MOVED] * max(spared_s, order.planned_start - stop.start) / 60.0
        if order.created != NEVER:
            minutes += p.weights[RESPONSE] * sooner_s / 60.0
    return float(minutes)


@compiled
def ask(p: Arrays, x: Near, i: int) -> None:
    """Set the question: who serves order `i` best?"""
    q = x.question[0]
    order = p.orders[i]
    q.number += 1
    q.order = i
    q.best = NOBODY
    q.best_min = math.inf
    q.evaluated = q.met = 0
    q.ready = p.now
    q.soonest = open_from(p, i, max(p.now, p.frozen, order.lock_from))
    q.latest = min(window_end(p, i), order.lock_until)
    price = p.weights[TRAVEL] / 60.0
    q.always_min = 0.0
    if waits_at_price(p):
        price -= p.weights[WAITING] / 60.0
        serves = math.ceil(order.service_s * x.pace[1]) + order.setup_s
        q.always_min = -p.weights[WAITING] * serves / 60.0
    q.detour_min = price
    q.start_min = 0.0 if order.created == NEVER else p.weights[RESPONSE] / 60.0
    q.counts_from = 0 if order.created == NEVER else order.created


@compiled
def beyond_min(p: Arrays, x: Near, away_m: float, ways: float) -> float:
    """What does it cost at least, detour and start together, where the crow flies `away_m` more than half the leg?"""
    q = x.question[0]
    drive_s = away_m * x.pace[0]
    crow_km = away_m * p.network.detour / 1000.0
    detour = (q.detour_min * drive_s + p.weights[DISTANCE] * crow_km) * ways
    return float(q.always_min + detour + start_min(x, q.ready + drive_s))


@compiled
def start_min(x: Near, soonest: float) -> float:
    """What does the customer's patience cost, if the order starts at `soonest` or whenever it may from then on?"""
    q = x.question[0]
    if q.start_min == 0.0:
        return 0.0
    return float(q.start_min * (max(soonest, q.soonest) - q.counts_from))


@compiled
def may_do(x: Near, at: int) -> bool:
    """May the order start in a gap that is filed at `at`, as far as time goes?"""
    q, filed = x.question[0], x.filed[at]
    return bool(max(filed.ready, q.soonest) <= q.latest and max(filed.ready, q.soonest) <= filed.closes)


@compiled
def gap_min(p: Arrays, x: Near, at: int) -> float:
    """What does the order cost at least in a gap that is filed at `at`? Infinite where it certainly cannot be put."""
    q, filed = x.question[0], x.filed[at]
    i, r = q.order, filed.route
    route = p.routes[r]
    k = filed.technician
    position = filed.gap - route.first - r
    base_in = base_s(p, place_before(p, r, position), p.orders[i].place)
    if position < route.count:
        stop = p.stops[route.first + position]
        base_out, way = base_s(p, p.orders[i].place, p.orders[stop.order].place), stop.way_s
    else:
        base_out, way = home_base_s(p, k, p.orders[i].place), route.home_way_s
    starts = max(filed.ready + at_least_s(p, k, base_in), q.soonest)
    done = starts + serves_s(p, i, k)
    if starts > q.latest or done + at_least_s(p, k, base_out) - ROUNDED_S > filed.closes:
        return math.inf
    detour = base_in + base_out - way
    drive_s = detour * least_factor(p) / p.technicians[k].speed_factor
    kilometres = detour * p.network.speed_ms / 1000.0
    low_min = filed.low_min + q.always_min + start_min(x, starts)
    return float(low_min + q.detour_min * drive_s + p.weights[DISTANCE] * kilometres)


@compiled
def metres_to(here: Any, there: Any) -> float:
    """How far is it from one point to another, as the crow flies?"""
    lat = (there.lat_rad - here.lat_rad) / 2.0
    lng = (there.lng_deg - here.lng_deg) * DEGREE / 2.0
    near = max(abs(lat), abs(lng)) < NEAR
    half_lat = sine_near(lat) if near else math.sin(lat)
    half_lng = sine_near(lng) if near else math.sin(lng)
    root = math.sqrt(half_lat * half_lat + here.cos_lat * there.cos_lat * half_lng * half_lng)
    return 2.0 * EARTH_RADIUS_M * (arcsine_near(root) if near else math.asin(min(1.0, root)))


@compiled
def away_min(p: Arrays, x: Near, middle: Any, reach_m: float, ways: float) -> float:
    """What do detour and start cost at least in a leg that reaches no further than so far from its middle?"""
    away_m = min(FURTHEST_M, metres_to(p.network.points[p.orders[x.question[0].order].place], middle)) - reach_m
    return beyond_min(p, x, max(0.0, away_m), ways)


@compiled
def is_worse(low_min: float, best_min: float) -> bool:
    """Is what costs at least `low_min` certainly dearer than the best?"""
    return bool(low_min - best_min > MARGIN * (1.0 + abs(low_min) + abs(best_min)))


@compiled
def need(p: Arrays, x: Near) -> None:
    """Work out how far off a gap may lie that could still be best, for each group and each resolution."""
    for level in range(x.needed_m.shape[0]):
        x.needed_m[level] = -1.0
    for g in range(x.groups.shape[0]):
        group = x.groups[g]
        group.needed_m = needed_by(p, x, g)
        level = g // GROUPS
        x.needed_m[level] = max(x.needed_m[level], group.needed_m)


@compiled
def needed_by(p: Arrays, x: Near, g: int) -> float:
    """How far off may a gap of a group lie that could still be best? Below 0 if none could."""
    q, group = x.question[0], x.groups[g]
    if group.half_m < 0.0 or q.soonest > group.closes or q.soonest > q.latest:
        return -1.0
    if is_worse(group.low_min + beyond_min(p, x, 0.0, group.ways), q.best_min):
        return -1.0
    low_m, high_m = 0.0, FURTHEST_M - group.half_m
    if high_m <= 0.0 or not is_worse(group.low_min + beyond_min(p, x, high_m, group.ways), q.best_min):
        return math.inf
    while high_m - low_m > 1.0:
        middle_m = (low_m + high_m) / 2.0
        if is_worse(group.low_min + beyond_min(p, x, middle_m, group.ways), q.best_min):
            high_m = middle_m
        else:
            low_m = middle_m
    return float(high_m + group.half_m)
