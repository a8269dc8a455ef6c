"""How far does a technician reach? A ball around the places of the days, and what an order may save in them at most."""

from __future__ import annotations

import math

from dispatch.arrays import NEVER, NOBODY, Arrays
from dispatch.batch.bounds import (
    EXCESS,
    FIRST_GIVES,
    FIRST_LATEST,
    GIVES,
    IDLE,
    LONGEST,
    LOOSE,
    NO_END,
    PACE,
    RADIUS,
    READY,
    SERVES,
    SURE,
    WORKED,
    Floats,
    X,
    Y,
    Z,
)
from dispatch.driving import least_factor
from dispatch.kernel import compiled_inside, compiled_inside_apart
from dispatch.objectives import LATENESS, LATENESS_MAX, MOVED, OVERTIME, RATING, RESPONSE, UNITS
from dispatch.pauses import first_movable
from dispatch.windows import window_begin, window_end


@compiled_inside_apart
def fathom(p: Arrays, points: Floats, reach: Floats, k: int) -> None:
    """Measure the reach of technician `k` as the days stand."""
    if points.shape[0] == 0:
        return
    technician = p.technicians[k]
    for row in (LONGEST, IDLE, FIRST_GIVES, GIVES, LOOSE, EXCESS):
        reach[row, k] = 0.0
    reach[NO_END, k] = 0.0 if technician.end == NOBODY else math.inf
    reach[PACE, k] = least_factor(p) / technician.speed_factor
    reach[SERVES, k] = technician.service_factor
    reach[WORKED, k] = p.worked_s[k]
    reach[READY, k] = reach[SURE, k] = math.inf
    reach[FIRST_LATEST, k] = -math.inf
    saved_min = 0.0
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        reach[READY, k] = min(reach[READY, k], float(max(route.opens, p.now)))
        reach[SURE, k] = min(reach[SURE, k], surely_min(p, r))
        for position in range(route.fixed, route.count):
            reach[LONGEST, k] = max(reach[LONGEST, k], p.stops[route.first + position].way_s)
        reach[LONGEST, k] = max(reach[LONGEST, k], route.home_way_s)
        reach[IDLE, k] = max(reach[IDLE, k], float(waits_s(p, r)))
        reach[EXCESS, k] = max(reach[EXCESS, k], excess_s(p, r, reach[PACE, k]))
        if route.count > 0 and route.fixed == 0:
            note_first(p, r, reach, k)
        saved_min = max(saved_min, loosen(p, r, reach, k))
    reach[SURE, k] -= saved_min
    if reach[READY, k] == math.inf:
        reach[READY, k] = 0.0  # no shift at all: SURE is infinite
    surround(p, points, reach, k)


@compiled_inside
def surely_min(p: Arrays, r: int) -> float:
    """Minutes that any order costs in route `r`: its stars, and the shift if it is not used yet."""
    route = p.routes[r]
    technician = p.technicians[route.technician]
    minutes = p.weights[RATING] * technician.stars_lost if route.count >= technician.free_of_rating else 0.0
    return minutes + (technician.fixed_min if route.count == 0 else 0.0)


@compiled_inside
def waits_s(p: Arrays, r: int) -> int:
    """Seconds of waiting and resting in route `r`; a stop under way that began before its arrival makes up for none."""
    route = p.routes[r]
    waiting_s = 0
    clock = route.depart
    for j in range(route.first, route.first + route.count):
        stop = p.stops[j]
        waiting_s += max(0, stop.start - stop.setup_s - clock - stop.leg_s)
        clock = stop.start + stop.service_s
    return int(waiting_s)


@compiled_inside
def excess_s(p: Arrays, r: int, pace: float) -> float:
    """By how many seconds may the driving of route `r` become less beside the leg that an order replaces?

    Where there is traffic, whatever is driven at another hour. Else by the second that rounding up may bring.
    """
    route = p.routes[r]
    if p.network.turns.shape[0] == 1:
        return 1.0
    seconds = 1.0 + route.home_s - route.home_way_s * pace
    for position in range(route.fixed, route.count):
        stop = p.stops[route.first + position]
        seconds += stop.leg_s - stop.way_s * pace
    return max(1.0, seconds)


