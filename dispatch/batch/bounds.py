"""How little may an order cost with a technician? A floor under the evaluator's price, from places and windows alone.

Places are points in space, scaled so that the straight line between two is no more than the seconds of driving. Whoever
lies further off than the best price found so far cannot beat it, and need not be asked. The floors hold for great
circles, where a detour is never negative; for a matrix there are none, and everybody is asked.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.arrays import NEVER, NOBODY, Arrays, Network
from dispatch.kernel import compiled_inside
from dispatch.objectives import BALANCE, DISTANCE, LATENESS, RESPONSE, TRAVEL, UNITS, WAITING
from dispatch.visits import place_before
from dispatch.windows import window_begin, window_end
from geo.places import EARTH_RADIUS_M

Floats = npt.NDArray[np.float64]

(
    X,
    Y,
    Z,
    RADIUS,
    LONGEST,
    NO_END,
    PACE,
    EXCESS,
    SERVES,
    WORKED,
    READY,
    SURE,
    IDLE,
    FIRST_LATEST,
    FIRST_GIVES,
    GIVES,
    LOOSE,
    REACHES,
) = range(18)
"""Rows of a reach, one column for each technician; seconds unless said otherwise.

- X, Y, Z, RADIUS: a ball around the places of the days; LONGEST: the longest leg that an order may replace. All of them
  before traffic and speed factor.
- NO_END: infinite if there is a way home, else 0.
- PACE: what a second of way takes at least; EXCESS: by how much the rest of the driving may become less.
- SERVES: service factor. WORKED: seconds of work over all days. READY: first instant to set off at.
- SURE: minutes that any order costs at least, whatever it is.
- IDLE: waiting that an order may fill.
- FIRST_LATEST: last start of a first stop; FIRST_GIVES: by how much the departure may be later if an order is put
  before it, and GIVES if anywhere.
