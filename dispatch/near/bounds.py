"""What does an order cost at least in a gap, in a bucket of gaps, or in any gap so far away? Compiled lower bounds.

The detour has the price of driving, an early start is worth what patience costs; what else there is to it the gap has
said beforehand: see `dispatch.near.lows`. Straight lines through the earth stand for ways over it. They are shorter by
a thousandth at 1 000 km, and need neither sine nor arcsine, nor care at the poles or where longitude jumps.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NEVER, NOBODY, Arrays
from dispatch.evaluator.driving import DEGREE
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.windows import open_from, window_end
from dispatch.near.lows import ROUNDED_S, waits_at_price
from dispatch.near.rows import GROUPS, Near
from dispatch.objectives import DISTANCE, RESPONSE, TRAVEL, WAITING
from geo.places import EARTH_RADIUS_M

MARGIN = 1e-6
"""By what part of itself, and of a minute, a bound must exceed the best price: much more than is lost to rounding."""

ROUGH_M = 0.5
"""By how much a straight line may come out too long, as entries hold coordinates in single precision."""

FURTHEST_M = 5_000_000.0
"""What lies beyond so many rings counts as no further off than this. Up to a quarter of the earth's girth from the
middle of a leg, the ways to its two ends are together no shorter than twice the way to the middle: turn the place half
around the middle."""


@compiled
def x_of(p: Arrays, place: int) -> float:
    """Metres from the middle of the earth towards longitude 0 on the equator."""
    point = p.network.points[place]
    return float(EARTH_RADIUS_M * point.cos_lat * math.cos(point.lng_deg * DEGREE))


@compiled
def y_of(p: Arrays, place: int) -> float:
    """Metres from the middle of the earth towards longitude 90° on the equator."""
    point = p.network.points[place]
    return float(EARTH_RADIUS_M * point.cos_lat * math.sin(point.lng_deg * DEGREE))


@compiled
def z_of(p: Arrays, place: int) -> float:
    """Metres from the middle of the earth towards the north pole."""
    return EARTH_RADIUS_M * math.sin(p.network.points[place].lat_rad)


@compiled
def straight_m(x: float, y: float, z: float) -> float:
    """Length of a straight line."""
    return math.sqrt(x * x + y * y + z * z)


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
    q.x, q.y, q.z = x_of(p, order.place), y_of(p, order.place), z_of(p, order.place)
    q.soonest = open_from(p, i, max(p.now, p.frozen, order.lock_from))
    q.latest = min(window_end(p, i), order.lock_until)
    q.service_s = order.service_s
    price = p.weights[TRAVEL] / 60.0
    q.always_min = 0.0
    if waits_at_price(p):
        price -= p.weights[WAITING] / 60.0
        serves = math.ceil(order.service_s * x.pace[1]) + order.setup_s
        q.always_min = -p.weights[WAITING] * serves / 60.0
    q.detour_min = price
    q.metre_min = p.weights[DISTANCE] * p.network.detour / 1000.0
    q.start_min = 0.0 if order.created == NEVER else p.weights[RESPONSE] / 60.0
    q.counts_from = 0 if order.created == NEVER else order.created


@compiled
def start_min(x: Near, soonest: float) -> float:
    """What does the customer's patience cost, if the order starts at `soonest` or whenever it may from then on?"""
    q = x.question[0]
    if q.start_min == 0.0:
        return 0.0
    return float(q.start_min * (max(soonest, float(q.soonest)) - q.counts_from))


@compiled
def beyond_min(p: Arrays, x: Near, away_m: float, ways: float) -> float:
    """What do detour and start cost at least, where the order lies `away_m` further off than half the leg?"""
    q = x.question[0]
    away_m = max(0.0, away_m)
    drive_s = away_m * x.pace[0]
    detour_min = (q.detour_min * drive_s + q.metre_min * away_m) * ways
    return float(q.always_min + detour_min + start_min(x, p.now + drive_s))


@compiled
def bucket_min(p: Arrays, x: Near, s: int) -> float:
    """What does the order cost at least in any gap of a bucket?"""
    q, bucket = x.question[0], x.buckets[s]
    away_m = straight_m(bucket.x - q.x, bucket.y - q.y, bucket.z - q.z) - bucket.reach_m
    return float(bucket.low_min + beyond_min(p, x, away_m, x.groups[bucket.group].ways))


@compiled
def entry_min(x: Near, at: int) -> float:
    """What does the order cost at least in the gap of an entry? Infinite where it certainly cannot be put."""
    q, entry = x.question[0], x.entries[at]
    in_m = straight_m(entry.begin_x - q.x, entry.begin_y - q.y, entry.begin_z - q.z) - ROUGH_M
    starts = max(entry.ready + in_m * entry.pace, float(q.soonest))
    if starts - ROUNDED_S > q.latest:
        return math.inf
    out_m, way_m = 0.0, 0.0
    if entry.way_m >= 0.0:
        out_m = straight_m(entry.end_x - q.x, entry.end_y - q.y, entry.end_z - q.z) - ROUGH_M
        way_m = float(entry.way_m)
    if starts + q.service_s * entry.service_factor + out_m * entry.pace - ROUNDED_S > entry.closes:
        return math.inf
    detour_m = max(0.0, in_m + out_m - way_m)
    detour_min = (q.detour_min * entry.pace + q.metre_min) * detour_m
    return float(entry.low_min + q.always_min + detour_min + start_min(x, starts))


@compiled
def is_worse(low_min: float, best_min: float) -> bool:
    """Is what costs at least `low_min` certainly dearer than the best?"""
    return bool(low_min - best_min > MARGIN * (1.0 + abs(low_min) + abs(best_min)))


@compiled
def nobody_beyond(p: Arrays, x: Near, level: int, beyond_m: float) -> bool:
    """Can nobody beat the best in a gap whose leg is in a cell of a level so far from the order, or further?"""
    q = x.question[0]
    for g in range(level * GROUPS, (level + 1) * GROUPS):
        group = x.groups[g]
        if group.half_m < 0.0 or q.soonest > group.closes or q.soonest > q.latest:
            continue
        away_m = min(FURTHEST_M, beyond_m) - group.half_m
        if not is_worse(group.low_min + beyond_min(p, x, away_m, group.ways), q.best_min):
            return False
    return True
