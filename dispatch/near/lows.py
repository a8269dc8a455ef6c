"""What do the gaps of a route say of time and price, whatever the order? Compiled; worked out when a route changes.

An order put in costs its detour and what its start costs: see `dispatch.near.bounds`. All else can only get dearer,
except what is taken back from what the route costs already: time waited, lateness, overtime, stops moved. That is
`ENTRY.low_min`, in minutes.
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.windows import window_begin
from dispatch.near.rows import CLOSED, FIRST, OPEN, UNSURE, Near
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

ROUNDED_S = 2
"""Seconds by which a route may get shorter, as each leg is rounded up."""

ROUNDED_M = 2
"""The same for metres, which are rounded to the nearest."""

LAST = 2**31 - 1
"""The last second that an entry can hold."""


@compiled
def is_steady(p: Arrays, r: int) -> bool:
    """Does driving in route `r` take as long at every hour? Then ways around are longer, whatever else is moved."""
    return bool(p.routes[r].legal and p.network.turns.shape[0] == 1)


@compiled
def is_absent(p: Arrays, r: int) -> bool:
    """Has whoever works route `r` absences? Then a stop may be put off because of what follows it."""
    technician = p.technicians[p.routes[r].technician]
    return bool(technician.absence_first < technician.absence_last)


@compiled
def is_bare(p: Arrays, r: int) -> bool:
    """Is there nothing but driving and serving in route `r`? Then nothing in it is sooner with an order put in."""
    return bool(is_steady(p, r) and not is_absent(p, r) and p.routes[r].break_first == p.routes[r].break_last)


@compiled
def kind_of(p: Arrays, r: int, position: int) -> int:
    """Which kind is the gap before the stop at `position` of route `r`?"""
    route = p.routes[r]
    if not is_steady(p, r) or is_absent(p, r):
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
    stays = position <= route.fixed or (is_steady(p, r) and not is_absent(p, r))
    return int(max(ready, (before.start if stays else before.told) + before.service_s))


@compiled
def closes_in(p: Arrays, r: int, position: int) -> int:
    """By when must an order put in at `position` of route `r` be done at the latest?"""
    route = p.routes[r]
    if position < route.count:
        return int(min(route.closes, p.stops[route.first + position].latest))
    return int(route.closes)


@compiled
def lows_of(p: Arrays, x: Near, r: int) -> None:
    """Work out what the gaps of route `r` say of time and price, and let no bucket or group say more."""
    route = p.routes[r]
    spared_s = ROUNDED_S + longest_setup_s(p, r)
    back_s = sooner_back_s(p, r, spared_s)
    low_min = low_of(p, r, spared_s) - sooner_min(p, r, spared_s, back_s)
    for position in range(route.fixed, route.count + 1):
        gap = x.gaps[route.first + r + position]
        entry, bucket = x.entries[gap.at], x.buckets[gap.bucket]
        entry.ready = min(LAST, max(-LAST, ready_in(p, r, position)))
        entry.closes = min(LAST, max(-LAST, closes_in(p, r, position)))
        entry.low_min = low_min - less_waiting_min(p, r, position, back_s)
        group = x.groups[bucket.group]
        bucket.low_min = min(bucket.low_min, entry.low_min)
        group.low_min = min(group.low_min, entry.low_min)
        group.closes = max(group.closes, entry.closes)


@compiled
def waits_at_price(p: Arrays) -> bool:
    """Is a minute waited no dearer than one driven? Then driving and serving instead of waiting saves little."""
    return bool(p.weights[WAITING] <= p.weights[TRAVEL])


@compiled
def less_waiting_min(p: Arrays, r: int, position: int, back_s: int) -> float:
    """What is saved by waiting less in route `r` at most, with an order put in at `position`?

    What is driven and served in its stead is for the bounds of the question to say, unless a minute waited is dearer.
    Where the departure may be put off with the first stop, all waiting may fall; but then its customer waits.
    """
    route = p.routes[r]
    weight = p.weights[WAITING] / 60.0
    if route.count == 0:
        return 0.0
    departs_anew = position == 0 or (position == 1 and is_absent(p, r))
    if not waits_at_price(p) or not is_steady(p, r) or (departs_anew and not is_bare(p, r)):
        return float(weight * route.waiting_s)
    if not departs_anew:
        return float(weight * min(route.waiting_s, back_s))
    first = p.stops[route.first]
    price = weight
    if p.orders[first.order].created != NEVER:
        price -= p.weights[RESPONSE] / 60.0
    put_off_s = min(route.waiting_s, max(0, first.latest - first.start))
    return float(weight * back_s + max(0.0, price) * put_off_s)


@compiled
def low_of(p: Arrays, r: int, spared_s: int) -> float:
    """What do stars, the shift, driving and balance cost more at least in route `r` with any order put in, in minutes?

    The detour apart.
    """
    route = p.routes[r]
    technician = p.technicians[route.technician]
    eased_s = float(ROUNDED_S)
    if not is_steady(p, r):
        base = max(0.0, route.home_way_s)
        for j in range(route.first, route.first + route.count):
            base += max(0.0, p.stops[j].way_s)
        eased_s += max(0.0, route.travel_s - base * p.network.least_factor / technician.speed_factor)
    low_min = p.weights[RATING] * technician.stars_lost if route.count >= technician.free_of_rating else 0.0
    if route.count == 0:
        low_min += p.weights[FIXED] * technician.fixed_min
    low_min -= p.weights[TRAVEL] * eased_s / 60.0
    low_min -= p.weights[DISTANCE] * ROUNDED_M / 1000.0
    less_s = eased_s + spared_s + abs(route.travel_s - route.travel_anew_s)
    return float(low_min - p.weights[BALANCE] * 2.0 * p.worked_s[route.technician] * less_s / 3600.0**2)


@compiled
def longest_setup_s(p: Arrays, r: int) -> int:
    """The longest setup in route `r`: it is spared where an order is put in at the very place."""
    setup_s = 0
    for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
        setup_s = max(setup_s, p.orders[p.stops[j].order].setup_s)
    return int(setup_s)


@compiled
def sooner_s(p: Arrays, r: int, position: int, spared_s: int) -> int:
    """By how much may the stop at `position` of route `r` start sooner with an order put in before it, at most?"""
    if is_bare(p, r):
        return spared_s
    stop = p.stops[p.routes[r].first + position]
    order = p.orders[stop.order]
    floor = max(p.routes[r].opens, stop.told, window_begin(p, stop.order), order.lock_from)
    return int(max(spared_s, stop.start - floor))


@compiled
def sooner_back_s(p: Arrays, r: int, spared_s: int) -> int:
    """By how much may route `r` be back sooner, or waiting in it be less, its new driving and serving apart?

    A break that lies on the way home, or outside of the route's hours, may go where it waits.
    """
    route = p.routes[r]
    if not is_steady(p, r):
        return int(ALWAYS if route.count > 0 else spared_s)
    back_s = max(0, route.depart_anew - route.depart) + max(0, route.back - route.back_anew)
    for b in range(route.break_first, route.break_last):
        back_s += p.breaks[b].duration_s
    if route.count > route.fixed:
        return int(back_s + sooner_s(p, r, route.count - 1, spared_s))
    return int(back_s + spared_s)


@compiled
def sooner_min(p: Arrays, r: int, spared_s: int, back_s: int) -> float:
    """How much cheaper may the stops of route `r`, and its return, become when an order is put in?"""
    route = p.routes[r]
    minutes = p.weights[OVERTIME] * min(route.overtime_s, back_s) / 60.0
    soonest_s = 0
    for position in range(route.fixed, route.count):
        stop = p.stops[route.first + position]
        order = p.orders[stop.order]
        sooner = sooner_s(p, r, position, spared_s)
        soonest_s = max(soonest_s, sooner)
        late_s = max(0, stop.start - order.due)
        minutes += p.weights[LATENESS] * order.lateness_weight * min(late_s, sooner) / 60.0
        if order.planned_start != NEVER:
            minutes += p.weights[MOVED] * max(sooner, order.planned_start - stop.start) / 60.0
        if order.created != NEVER:
            minutes += p.weights[RESPONSE] * sooner / 60.0
    return float(minutes + p.weights[LATENESS_MAX] * min(route.late_max_s, soonest_s) / 60.0)