@compiled_inside
def note_first(p: Arrays, r: int, reach: Floats, k: int) -> None:
    """Note how late the first stop of route `r` may start at all, and by how much its departure may move."""
    route = p.routes[r]
    first = p.stops[route.first]
    latest = float(max(first.start, min(window_end(p, first.order), first.until, route.closes)))
    gives_s = latest - first.way_s * reach[PACE, k] - route.depart
    reach[FIRST_LATEST, k] = max(reach[FIRST_LATEST, k], latest)
    reach[FIRST_GIVES, k] = max(reach[FIRST_GIVES, k], gives_s)
    moves = p.technicians[k].absence_first < p.technicians[k].absence_last  # what follows a visit may put it off
    for b in range(first_movable(p, r), route.break_last):
        moves = moves or p.breaks[b].earliest + p.breaks[b].duration_s <= latest
    if moves:
        reach[GIVES, k] = max(reach[GIVES, k], gives_s)


@compiled_inside
def loosen(p: Arrays, r: int, reach: Floats, k: int) -> float:
    """Note how loosely route `r` is knit, where breaks, absences, traffic or setup may let a stop start earlier.

    Returns
    -------
    float
        Minutes that may be saved so: in lateness, response, moved starts and overtime.
    """
    route = p.routes[r]
    setup_s, inside_s, last_s = 0, 0, 0
    for j in range(route.first, route.first + route.count):
        setup_s = max(setup_s, p.orders[p.stops[j].order].setup_s)
    for b in range(route.break_first, route.break_last):
        pause = p.breaks[b]
        ends = pause.start + pause.duration_s
        inside_s += pause.duration_s - max(0, min(ends, route.back) - max(pause.start, route.depart))
        if pause.gap == route.count and pause.start < route.back:
            last_s += pause.duration_s
    loose_s = float(setup_s + inside_s + last_s)
    rigid = p.technicians[k].absence_first == p.technicians[k].absence_last and p.network.turns.shape[0] == 1
    if route.count == 0 or (rigid and setup_s == 0 and route.break_first == route.break_last):
        reach[LOOSE, k] = max(reach[LOOSE, k], loose_s)
        return 0.0
    minutes = p.weights[OVERTIME] / UNITS[OVERTIME] * route.overtime_s
    most_s, most_late_s = 0, 0
    for j in range(route.first + route.fixed, route.first + route.count):
        stop = p.stops[j]
        order = p.orders[stop.order]
        earlier_s = max(0, stop.start - max(stop.told, window_begin(p, stop.order)))
        late_s = max(0, min(earlier_s, stop.start - order.due))
        most_s, most_late_s = max(most_s, earlier_s), max(most_late_s, late_s)
        minutes += p.weights[LATENESS] / UNITS[LATENESS] * order.lateness_weight * late_s
        if order.created != NEVER:
            minutes += p.weights[RESPONSE] / UNITS[RESPONSE] * earlier_s
        if order.planned_start != NEVER:
            minutes += p.weights[MOVED] / UNITS[MOVED] * earlier_s
    minutes += p.weights[LATENESS_MAX] / UNITS[LATENESS_MAX] * most_late_s
    traffic_s = 0.0 if p.network.turns.shape[0] == 1 else reach[EXCESS, k]
    reach[LOOSE, k] = max(reach[LOOSE, k], loose_s + most_s + traffic_s)
    return minutes


@compiled_inside
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
                total += points[p.orders[p.stops[j].order].place, axis]
        reach[X + axis, k] = total / count
    radius = max(off_centre(points, reach, k, technician.start), off_centre(points, reach, k, last))
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        radius = max(radius, off_centre(points, reach, k, route.begins))
        for j in range(route.first, route.first + route.count):
            radius = max(radius, off_centre(points, reach, k, p.orders[p.stops[j].order].place))
    reach[RADIUS, k] = radius


@compiled_inside
def off_centre(points: Floats, reach: Floats, k: int, place: int) -> float:
    """Straight line from the centre of technician `k` to a place, in seconds of driving before traffic."""
    x, y, z = points[place, 0] - reach[X, k], points[place, 1] - reach[Y, k], points[place, 2] - reach[Z, k]
    return math.sqrt(x * x + y * y + z * z)
