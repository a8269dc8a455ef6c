"""Plain days, compiled: no breaks, no absences, no rush hours, and no price that hangs on when a stop starts.

What an order costs in a plain route is the driving that it adds, and it fits if it is done in time for what follows: no
run of the clock is needed, neither for a price nor to set the route's own. The numbers are those of
`dispatch.evaluator.timeline` and `dispatch.evaluator.pricing`; tests hold them together.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at, has_absences
from dispatch.evaluator.driving import base_s, driven_s, home_metres, same_place
from dispatch.evaluator.insertion import is_closed
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.evaluator.pricing import metres_added, squared_h
from dispatch.evaluator.visits import place_before
from dispatch.evaluator.windows import open_from, open_until, serves_s, start_until, window_end
from dispatch.objectives import (
    BALANCE,
    DISTANCE,
    LATENESS,
    LATENESS_MAX,
    MOVED,
    OVERTIME,
    RATING,
    RESPONSE,
    TRAVEL,
    WAITING,
)

HOURLY = (WAITING, LATENESS, LATENESS_MAX, OVERTIME, RESPONSE, MOVED)
"""Terms whose price hangs on when stops start."""


@compiled_entry
def is_plain(p: Arrays, r: int) -> bool:
    """Is route `r` a plain one, whatever orders it holds?"""
    route = p.routes[r]
    for term in HOURLY:
        if p.weights[term] != 0.0:
            return False
    if route.fixed > 0 or route.break_first < route.break_last or p.network.turns.shape[0] > 1:
        return False
    return not has_absences(p, route.technician)


@compiled_entry
def reset_plain(p: Arrays, r: int) -> bool:
    """Set the clock of the plain route `r` anew, as early as possible, and note its gaps; False if it breaks a rule.

    Of a route that does, the clock is left half set. Totals by stop, departure and return are for `days.refresh`.
    """
    route = p.routes[r]
    k = route.technician
    route.legal = False
    clock = max(route.opens, p.now)
    travel_s, setup_s, service_s, distance_m = 0, 0, 0, 0
    for position in range(route.count):
        stop = p.stops[route.first + position]
        if stop.way_s < 0.0:
            return False
        stop.leg_s = driven_s(p, k, stop.way_s, 0)
        gap_at(p, r, position).free = clock
        ready = max(clock + stop.leg_s + stop.setup_s, stop.told, p.orders[stop.order].lock_from)
        stop.start = open_from(p, stop.order, ready)
        if stop.start > stop.until:
            return False
        clock = stop.start + stop.service_s
        travel_s += stop.leg_s
        setup_s += stop.setup_s
        service_s += stop.service_s
        distance_m += stop.metres
    home_s = driven_s(p, k, route.home_way_s, 0) if route.count > 0 else 0
    travel_s += home_s
    if route.home_way_s < 0.0 or clock + home_s > route.closes or travel_s > p.technicians[k].max_travel_s:
        return False
    if p.weights[DISTANCE] != 0.0 and route.count > 0:
        distance_m += home_metres(p, k, place_before(p, r, route.count))
    p.worked_s[k] += travel_s + setup_s + service_s - route.travel_s - route.setup_s - route.service_s
    route.travel_s, route.setup_s, route.service_s, route.distance_m = travel_s, setup_s, service_s, distance_m
    route.home_s, route.legal = home_s, True
    note_gaps(p, r, clock)
    return True


@compiled
def note_gaps(p: Arrays, r: int, done: int) -> None:
    """Note, from the end of the plain route `r` to its beginning, until when each stop may start, and what gaps hold.

    `done` is when the last stop is.
    """
    route = p.routes[r]
    last = gap_at(p, r, route.count)
    last.free, last.enter_by, last.leg_s, last.setup_next_s = done, route.closes, route.home_s, 0
    last.before, last.behind = place_before(p, r, route.count), p.technicians[route.technician].end
    by = route.closes - route.home_s
    for position in range(route.count - 1, -1, -1):
        stop, gap = p.stops[route.first + position], gap_at(p, r, position)
        stop.latest = open_until(p, stop.order, min(by - stop.service_s, stop.until))
        gap.setup_next_s = p.orders[stop.order].setup_s
        gap.enter_by = stop.latest - gap.setup_next_s
        gap.before, gap.behind, gap.leg_s = place_before(p, r, position), stop.place, stop.leg_s
        by = stop.latest - stop.setup_s - stop.leg_s


@compiled_entry
def cheapest_plain(p: Arrays, i: int, r: int) -> tuple[float, int]:
    """What does order `i` cost at its cheapest place in the plain route `r`, in minutes, and which position is that?

    Infinitely much, and NOBODY, if it fits nowhere. What it costs wherever it stands is for `price_pair`.
    """
    if is_closed(p, i, r):
        return math.inf, NOBODY
    route, order = p.routes[r], p.orders[i]
    k = route.technician
    closes, until, service_s = window_end(p, i), start_until(p, i, k), serves_s(p, i, k)
    soonest = max(p.frozen, p.now, order.lock_from)
    spare_s = p.technicians[k].max_travel_s - route.travel_s
    best_min, best, best_busy_s = math.inf, NOBODY, 0
    for position in range(route.count + 1):
        gap = gap_at(p, r, position)
        if gap.free > closes:
            break
        if soonest + service_s > gap.enter_by + gap.setup_next_s:
            continue
        base_in = base_s(p, gap.before, order.place)
        base_out = 0.0 if gap.behind == NOBODY else base_s(p, order.place, gap.behind)
        if base_in < 0.0 or base_out < 0.0:
            continue
        in_s, out_s = driven_s(p, k, base_in, 0), driven_s(p, k, base_out, 0)
        more_s = in_s + out_s - gap.leg_s
        minutes = p.weights[TRAVEL] * more_s / 60.0
        if p.weights[DISTANCE] != 0.0:
            minutes += p.weights[DISTANCE] * metres_added(p, i, r, position) / 1000.0
        if minutes >= best_min or more_s > spare_s:
            continue
        setup_s, setup_next_s = order.setup_s, gap.setup_next_s
        if setup_s > 0 and position > 0 and same_place(p, gap.before, order.place):
            setup_s = 0
        if setup_next_s > 0 and same_place(p, order.place, gap.behind):
            setup_next_s = 0
        start = open_from(p, i, max(gap.free + in_s + setup_s, soonest))
        if start <= until and start + service_s + out_s + setup_next_s <= gap.enter_by + gap.setup_next_s:
            replaced_s = p.stops[route.first + position].setup_s if position < route.count else 0
            best_min, best = minutes, position
            best_busy_s = more_s + setup_s + service_s + setup_next_s - replaced_s
    if best == NOBODY:
        return math.inf, NOBODY
    return best_min + standing_min(p, r, best_busy_s), best


@compiled
def standing_min(p: Arrays, r: int, busy_s: int) -> float:
    """What does an order that takes `busy_s` seconds of work cost in route `r` wherever it stands, in minutes?"""
    route = p.routes[r]
    technician = p.technicians[route.technician]
    minutes = technician.fixed_min if route.count == 0 else 0.0
    if route.count >= technician.free_of_rating:
        minutes += p.weights[RATING] * technician.stars_lost
    if p.weights[BALANCE] != 0.0:
        worked_s = p.worked_s[route.technician]
        minutes += p.weights[BALANCE] * (squared_h(worked_s + busy_s) - squared_h(worked_s))
    return float(minutes)