- LOOSE: setup and breaks that may come to lie in the day, and by how much its end may become earlier.
"""

ROUNDING_S = 2.0


class Sought(NamedTuple):
    """An order as its floors see it: place, service, setup, first and last start, and minutes for a second of a thing.

    `base_min` goes with every floor. Where waiting costs more than driving, a longer way may be cheaper, so that any
    waiting may be filled: `any_filling_s` is infinite then, else 0.
    """

    place: int
    x: float
    y: float
    z: float
    service_s: float
    setup_s: float
    opens: float
    closes: float
    due: float
    travel: float
    way: float
    waiting: float
    response: float
    late: float
    balance: float
    base_min: float
    any_filling_s: float


def points_of(network: Network, weights: Floats) -> Floats:
    """Places in space, shape (n_places, 3), seconds of driving as the crow flies; none where there are no floors."""
    if network.by_matrix or (weights < 0.0).any():
        return np.zeros((0, 3))
    lng_rad, cos_lat = np.radians(network.points["lng_deg"]), network.points["cos_lat"]
    scale_s = EARTH_RADIUS_M * network.detour / network.speed_ms
    east, north = cos_lat * np.cos(lng_rad), cos_lat * np.sin(lng_rad)
    return np.ascontiguousarray(np.stack([east, north, np.sin(network.points["lat_rad"])], axis=1) * scale_s)


@compiled_inside
def sought(p: Arrays, i: int, points: Floats) -> Sought:
    """Order `i` as its floors see it."""
    order = p.orders[i]
    has_points = points.shape[0] > 0
    place = int(order.place) if has_points else 0
    response = p.weights[RESPONSE] / UNITS[RESPONSE] if order.created != NEVER else 0.0
    travel, waiting = p.weights[TRAVEL] / UNITS[TRAVEL], p.weights[WAITING] / UNITS[WAITING]
    metre = p.weights[DISTANCE] / UNITS[DISTANCE]
    return Sought(
        place,
        points[place, 0] if has_points else 0.0,
        points[place, 1] if has_points else 0.0,
        points[place, 2] if has_points else 0.0,
        float(order.service_s),
        float(order.setup_s),
        float(max(window_begin(p, i), order.lock_from, p.frozen)),
        float(min(window_end(p, i), order.lock_until)),
        float(order.due),
        travel,
        metre * p.network.speed_ms,
        waiting,
        response,
        p.weights[LATENESS] / UNITS[LATENESS] * order.lateness_weight,
        p.weights[BALANCE] / 3600.0**2,
        -response * order.created - 2.0 * metre - 1e-6,  # metres are rounded
        math.inf if waiting > travel else 0.0,
    )


@compiled_inside
def floor_each(s: Sought, reach: Floats, floor_min: Floats) -> None:
    """Write a floor under the price of an order for everybody, by the balls that hold their places."""
    for k in range(floor_min.shape[0]):
        floor_min[k] = floor_of(s, reach, k)


@compiled_inside
def floor_of(s: Sought, reach: Floats, k: int) -> float:
    """The floor for technician `k`. Without a branch or a record, so that `floor_each` may run four at a time."""
    x, y, z = reach[X, k] - s.x, reach[Y, k] - s.y, reach[Z, k] - s.z
    leg = max(0.0, math.sqrt(x * x + y * y + z * z) - reach[RADIUS, k])
    detour = max(0.0, min(2.0 * leg - reach[LONGEST, k], leg + reach[NO_END, k]))
    start = max(s.opens, reach[READY, k] + leg * reach[PACE, k])
    gives_s = reach[FIRST_GIVES, k] if s.opens + s.service_s * reach[SERVES, k] <= reach[FIRST_LATEST, k] else 0.0
    return priced(s, reach, k, detour, start, gives_s)


@compiled_inside
def priced(s: Sought, reach: Floats, k: int, detour: float, start: float, gives_s: float) -> float:
    """The floor for technician `k` with a detour of so many seconds of way, a start, and a departure that may move."""
    travel_s = detour * reach[PACE, k] - reach[EXCESS, k]
    service_s = s.service_s * reach[SERVES, k]
    longer_s = max(gives_s, service_s + s.setup_s + reach[GIVES, k]) + reach[LOOSE, k] + travel_s + ROUNDING_S
    filled_s = min(reach[IDLE, k], longer_s + s.any_filling_s)
    more_s = max(-reach[WORKED, k], travel_s + service_s - reach[LOOSE, k] - 1.0)
    minutes = s.base_min + reach[SURE, k] + s.travel * travel_s + s.way * detour - s.waiting * filled_s
    minutes += s.response * start + s.late * max(0.0, start - s.due)
    return minutes + s.balance * more_s * (2.0 * reach[WORKED, k] + more_s)


@compiled_inside
def floor_by_legs(p: Arrays, s: Sought, k: int, points: Floats, reach: Floats) -> float:
    """A higher floor for technician `k`: over every leg that windows leave; infinite if they leave none."""
    technician = p.technicians[k]
    pace, service_s = reach[PACE, k], s.service_s * reach[SERVES, k] - 1e-3
    least = math.inf
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        ready = float(max(route.opens, p.now))
        if route.fixed > 0:
            last = p.stops[route.first + route.fixed - 1]
            ready = max(ready, float(last.start + last.service_s))
        before = apart(points, place_before(p, r, route.fixed), s.place)
        for position in range(route.fixed, route.count + 1):
            if ready > s.closes:
                break
            start = max(s.opens, ready + before * pace)
            closes = float(route.closes)
            gives_s = reach[FIRST_GIVES, k] if position == 0 and route.count > 0 else 0.0
            if position < route.count:
                stop = p.stops[route.first + position]
                after, replaced = apart(points, s.place, p.orders[stop.order].place), max(0.0, stop.way_s)
                closes = min(closes, float(min(stop.until, window_end(p, stop.order))))
                ready = max(ready + replaced * pace, float(max(stop.told, window_begin(p, stop.order))))
                ready += stop.service_s
            else:
                after = apart(points, s.place, technician.end) if technician.end != NOBODY else 0.0
                replaced = max(0.0, route.home_way_s)
            if start <= s.closes and start + service_s + after * pace <= closes + 1e-3:
                least = min(least, priced(s, reach, k, max(0.0, before + after - replaced), start, gives_s))
            before = after
    return least


@compiled_inside
def apart(points: Floats, a: int, b: int) -> float:
    """Straight line between two places, in seconds of driving before traffic."""
    x, y, z = points[a, 0] - points[b, 0], points[a, 1] - points[b, 1], points[a, 2] - points[b, 2]
    return math.sqrt(x * x + y * y + z * z)
