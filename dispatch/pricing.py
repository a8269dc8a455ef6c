"""What an order adds to the totals of a plan at a place, compiled; see `dispatch.objectives` for their prices."""

from __future__ import annotations

from dispatch.arrays import NEVER, NOBODY, Arrays
from dispatch.driving import at_least_s, home_metres, metres
from dispatch.kernel import compiled, compiled_entry
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
    WAITING,
)
from dispatch.visits import Insertion, place_before


@compiled
def total_up(p: Arrays, i: int, r: int, position: int) -> None:
    """Write what order `i`, just tried at a place of route `r`, adds to each total into `p.totals`."""
    route = p.routes[r]
    technician = p.technicians[route.technician]
    total_time(p, r)
    p.totals[RATING] = technician.stars_lost if route.count >= technician.free_of_rating else 0.0
    p.totals[FIXED] = technician.fixed_min if route.count == 0 else 0.0
    if p.weights[DISTANCE] != 0.0:
        p.totals[DISTANCE] = metres_added(p, i, r, position)


@compiled
def total_time(p: Arrays, r: int) -> None:
    """Write by how much the totals of the clock differ between the trial and route `r` as it stands."""
    route, trial = p.routes[r], p.trial[0]
    k = route.technician
    p.totals[TRAVEL] = trial.travel_s - route.travel_s
    p.totals[WAITING] = trial.waiting_s - route.waiting_s
    p.totals[LATENESS] = trial.lateness - route.lateness
    p.totals[OVERTIME] = trial.overtime_s - route.overtime_s
    p.totals[RESPONSE] = trial.response_s - route.response_s
    p.totals[MOVED] = trial.moved_s - route.moved_s
    if p.weights[LATENESS_MAX] != 0.0:
        others_s = p.trial[0].peak_elsewhere_s if p.trial[0].peak_route == r else p.trial[0].peak_s
        p.totals[LATENESS_MAX] = max(others_s, trial.late_max_s) - max(others_s, route.late_max_s)
    if p.weights[BALANCE] != 0.0:
        before_s = p.worked_s[k]
        more_s = trial.travel_s + trial.setup_s + trial.service_s - route.travel_s - route.setup_s - route.service_s
        p.totals[BALANCE] = squared_h(before_s + more_s) - squared_h(before_s)


@compiled
def squared_h(seconds: int) -> float:
    """The square of these hours."""
    hours = seconds / 3600.0
    return hours * hours


@compiled
def metres_added(p: Arrays, i: int, r: int, position: int) -> int:
    """Metres that order `i` adds to route `r`."""
    route = p.routes[r]
    place, before = p.orders[i].place, place_before(p, r, position)
    if position < route.count:
        stop = p.stops[route.first + position]
        return int(metres(p, before, place) + metres(p, place, p.orders[stop.order].place) - stop.metres)
    home_m = home_metres(p, route.technician, place)
    if route.count > 0:
        home_m -= home_metres(p, route.technician, before)
    return metres(p, before, place) + home_m


@compiled
def price_pair(p: Arrays, i: int, k: int) -> None:
    """Write into `p.totals` what order `i` costs with technician `k` wherever it stands in their days."""
    if p.weights[LEVEL] != 0.0:
        p.totals[LEVEL] = levels_over(p, i, k)
    if p.weights[NOT_PREFERRED] != 0.0:
        p.totals[NOT_PREFERRED] = 0.0 if is_preferred(p, i, k) else 1.0
    if p.weights[CHANGED] != 0.0:
        p.totals[CHANGED] = 1.0 if is_changed(p, i, k) else 0.0


@compiled_entry
def levels_over(p: Arrays, i: int, k: int) -> int:
    """Levels that technician `k` holds beyond what order `i` needs."""
    levels = 0
    for n in range(p.orders[i].need_first, p.orders[i].need_last):
        levels += p.levels[k, p.needs[n].skill] - p.needs[n].level
    return levels


@compiled_entry
def is_changed(p: Arrays, i: int, k: int) -> bool:
    """Is order `i` somebody else's than technician `k`'s in the plan in force?"""
    planned = p.orders[i].planned_technician
    return False if planned == NOBODY else bool(planned != k)


@compiled_entry
def is_preferred(p: Arrays, i: int, k: int) -> bool:
    """Is technician `k` whom order `i` would like, or does it not care?"""
    first, last = p.orders[i].preferred_first, p.orders[i].preferred_last
    for n in range(first, last):
        if p.names[n] == k:
            return True
    return bool(first == last)


@compiled
def least_min(p: Arrays, r: int, new: Insertion) -> float:
    """What does an order cost at a place of route `r` at the very least, in minutes?

    No other stop starts sooner for it, so that nothing becomes cheaper but waiting, and driving where traffic eases.
    """
    route, order = p.routes[r], p.orders[new.order]
    k = route.technician
    legs_s = at_least_s(p, k, new.base_in) + at_least_s(p, k, new.base_out)
    replaced = route.home_way_s if new.at == route.count else p.stops[route.first + new.at].way_s
    legs_s -= at_least_s(p, k, max(0.0, replaced))
    travel_s = route.travel_least_s + legs_s - route.travel_s
    start = max(new.soonest, order.lock_from)
    if new.at > 0:
        before = p.stops[route.first + new.at - 1]
        start = max(start, before.start + before.service_s + at_least_s(p, k, new.base_in) + new.setup_s)
    waiting_s = route.waiting_s
    if new.at > 0 and p.network.turns.shape[0] == 1:  # in traffic ways may take longer than the least
        waiting_s = min(waiting_s, max(0, legs_s) + new.service_s + new.setup_s + new.setup_next_s + route.idle_s)
    minutes = (p.weights[TRAVEL] * travel_s - p.weights[WAITING] * waiting_s) / 60.0
    minutes += p.weights[LATENESS] * order.lateness_weight * max(0, start - order.due) / 60.0
    if order.created != NEVER:
        minutes += p.weights[RESPONSE] * (start - order.created) / 60.0
    if p.weights[BALANCE] != 0.0:
        before_s = p.worked_s[k]
        minutes += p.weights[BALANCE] * (squared_h(before_s + travel_s + new.service_s) - squared_h(before_s))
    for term in (LEVEL, NOT_PREFERRED, CHANGED):
        minutes += p.weights[term] * p.totals[term]
    if route.count >= p.technicians[k].free_of_rating:
        minutes += p.weights[RATING] * p.technicians[k].stars_lost
    return float(minutes)
