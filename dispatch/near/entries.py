"""Gaps of routes entered into their buckets, and struck out again, while orders are given out. Compiled."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NOBODY, Arrays, Records
from dispatch.evaluator.days import put, take
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry
from dispatch.evaluator.visits import place_before
from dispatch.near.bounds import MARGIN, ROUGH_M, straight_m, x_of, y_of, z_of
from dispatch.near.lows import kind_of, lows_of
from dispatch.near.rows import Near
from geo.places import EARTH_RADIUS_M


@compiled_entry
def legs_of(p: Arrays, first: int, last: int, legs: Records) -> None:
    """Write down the legs of all gaps of the routes `first` to `last` (exclusive); no route where it is frozen."""
    for r in range(first, last):
        route = p.routes[r]
        for position in range(route.room + 1):
            gap = route.first + r + position
            leg = legs[gap - p.routes[first].first - first]
            leg.route, leg.gap = NOBODY, gap
            if not route.fixed <= position <= route.count:
                continue
            leg.route, leg.kind = r, kind_of(p, r, position)
            leg.begins = leg.ends = place_before(p, r, position)
            if place_behind(p, r, position) != NOBODY:
                leg.ends = place_behind(p, r, position)


@compiled_entry
def enter_all(p: Arrays, x: Near, legs: Records, buckets: npt.NDArray[np.int32], turn: npt.NDArray[np.int64]) -> None:
    """Enter gaps into their buckets, which have room for them, and price their technicians' days.

    Parameters
    ----------
    legs, buckets
        Of gaps of some routes, one route behind the other.
    turn
        Which of the legs are entered, in this order.
    """
    for n in turn:
        enter(p, x, legs[n].route, legs[n].gap, buckets[n])
    technician = NOBODY
    for n in range(legs.shape[0]):
        if legs[n].route != NOBODY and p.routes[legs[n].route].technician != technician:
            technician = p.routes[legs[n].route].technician
            price_days(p, x, technician)


@compiled_entry
def give(p: Arrays, x: Near, order: tuple[int, int, int], buckets: tuple[int, int]) -> bool:
    """Put an order into a route at a position, and enter the two gaps that come of the one; is every rule kept?

    Parameters
    ----------
    order
        The order, the route, and the position.
    buckets
        Of the gaps before the order and behind it. They have room.
    """
    i, r, position = order
    kept = put(p, r, position, i)
    own = p.routes[r].first + r
    strike(x, own + position)
    for gap in range(own + p.routes[r].count, own + position + 1, -1):
        x.gaps[gap].bucket, x.gaps[gap].at = x.gaps[gap - 1].bucket, x.gaps[gap - 1].at
        x.entries[x.gaps[gap].at].gap = gap
    enter(p, x, r, own + position, buckets[0])
    enter(p, x, r, own + position + 1, buckets[1])
    price_days(p, x, p.routes[r].technician)
    return kept


@compiled_entry
def take_out(p: Arrays, x: Near, r: int, position: int) -> None:
    """Take a stop out of route `r`, and all gaps of the route out of their buckets."""
    strike_route(p, x, r)
    take(p, r, position)


@compiled_entry
def strike_route(p: Arrays, x: Near, r: int) -> None:
    """Take all gaps of route `r` out of their buckets."""
    first = p.routes[r].first + r
    for gap in range(first, first + p.routes[r].room + 1):
        if x.gaps[gap].bucket != NOBODY:
            strike(x, gap)


@compiled_apart
def enter(p: Arrays, x: Near, r: int, gap: int, bucket: int) -> None:
    """Enter a gap of route `r` into its bucket, which has room; time and price are for `lows_of`."""
    holds = x.buckets[bucket]
    at = holds.first + holds.count
    holds.count += 1
    x.gaps[gap].bucket, x.gaps[gap].at = bucket, at
    entry, k = x.entries[at], p.routes[r].technician
    x.profiles[at] = x.profile_of[k]
    entry.gap, entry.technician = gap, k
    entry.service_factor = p.technicians[k].service_factor
    slowness = p.network.detour / p.network.speed_ms * p.network.least_factor / p.technicians[k].speed_factor
    entry.pace = slowness * (1.0 - MARGIN)
    position = gap - p.routes[r].first - r
    begins, ends = place_before(p, r, position), place_behind(p, r, position)
    begin_x, begin_y, begin_z = x_of(p, begins), y_of(p, begins), z_of(p, begins)
    end_x, end_y, end_z = begin_x, begin_y, begin_z
    entry.way_m = -1.0
    if ends != NOBODY:
        end_x, end_y, end_z = x_of(p, ends), y_of(p, ends), z_of(p, ends)
    line_m = straight_m(end_x - begin_x, end_y - begin_y, end_z - begin_z)
    way_m = 2.0 * EARTH_RADIUS_M * math.asin(min(1.0, line_m / (2.0 * EARTH_RADIUS_M))) * (1.0 + MARGIN)
    if ends != NOBODY:
        entry.way_m = way_m if p.routes[r].count > 0 else 0.0  # who has nothing to do does not drive home either
    entry.begin_x, entry.begin_y, entry.begin_z = begin_x, begin_y, begin_z
    entry.end_x, entry.end_y, entry.end_z = end_x, end_y, end_z
    half_m = way_m / 2.0 + ROUGH_M
    middle_x, middle_y, middle_z = (begin_x + end_x) / 2.0, (begin_y + end_y) / 2.0, (begin_z + end_z) / 2.0
    away_m = straight_m(middle_x - holds.x, middle_y - holds.y, middle_z - holds.z)
    holds.reach_m = max(holds.reach_m, away_m + half_m)
    group = x.groups[holds.group]
    group.half_m = max(group.half_m, half_m)


@compiled
def place_behind(p: Arrays, r: int, position: int) -> int:
    """Place to which route `r` drives from a stop put in at `position`; NOBODY if nothing lies behind."""
    route = p.routes[r]
    if position < route.count:
        return int(p.stops[route.first + position].place)
    return int(p.technicians[route.technician].end)


@compiled
def strike(x: Near, gap: int) -> None:
    """Take a gap out of its bucket; the last of the bucket takes its row."""
    bucket = x.buckets[x.gaps[gap].bucket]
    at = x.gaps[gap].at
    bucket.count -= 1
    last = bucket.first + bucket.count
    x.entries[at] = x.entries[last]
    x.profiles[at] = x.profiles[last]
    x.gaps[x.entries[at].gap].at = at
    x.gaps[gap].bucket = NOBODY


@compiled
def price_days(p: Arrays, x: Near, k: int) -> None:
    """Work out what all gaps of technician `k` say of time and price."""
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        lows_of(p, x, r)
