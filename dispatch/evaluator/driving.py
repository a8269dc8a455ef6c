"""Ways between places, compiled: how long, how far, in which traffic, and free of absences?"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_entry
from geo.places import EARTH_RADIUS_M

DEGREE = math.pi / 180.0

NEAR = 0.0095
"""Half an angle, in radians, below which the series of `sine_near` and `arcsine_near` are as good as the library."""

NO_WAY = -1.0
"""Seconds of a way that does not exist."""


@compiled_entry
def base_s(p: Arrays, origin: int, destination: int) -> float:
    """Seconds of driving from one place to another, before traffic and rounding; `NO_WAY` if there is no way."""
    net = p.network
    if net.by_matrix:
        return float(net.durations_s[origin, destination])
    return great_circle_m(p, origin, destination) / net.speed_ms


@compiled_entry
def metres(p: Arrays, origin: int, destination: int) -> int:
    """Metres from one place to another, rounded half to even; 0 where nobody asks or knows, or there is no way."""
    net = p.network
    if not net.by_matrix:
        return round(great_circle_m(p, origin, destination))
    if net.distances_m.shape[0] == 0:
        return 0
    return int(max(0, net.distances_m[origin, destination]))


@compiled
def great_circle_m(p: Arrays, origin: int, destination: int) -> float:
    """Metres by the haversine formula of `geo.places.haversine_m`, times the detour.

    Angles of less than `NEAR` (some 120 km) take the series of sine and arcsine instead of the library's functions:
    the same to the last bit or two, in a quarter of the time.
    """
    net = p.network
    lat = (net.points[destination].lat_rad - net.points[origin].lat_rad) / 2.0
    lng = (net.points[destination].lng_deg - net.points[origin].lng_deg) * DEGREE / 2.0
    near = max(abs(lat), abs(lng)) < NEAR
    half_lat = sine_near(lat) if near else math.sin(lat)
    half_lng = sine_near(lng) if near else math.sin(lng)
    root = math.sqrt(
        half_lat * half_lat + net.points[origin].cos_lat * net.points[destination].cos_lat * half_lng * half_lng
    )
    angle = arcsine_near(root) if near else math.asin(min(1.0, root))
    return 2.0 * EARTH_RADIUS_M * angle * net.detour


@compiled_entry
def sine_near(x: float) -> float:
    """Sine of an angle of less than `NEAR` radians: its series up to the seventh power, what follows is under 1e-22."""
    square = x * x
    return x * (1.0 - square * (1.0 / 6.0 - square * (1.0 / 120.0 - square / 5040.0)))


@compiled_entry
def arcsine_near(x: float) -> float:
    """Arcsine of at most 1.5 `NEAR`: its series up to the seventh power, what follows is under 1e-17 of it."""
    square = x * x
    return x * (1.0 + square * (1.0 / 6.0 + square * (3.0 / 40.0 + square * (15.0 / 336.0))))


@compiled
def same_place(p: Arrays, a: int, b: int) -> bool:
    """Are two places one?"""
    net = p.network
    if a == b or net.points.shape[0] == 0:
        return bool(a == b)
    return bool(net.points[a].lat_rad == net.points[b].lat_rad and net.points[a].lng_deg == net.points[b].lng_deg)


@compiled
def turn_at(p: Arrays, t: int) -> int:
    """Which stretch of traffic holds at instant `t`?"""
    turns = p.network.turns
    low, high = 0, turns.shape[0]
    while high - low > 1:
        middle = (low + high) // 2
        if turns[middle].begins <= t:
            low = middle
        else:
            high = middle
    return low


@compiled
def driven_s(p: Arrays, k: int, base: float, turn: int) -> int:
    """Whole seconds of a way for technician `k` in a stretch of traffic; 0 where there is no way."""
    return int(max(0, math.ceil(base * p.network.turns[turn].factor / p.technicians[k].speed_factor - 1e-9)))


@compiled_entry
def drive_s(p: Arrays, k: int, base: float, departs: int) -> int:
    """Whole seconds of a way for technician `k` who departs at instant `departs`; 0 where there is no way."""
    return driven_s(p, k, base, turn_at(p, departs))


@compiled
def home_base_s(p: Arrays, k: int, place: int) -> float:
    """Seconds from `place` to where technician `k` ends the day; 0 without an end, `NO_WAY` if there is none."""
    end = p.technicians[k].end
    return 0.0 if end == NOBODY else base_s(p, place, end)


@compiled
def home_metres(p: Arrays, k: int, place: int) -> int:
    """Metres from `place` to where technician `k` ends the day; 0 without an end."""
    end = p.technicians[k].end
    return 0 if end == NOBODY else metres(p, place, end)


@compiled
def clash(p: Arrays, k: int, begin: int, end: int) -> int:
    """The first absence in `p.absences` of technician `k` that a second of ``[begin, end)`` lies in; NOBODY if none."""
    if end > begin:
        for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
            if begin < p.absences[a].closes and end > p.absences[a].opens:
                return a
    return NOBODY


@compiled
def absent_from(p: Arrays, k: int, t: int) -> int:
    """When does the first absence of technician `k` begin that does so at `t` or later?"""
    begins = ALWAYS
    for a in range(p.technicians[k].absence_first, p.technicians[k].absence_last):
        if p.absences[a].opens >= t:
            begins = min(begins, p.absences[a].opens)
    return begins


@compiled
def at_least_s(p: Arrays, k: int, base: float) -> int:
    """Seconds that a way takes technician `k` at the very least, whatever the hour."""
    return int(max(0, math.ceil(base * p.network.least_factor / p.technicians[k].speed_factor - 1e-9)))


@compiled
def at_most_s(p: Arrays, k: int, base: float) -> int:
    """Seconds that a way takes technician `k` at the very most, whatever the hour."""
    return int(max(0, math.ceil(base * p.network.most_factor / p.technicians[k].speed_factor - 1e-9)))
