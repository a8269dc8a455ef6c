"""The days of technicians as the evaluator holds them: a stop put in, a stop taken out, the clock set anew."""

from __future__ import annotations

from dispatch.arrays import ALWAYS, NEVER, Arrays
from dispatch.clock import (
    arrive_at,
    drive_s,
    earliest_start,
    home_leg_s,
    latest_slot,
    latest_start,
    leg_after_s,
    place_before,
    ready_at,
)
from dispatch.kernel import compiled


@compiled
def refresh(p: Arrays, r: int) -> bool:
    """Set the clock of route `r` anew: as early as possible, then departing as late as delays no start.

    Returns
    -------
    bool
        Whether the route keeps every window, absence and the end of its shift.
    """
    route = p.routes[r]
    k = route.technician
    route.legal = True
    route.cut = 0
    route.travel_s = 0
    route.service_s = 0
    route.home_s = 0
    if route.count == 0:
        route.depart = route.back = max(route.opens, p.now)
        return True
    for position in range(route.count):
        stop = p.stops[route.first + position]
        stop.leg_s = drive_s(p, place_before(p, r, position), p.orders[stop.order].place)
        route.cut += stop.leg_s < 0 and position >= route.fixed
    route.home_s = home_leg_s(p, k, p.orders[p.stops[route.first + route.count - 1].order].place)
    route.cut += route.home_s < 0
    for position in range(route.count):
        stop = p.stops[route.first + position]
        service_s = p.orders[stop.order].service_s
        route.travel_s += max(0, stop.leg_s)
        route.service_s += service_s
        if position < route.fixed:
            stop.start = stop.told
            continue
        arrival = arrive_at(p, k, ready_at(p, r, position), max(0, stop.leg_s), position == 0)
        busy_s = service_s + leg_after_s(p, r, position)
        stop.start = earliest_start(p, stop.order, k, max(arrival, stop.told), busy_s)
        if stop.start == ALWAYS:
            route.legal = False
            stop.start = max(arrival, stop.told)
    route.travel_s += max(0, route.home_s)
    last = p.stops[route.first + route.count - 1]
    route.back = last.start + p.orders[last.order].service_s + max(0, route.home_s)
    route.depart = depart_at(p, r)
    if route.back > route.closes:
        route.legal = False
    bound_starts(p, r)
    route.legal = route.legal and route.cut == 0
    return bool(route.legal)


@compiled
def depart_at(p: Arrays, r: int) -> int:
    """Latest departure of route `r` that delays no start; as it was, once the first stop is under way."""
    route = p.routes[r]
    first = p.stops[route.first]
    if route.fixed > 0:
        return int(route.depart)
    return latest_slot(p, route.technician, first.start - first.leg_s, first.leg_s)


@compiled
def bound_starts(p: Arrays, r: int) -> None:
    """Work out, from the end of route `r` to its beginning, how late each stop may start."""
    route = p.routes[r]
    limit = route.closes - max(0, route.home_s)
    for position in range(route.count - 1, -1, -1):
        stop = p.stops[route.first + position]
        service_s = p.orders[stop.order].service_s
        busy_s = service_s + leg_after_s(p, r, position)
        stop.latest = latest_start(p, stop.order, route.technician, limit - service_s, busy_s)
        if position >= route.fixed and stop.start > stop.latest:
            route.legal = False
        if not route.legal:
            stop.latest = NEVER
        limit = stop.latest - max(0, stop.leg_s)


@compiled
def put(p: Arrays, r: int, position: int, i: int) -> bool:
    """Put order `i` into route `r` at `position` and set the clock; False if a rule of the clock is broken."""
    route = p.routes[r]
    for j in range(route.first + route.count, route.first + position, -1):
        p.stops[j] = p.stops[j - 1]
    stop = p.stops[route.first + position]
    stop.order = i
    stop.told = NEVER
    route.count += 1
    return refresh(p, r)


@compiled
def take(p: Arrays, r: int, position: int) -> None:
    """Take the stop at `position` out of route `r` and set the clock."""
    route = p.routes[r]
    for j in range(route.first + position, route.first + route.count - 1):
        p.stops[j] = p.stops[j + 1]
    route.count -= 1
    refresh(p, r)
