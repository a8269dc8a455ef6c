"""What is a point of a Chinese map in WGS-84, and back? Three datums: WGS-84, GCJ-02, BD-09.

Chinese maps must shift what they show: GCJ-02 by some hundred metres that change with the place, BD-09 (Baidu) by
about a kilometre more. Neither is published; the formulas are those that all open libraries share, here after
wandergis/coordtransform (``src/index.ts``) and googollee/eviltransform. They take WGS-84 to the other datums; the way
back has no formula and is iterated, to far less than a millimetre.

The shift holds in the rectangle that coordtransform gives for China, latitude 3.86 to 53.55 and longitude 73.66 to
135.05, judged by the point in WGS-84. The libraries end it at the edge at once, so that near the edge two points become
one and some points come from nowhere. Here it fades to nothing over the next `FADE_DEG` outside: inside, the published
formula; beyond, the point untouched; and every way leads back, on the edge too.
"""

from __future__ import annotations

import math

from geo.errors import UnknownDatumError
from geo.places import LatLng

DATUMS = ("WGS-84", "GCJ-02", "BD-09")

SOUTH, NORTH, WEST, EAST = 3.86, 53.55, 73.66, 135.05
"""The rectangle in which Chinese datums differ from WGS-84, degrees."""

FADE_DEG = 0.1
"""Over how many degrees outside the rectangle the shift fades; it is below 0.02 there, so the way back stays unique."""

_A, _E2 = 6_378_245.0, 0.006_693_421_622_965_943_23
"""Half axis in metres and squared eccentricity of the ellipsoid of Krasovsky (1940)."""

_BAIDU = math.pi * 3000.0 / 180.0
_ROUNDS, _CLOSE_DEG = 60, 1e-13


def from_wgs84(point: LatLng, datum: str) -> LatLng:
    """Where does a map of `datum` show the place that WGS-84 has at `point`?

    Raises
    ------
    UnknownDatumError
        If `datum` is none of `DATUMS`.
    """
    _require(datum)
    fade = _fade(point.lat, point.lng)
    if datum == "WGS-84" or fade == 0.0:
        return point
    lat_shift, lng_shift = _shift(point.lat, point.lng, datum)
    return LatLng(lat=point.lat + fade * lat_shift, lng=point.lng + fade * lng_shift)


def to_wgs84(point: LatLng, datum: str) -> LatLng:
    """Where in WGS-84 lies what a map of `datum` shows at `point`?

    The fixed point of ``w = point - shift(w)``: the shift changes by less than a fifth of what the place changes, so
    each round leaves less than a fifth of the error, and inside the rectangle less than a thirtieth.

    Raises
    ------
    UnknownDatumError
        If `datum` is none of `DATUMS`.
    """
    _require(datum)
    if datum == "WGS-84" or _is_far(point.lat, point.lng):
        return point
    lat, lng = point.lat, point.lng
    for _ in range(_ROUNDS):
        fade = _fade(lat, lng)
        lat_shift, lng_shift = _shift(lat, lng, datum) if fade > 0.0 else (0.0, 0.0)
        next_lat, next_lng = point.lat - fade * lat_shift, point.lng - fade * lng_shift
        moved = max(abs(next_lat - lat), abs(next_lng - lng))
        lat, lng = next_lat, next_lng
        if moved < _CLOSE_DEG:
            break
    return LatLng(lat=lat, lng=lng)


def _require(datum: str) -> None:
    if datum not in DATUMS:
        raise UnknownDatumError(f"is {datum!r}, must be one of {', '.join(DATUMS)}", "datum")


def _is_far(lat: float, lng: float) -> bool:
    """So far outside that no shifted point can lie here."""
    reach = 2.0 * FADE_DEG
    return not (SOUTH - reach < lat < NORTH + reach and WEST - reach < lng < EAST + reach)


def _fade(lat: float, lng: float) -> float:
    """How much of the shift holds at a point of WGS-84: 1 in the rectangle, 0 from `FADE_DEG` outside on."""
    outside = max(SOUTH - lat, lat - NORTH, WEST - lng, lng - EAST, 0.0)
    return max(0.0, 1.0 - outside / FADE_DEG)


def _shift(lat: float, lng: float, datum: str) -> tuple[float, float]:
    """Degrees of latitude and longitude by which `datum` differs at a point of WGS-84."""
    gcj_lat, gcj_lng = _gcj_shift(lat, lng)
    if datum == "GCJ-02":
        return gcj_lat, gcj_lng
    y, x = lat + gcj_lat, lng + gcj_lng
    z = math.hypot(x, y) + 0.00002 * math.sin(y * _BAIDU)
    theta = math.atan2(y, x) + 0.000003 * math.cos(x * _BAIDU)
    return z * math.sin(theta) + 0.006 - lat, z * math.cos(theta) + 0.0065 - lng


def _gcj_shift(lat: float, lng: float) -> tuple[float, float]:
    """Metres from the formula, told in degrees of the ellipsoid's meridian and parallel."""
    x, y = lng - 105.0, lat - 35.0
    root, ripple = math.sqrt(abs(x)), 20.0 * _wave(x, 6.0) + 20.0 * _wave(x, 2.0)
    north_m = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (ripple + 20.0 * _wave(y) + 40.0 * _wave(y / 3.0)) * 2.0 / 3.0
    north_m += (160.0 * _wave(y / 12.0) + 320.0 * _wave(y / 30.0)) * 2.0 / 3.0
    east_m = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (ripple + 20.0 * _wave(x) + 40.0 * _wave(x / 3.0)) * 2.0 / 3.0
    east_m += (150.0 * _wave(x / 12.0) + 300.0 * _wave(x / 30.0)) * 2.0 / 3.0

    sine = math.sin(math.radians(lat))
    w = 1.0 - _E2 * sine * sine
    meridian_m = _A * (1.0 - _E2) / (w * math.sqrt(w))
    parallel_m = _A / math.sqrt(w) * math.cos(math.radians(lat))
    return math.degrees(north_m / meridian_m), math.degrees(east_m / parallel_m)


def _wave(half_turns: float, times: float = 1.0) -> float:
    return math.sin(half_turns * times * math.pi)
