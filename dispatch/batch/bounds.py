"""How little may an order cost with a technician? A floor under the evaluator's price, from places and windows alone.

Places are points in space, scaled so that the straight line between two is no more than the seconds of driving. Whoever
lies further off than the best price found so far cannot beat it, and need not be asked. The floors relax `least_min` of
`dispatch.evaluator.pricing` over all places in the days. They hold for great circles, where a detour is never negative,
and for days in which no stop could start sooner; everybody else is asked.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NEVER, NOBODY, Arrays, Network
from dispatch.evaluator.bounds import has_absences
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.evaluator.pricing import is_calm
from dispatch.evaluator.windows import window_begin
from dispatch.objectives import BALANCE, LATENESS, RATING, RESPONSE, TRAVEL, UNITS, WAITING
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
    LOOSE,
    FIRST_LATEST,
    FIRST_GIVES,
    REACHES,
) = range(17)
"""Rows of a reach, one column for each technician; seconds unless said otherwise.

- X, Y, Z, RADIUS: a ball around the places of the days; LONGEST: the longest leg that an order may replace. All of them
  before traffic and speed factor.
- NO_END: infinite if there is a way home, else 0.
- PACE: what a second of way takes at least; EXCESS: by how much the driving as it is may become less.
- SERVES: service factor. WORKED: seconds of work over all days. READY: first instant to set off at.
- SURE: minutes that any order costs at least, whatever it is; minus infinite if there is no floor.
- IDLE: waiting that an order may fill; LOOSE: by how much more than its own time, setup of the next stop included.
- FIRST_LATEST: last start of a first stop; FIRST_GIVES: how far the departure may move if an order is put before it.
"""

ROUNDING_S = 2.0


class Sought(NamedTuple):
    """An order as its floors see it: place, service, setup, first start and due, and minutes for a second of a thing.

    `base_min` goes with every floor. Where waiting costs more than driving, a longer way may be cheaper, so that any
    waiting may be filled: `any_filling_s` is infinite then, else 0.
    """

    x: float
    y: float
    z: float
    service_s: float
    setup_s: float
    opens: float
    due: float
    travel: float
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


@compiled
def sought(p: Arrays, i: int, points: Floats) -> Sought:
    """Order `i` as its floors see it."""
    order = p.orders[i]
    place = order.place if points.shape[0] > 0 else NOBODY
    response = p.weights[RESPONSE] / UNITS[RESPONSE] if order.created != NEVER else 0.0
    travel, waiting = p.weights[TRAVEL] / UNITS[TRAVEL], p.weights[WAITING] / UNITS[WAITING]
    return Sought(
        points[place, 0] if place != NOBODY else 0.0,
        points[place, 1] if place != NOBODY else 0.0,
        points[place, 2] if place != NOBODY else 0.0,
        float(order.service_s),
        float(order.setup_s),
        float(max(window_begin(p, i), order.lock_from, p.frozen)),
        float(order.due),
        travel,
        waiting,
        response,
        p.weights[LATENESS] / UNITS[LATENESS] * order.lateness_weight,
        p.weights[BALANCE] / 3600.0**2,
        -response * order.created - 1e-6,
        math.inf if waiting > travel else 0.0,
    )


@compiled
def floor_of(s: Sought, reach: Floats, k: int) -> float:
    """The floor for technician `k`, minutes. Without a branch or a record, so that a loop may run four at a time."""
    x, y, z = reach[X, k] - s.x, reach[Y, k] - s.y, reach[Z, k] - s.z
    return floor_at(s, reach, k, max(0.0, math.sqrt(x * x + y * y + z * z) - float(reach[RADIUS, k])))


@compiled
def floor_by_places(p: Arrays, s: Sought, points: Floats, reach: Floats, k: int) -> float:
    """A higher floor for technician `k`, by the nearest of all places of their days."""
    technician = p.technicians[k]
    nearest = apart(points, s, technician.start)
    if technician.end != NOBODY:
        nearest = min(nearest, apart(points, s, technician.end))
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        nearest = min(nearest, apart(points, s, route.begins))
        for j in range(route.first, route.first + route.count):
            nearest = min(nearest, apart(points, s, p.stops[j].place))
    return floor_at(s, reach, k, math.sqrt(nearest))


@compiled
def apart(points: Floats, s: Sought, place: int) -> float:
    """Square of the straight line from an order to a place, in seconds of driving before traffic."""
    x, y, z = points[place, 0] - s.x, points[place, 1] - s.y, points[place, 2] - s.z
    return float(x * x + y * y + z * z)


@compiled
def floor_at(s: Sought, reach: Floats, k: int, leg: float) -> float:
    """The floor for technician `k`, all of whose places are `leg` seconds away at least."""
    detour = max(0.0, min(2.0 * leg - reach[LONGEST, k], leg + reach[NO_END, k]))
    start = max(s.opens, reach[READY, k] + leg * reach[PACE, k])
    travel_s = detour * reach[PACE, k] - reach[EXCESS, k]
    service_s = s.service_s * reach[SERVES, k]
    gives_s = reach[FIRST_GIVES, k] if s.opens + service_s <= reach[FIRST_LATEST, k] else 0.0
    longer_s = max(gives_s, service_s) + s.setup_s + reach[LOOSE, k] + max(0.0, travel_s) + ROUNDING_S
    filled_s = min(reach[IDLE, k], longer_s + s.any_filling_s)
    more_s = max(-reach[WORKED, k], travel_s + service_s - 1.0)
    minutes = s.base_min + reach[SURE, k] + s.travel * travel_s - s.waiting * filled_s
    minutes += s.response * start + s.late * max(0.0, start - s.due)
    return float(minutes + s.balance * more_s * (2.0 * reach[WORKED, k] + more_s))


@compiled_apart
def fathom(p: Arrays, points: Floats, reach: Floats, k: int) -> None:
    """Measure the reach of technician `k` as the days stand."""
    if points.shape[0] == 0:
        return
    technician = p.technicians[k]
    for row in (LONGEST, EXCESS, IDLE, LOOSE, FIRST_GIVES):
        reach[row, k] = 0.0
    reach[NO_END, k] = 0.0 if technician.end == NOBODY else math.inf
    reach[PACE, k] = p.network.least_factor / technician.speed_factor
    reach[SERVES, k] = technician.service_factor
    reach[WORKED, k] = p.worked_s[k]
    reach[READY, k] = reach[SURE, k] = math.inf
    reach[FIRST_LATEST, k] = -math.inf
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        sure_min = p.weights[RATING] * technician.stars_lost if route.count >= technician.free_of_rating else 0.0
        if not (route.legal and only_delays(p, r)):
            sure_min = -math.inf
        reach[SURE, k] = min(reach[SURE, k], sure_min + (technician.fixed_min if route.count == 0 else 0.0))
        reach[READY, k] = min(reach[READY, k], float(max(route.opens, p.now)))
        reach[EXCESS, k] = max(reach[EXCESS, k], 1.0 + route.travel_s - route.travel_least_s)
        loosen(p, r, reach, k)
    if reach[READY, k] == math.inf:
        reach[READY, k] = 0.0  # no shift at all: SURE is infinite
    surround(p, points, reach, k)


@compiled
def only_delays(p: Arrays, r: int) -> bool:
    """Is it certain that no order put into route `r` lets another stop start sooner, or moves one before it?"""
    route = p.routes[r]
    if route.as_told:
        return not has_absences(p, route.technician)
    if p.network.by_matrix or not is_calm(p, r):
        return False
    for j in range(route.first, route.first + route.count):
        if p.stops[j].setup_s > 0:
            return False  # it may be saved by an order at the same place
    return True


@compiled
def loosen(p: Arrays, r: int, reach: Floats, k: int) -> None:
    """Note what an order may replace in route `r`, and how much waiting it may fill."""
    route = p.routes[r]
    if route.count == 0:
        return
    first, setup_s = p.stops[route.first], np.int64(0)
    for position in range(route.fixed, route.count):
        stop = p.stops[route.first + position]
        reach[LONGEST, k] = max(reach[LONGEST, k], stop.way_s)
        setup_s = max(setup_s, p.orders[stop.order].setup_s)
    reach[LONGEST, k] = max(reach[LONGEST, k], route.home_way_s)
    reach[IDLE, k] = max(reach[IDLE, k], float(route.waiting_s))
    rigid = p.network.turns.shape[0] == 1  # in traffic ways may take longer than the least, and fill all waiting
    reach[LOOSE, k] = max(reach[LOOSE, k], float(setup_s + route.idle_s) if rigid else math.inf)
    if route.fixed == 0:
        reach[FIRST_LATEST, k] = max(reach[FIRST_LATEST, k], float(first.latest))
        gives_s = float(first.latest - route.depart) - first.way_s * reach[PACE, k]
        reach[FIRST_GIVES, k] = max(reach[FIRST_GIVES, k], gives_s)


@compiled
def surround(p: Arrays, points: Floats, reach: Floats, k: int) -> None:
    """Put a ball around the places of technician `k`, centred on their mean."""
    technician = p.technicians[k]
    last = technician.start if technician.end == NOBODY else technician.end
    for axis in range(3):
        total = points[technician.start, axis] + points[last, axis]
        count = 2
        for r in range(technician.route_first, technician.route_last):
            route = p.routes[r]
            total += points[route.begins, axis]
            count += 1 + route.count
            for j in range(route.first, route.first + route.count):
                total += points[p.stops[j].place, axis]
        reach[X + axis, k] = total / count
    radius = max(off_centre(points, reach, k, technician.start), off_centre(points, reach, k, last))
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        radius = max(radius, off_centre(points, reach, k, route.begins))
        for j in range(route.first, route.first + route.count):
            radius = max(radius, off_centre(points, reach, k, p.stops[j].place))
    reach[RADIUS, k] = radius


@compiled
def off_centre(points: Floats, reach: Floats, k: int, place: int) -> float:
    """Straight line from the centre of technician `k` to a place, in seconds of driving before traffic."""
    x, y, z = points[place, 0] - reach[X, k], points[place, 1] - reach[Y, k], points[place, 2] - reach[Z, k]
    return math.sqrt(x * x + y * y + z * z)
