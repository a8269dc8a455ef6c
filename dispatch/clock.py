"""The clock of a route, compiled: driving seconds, and the earliest and latest that a stop may start.

A stop occupies its technician from its start until the next place is reached: service, and the driving that follows at
once. That whole stretch must be free of absences; waiting need not be.
"""

from __future__ import annotations

import math

from dispatch.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.kernel import compiled
from geo.places import EARTH_RADIUS_M

DEGREE = math.pi / 180.0

NEAR = 0.0095
"""Half an angle, in radians, below which the series of `sine_near` and `arcsine_near` are as good as the library."""


@compiled
def drive_s(p: Arrays, origin: int, destination: int) -> int:
    """Seconds of driving from one place to another, rounded up; -1 if there is no way.

    The haversine formula of `geo.places.haversine_m`. Angles of less than `NEAR` (some 120 km) take the series of sine
    and arcsine instead of the library's functions: the same to the last bit or two, in a quarter of the time.
    """
    net = p.network
    if net.by_matrix:
        return int(net.durations_s[origin, destination])
    lat = (net.lat_rad[destination] - net.lat_rad[origin]) / 2.0
    lng = (net.lng_deg[destination] - net.lng_deg[origin]) * DEGREE / 2.0
    near = max(abs(lat), abs(lng)) < NEAR
    half_lat = sine_near(lat) if near else math.sin(lat)
    half_lng = sine_near(lng) if near else math.sin(lng)
    root = math.sqrt(half_lat * half_lat + net.cos_lat[origin] * net.cos_lat[destination] * half_lng * half_lng)
    angle = arcsine_near(root) if near else math.asin(min(1.0, root))
    metres = 2.0 * EARTH_RADIUS_M * angle * net.detour
    return max(0, math.ceil(metres / net.speed_ms - 1e-9))


@compiled
def sine_near(x: float) -> float:
    """Sine of an angle of less than `NEAR` radians: its series up to the seventh power, what follows is under 1e-22."""
    square = x * x
    return x * (1.0 - square * (1.0 / 6.0 - square * (1.0 / 120.0 - square / 5040.0)))


@compiled
def arcsine_near(x: float) -> float:
    """Arcsine of at most 1.5 `NEAR`: its series up to the seventh power, what follows is under 1e-17 of it."""
    square = x * x
    return x * (1.0 + square * (1.0 / 6.0 + square * (3.0 / 40.0 + square * (15.0 / 336.0))))


@compiled
def clashes(p: Arrays, a: int, t: int, length_s: int) -> bool:
    """Do `length_s` seconds from `t` on overlap absence `a`? Both are half-open."""
    return bool(t < p.absences[a].closes and t + length_s > p.absences[a].opens)


@compiled
def earliest_slot(p: Arrays, k: int, t: int, length_s: int) -> int:
    """First instant from `t` on at which technician `k` is free for `length_s` seconds."""
    if length_s <= 0:
        return t
    moved = True
    while moved:
        moved = False
        for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
            if clashes(p, a, t, length_s):
                t = p.absences[a].closes
                moved = True
    return t


@compiled
def latest_slot(p: Arrays, k: int, t: int, length_s: int) -> int:
    """Last instant until `t` at which technician `k` is free for `length_s` seconds."""
    if length_s <= 0:
        return t
    moved = True
    while moved:
        moved = False
        for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
            if clashes(p, a, t, length_s):
                t = p.absences[a].opens - length_s
                moved = True
    return t


@compiled
def earliest_start(p: Arrays, i: int, k: int, t: int, busy_s: int) -> int:
    """First start of order `i` from `t` on that is in a window and leaves `k` free for `busy_s`; ALWAYS if none."""
    order = p.orders[i]
    while True:
        start = ALWAYS if order.window_last > order.window_first else t
        for w in range(order.window_first, order.window_last):
            if p.windows[w].closes >= t:
                start = min(start, max(t, p.windows[w].opens))
        if start == ALWAYS:
            return ALWAYS
        t = earliest_slot(p, k, start, busy_s)
        if t == start:
            return start


@compiled
def latest_start(p: Arrays, i: int, k: int, t: int, busy_s: int) -> int:
    """Last start of order `i` until `t` that is in a window and leaves `k` free for `busy_s`; NEVER if none."""
    order = p.orders[i]
    while True:
        start = NEVER if order.window_last > order.window_first else t
        for w in range(order.window_first, order.window_last):
            if p.windows[w].opens <= t:
                start = max(start, min(t, p.windows[w].closes))
        if start == NEVER:
            return NEVER
        t = latest_slot(p, k, start, busy_s)
        if t == start:
            return start


@compiled
def place_before(p: Arrays, r: int, position: int) -> int:
    """Place from which route `r` drives to what stands at `position`."""
    route = p.routes[r]
    if position == 0:
        return int(p.technicians[route.technician].start)
    return int(p.orders[p.stops[route.first + position - 1].order].place)


@compiled
def ready_at(p: Arrays, r: int, position: int) -> int:
    """Instant from which route `r` may set off to what stands at `position`, `now` not yet minded."""
    route = p.routes[r]
    if position == 0:
        return int(route.opens)
    before = p.stops[route.first + position - 1]
    return int(before.start + p.orders[before.order].service_s)


@compiled
def leg_after_s(p: Arrays, r: int, position: int) -> int:
    """Seconds driven after the stop at `position`: to the next stop, or home; 0 without an end or a way."""
    route = p.routes[r]
    if position + 1 < route.count:
        return max(0, int(p.stops[route.first + position + 1].leg_s))
    return max(0, int(route.home_s))


@compiled
def home_leg_s(p: Arrays, k: int, place: int) -> int:
    """Seconds from `place` to where technician `k` ends the day; 0 without an end, -1 if there is no way."""
    end = p.technicians[k].end
    return 0 if end == NOBODY else drive_s(p, place, end)


@compiled
def arrive_at(p: Arrays, k: int, ready: int, leg_s: int, first: bool) -> int:
    """When is `k`, ready at `ready`, at a place `leg_s` away, setting off neither in the past nor in an absence?

    The first leg may begin whenever it likes; the others begin when the stop before is finished, which
    `earliest_start` has kept free. Only where that lies in the past does the technician set off later: from `now` on.
    """
    if first or ready < p.now:
        return earliest_slot(p, k, max(ready, p.now), leg_s) + leg_s
    return ready + leg_s


@compiled
def next_start(p: Arrays, r: int, position: int, arrival: int) -> int:
    """Start of the stop at `position` of route `r` if its place is reached at `arrival`; ALWAYS if there is none."""
    route = p.routes[r]
    stop = p.stops[route.first + position]
    busy_s = p.orders[stop.order].service_s + leg_after_s(p, r, position)
    return earliest_start(p, stop.order, route.technician, max(arrival, stop.told), busy_s)


@compiled
def window_begin(p: Arrays, i: int) -> int:
    """Instant before which order `i` may never start."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    opens = NEVER if first == last else ALWAYS
    for w in range(first, last):
        opens = min(opens, p.windows[w].opens)
    return opens


@compiled
def window_end(p: Arrays, i: int) -> int:
    """Instant after which order `i` may never start."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    closes = ALWAYS if first == last else NEVER
    for w in range(first, last):
        closes = max(closes, p.windows[w].closes)
    return closes
