"""What do the days cost, and what does the batch? Every term, over the whole plan."""

from __future__ import annotations

import math

from dispatch.batch.desk import Desk
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.evaluate import note_peaks
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry
from dispatch.evaluator.pricing import price_pair, squared_h
from dispatch.objectives import (
    BALANCE,
    CHANGED,
    DISTANCE,
    FIXED,
    LATENESS,
    LATENESS_MAX,
    LEVEL,
    MOVED,
    NOT_PREFERRED,
    OVERTIME,
    RATING,
    RESPONSE,
    TRAVEL,
    UNITS,
    WAITING,
    price_min,
)


@compiled_entry
def price_of_batch(d: Desk) -> float:
    """What does the batch cost as it stands: days more than in force, worst lateness, and those left out? Minutes.

    Infinite if a day breaks a rule of the clock that it kept in force.
    """
    note_peaks(d.p)
    minutes = float(d.p.weights[LATENESS_MAX] * d.p.trial[0].peak_s / UNITS[LATENESS_MAX])
    for k in range(d.held.shape[0]):
        if d.held[k] > 0:
            minutes += price_of_days(d.p, k) - d.in_force_min[k] if is_sound(d, k) else math.inf
    for n in range(d.waiting.shape[0]):
        if d.holder[n] == NOBODY:
            minutes += d.p.orders[d.waiting[n]].unserved_min
    return minutes


@compiled
def is_sound(d: Desk, k: int) -> bool:
    """Do the days of technician `k` keep every rule of the clock that they kept in force?"""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        if d.in_force.routes[r].legal and not d.p.routes[r].legal:
            return False
    return True


@compiled_apart
def price_of_days(p: Arrays, k: int) -> float:
    """What do all days of technician `k` cost, in minutes? All but the largest lateness, which is the plan's."""
    technician = p.technicians[k]
    totals = p.totals
    levels, not_preferred, changed, used = 0.0, 0.0, 0.0, 0
    travel_s, distance_m, waiting_s, overtime_s, response_s, moved_s, charged = 0, 0, 0, 0, 0, 0, 0
    lateness = 0.0
    for r in range(technician.route_first, technician.route_last):
        route = p.routes[r]
        if route.count == 0:
            continue
        for j in range(route.first, route.first + route.count):
            price_pair(p, p.stops[j].order, k)
            levels += totals[LEVEL]
            not_preferred += totals[NOT_PREFERRED]
            changed += totals[CHANGED]
        used += 1
        travel_s += route.travel_s
        distance_m += route.distance_m
        waiting_s += route.waiting_s
        lateness += route.lateness
        overtime_s += route.overtime_s
        charged += max(0, route.count - technician.free_of_rating)
        response_s += route.response_s
        moved_s += route.moved_s
    if used == 0:
        return 0.0
    totals[LEVEL], totals[NOT_PREFERRED], totals[CHANGED] = levels, not_preferred, changed
    totals[TRAVEL], totals[DISTANCE], totals[WAITING] = travel_s, distance_m, waiting_s
    totals[LATENESS], totals[OVERTIME], totals[RESPONSE], totals[MOVED] = lateness, overtime_s, response_s, moved_s
    totals[LATENESS_MAX] = 0.0
    totals[RATING] = technician.stars_lost * charged
    totals[BALANCE] = squared_h(p.worked_s[k])
    totals[FIXED] = technician.fixed_min * used
    return price_min(p.weights, totals)
