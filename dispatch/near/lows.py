"""What do the gaps of a route say of time and price, whatever the order? Compiled; worked out when a route changes.

An order put in costs its detour and what its start costs: see `dispatch.near.bounds`. All else can only get dearer,
except what is taken back from what the route costs already: time waited, lateness, overtime, stops moved. That is
`ENTRY.low_min`, in minutes.
"""

from __future__ import annotations

from dispatch.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.driving import least_factor
from dispatch.kernel import compiled
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
from dispatch.windows import window_begin

ROUNDED_S = 2
"""Seconds by which a route may get shorter, as each leg is rounded up."""

ROUNDED_M = 2
"""The same for metres, which are rounded to the nearest."""

LAST = 2**31 - 1
"""The last second that an entry can hold."""


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
    """Work out what the gaps of route `r` say of time and price, and let no bucket or group say more."""
    route = p.routes[r]
    low_min = low_of(p, r)
    sure = is_sure(p, r)
    for position in range(route.fixed, route.count + 1):
        gap = x.gaps[route.first + r + position]
        entry, bucket = x.entries[gap.at], x.buckets[gap.bucket]
        entry.ready = min(LAST, max(-LAST, ready_in(p, r, position)))
        entry.closes = min(LAST, max(-LAST, closes_in(p, r, position)))
        entry.low_min = low_min
        if not waits_at_price(p):
            entry.low_min -= p.weights[WAITING] * route.waiting_s / 60.0
        elif not sure or position == 0:
            entry.low_min -= first_waits_min(p, r, sure)
        group = x.groups[bucket.group]
        bucket.low_min = min(bucket.low_min, entry.low_min)
        group.low_min = min(group.low_min, entry.low_min)
        group.closes = max(group.closes, entry.closes)


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
