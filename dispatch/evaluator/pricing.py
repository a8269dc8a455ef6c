"""What an order adds to the totals of a plan at a place, compiled; see `dispatch.objectives` for their prices."""

from __future__ import annotations

from dispatch.evaluator.arrays import NEVER, NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at, has_absences
from dispatch.evaluator.driving import at_least_s, at_most_s, clash, home_metres, metres
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.evaluator.visits import Insertion, place_before
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
        return int(metres(p, before, place) + metres(p, place, stop.place) - stop.metres)
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
    """Levels that technician `k` holds beyond what order `i` needs; one that is too low counts for none."""
    levels = 0
    for n in range(p.orders[i].need_first, p.orders[i].need_last):
        levels += max(0, p.levels[k, p.needs[n].skill] - p.needs[n].level)
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
def delays_only(p: Arrays, r: int, new: Insertion, soonest: int) -> bool:
    """Is it certain that an order put in, which starts at `soonest` or later, lets no other stop start sooner?

    And that it moves no stop that lies before it.
    """
    route = p.routes[r]
    k = route.technician
    if route.as_told:
        if new.at == 0 or not has_absences(p, k):
            return True
        before = p.stops[route.first + new.at - 1]
        leaves = before.start + before.service_s
        return clash(p, k, before.start - before.setup_s, leaves + at_most_s(p, k, new.base_in)) == NOBODY
    if not is_calm(p, r):
        return False
    if new.at == route.count:
        return True
    following = p.stops[route.first + new.at]
    ready = gap_at(p, r, new.at).free + following.leg_s + following.setup_s
    return bool(soonest + new.service_s + at_least_s(p, k, new.base_out) + new.setup_next_s >= ready)


@compiled
def is_calm(p: Arrays, r: int) -> bool:
    """Is there nothing in the day of route `r` but stops: no break, no absence, no hours of traffic?"""
    route = p.routes[r]
    if route.break_first < route.break_last or p.network.turns.shape[0] > 1:
        return False
    return not has_absences(p, route.technician)


@compiled
def least_min(p: Arrays, r: int, new: Insertion, soonest: int) -> float:
    """What does an order, which starts at `soonest` or later, cost at a place of route `r` at the least, in minutes?

    No other stop starts sooner for it, as `delays_only` has found out, so that nothing becomes cheaper but waiting, and
    driving where traffic eases.
    """
    route = p.routes[r]
    k = route.technician
    legs_s = at_least_s(p, k, new.base_in) + at_least_s(p, k, new.base_out)
    replaced, beyond_s, before_s, setup_s = route.home_way_s, 0, 0, new.setup_s
    if new.at < route.count:
        following = p.stops[route.first + new.at]
        replaced, beyond_s = following.way_s, following.least_beyond_s
        setup_s += new.setup_next_s - following.setup_s
    if new.at > 0:
        before_s = p.stops[route.first + new.at - 1].travel_to
    travel_s = before_s + legs_s + beyond_s - route.travel_s
    waiting_s = route.waiting_s
    if new.at > 0 and (p.network.turns.shape[0] == 1 or p.weights[TRAVEL] >= p.weights[WAITING]):
        busy_s = max(0, legs_s - at_least_s(p, k, max(0.0, replaced))) + new.service_s + new.setup_s + new.setup_next_s
        waiting_s = min(waiting_s, busy_s + route.idle_s)
    minutes = knock_on_min(p, r, new, soonest)
    if p.weights[DISTANCE] != 0.0:
        minutes += p.weights[DISTANCE] * metres_at_least(p, r, new, replaced) / 1000.0
    busy_s = travel_s + setup_s + new.service_s
    return minutes + apart_min(p, r, new.order, soonest, (travel_s, waiting_s, busy_s))


@compiled
def apart_min(p: Arrays, r: int, i: int, soonest: int, seconds: tuple[int, int, int]) -> float:
    """What does order `i` cost in route `r` at the least, in minutes, metres and what it does to other stops apart?

    Parameters
    ----------
    soonest
        It starts then or later.
    seconds
        Driving that it adds at the least; waiting that it saves at the most; and work that it adds at the least.
    """
    k = p.routes[r].technician
    order = p.orders[i]
    travel_s, waiting_s, busy_s = seconds
    minutes = (p.weights[TRAVEL] * travel_s - p.weights[WAITING] * waiting_s) / 60.0
    if order.created != NEVER:
        minutes += p.weights[RESPONSE] * (soonest - order.created) / 60.0
    minutes += starting_min(p, i, soonest, NEVER)
    if p.weights[BALANCE] != 0.0:
        worked_s = p.worked_s[k]
        minutes += p.weights[BALANCE] * (squared_h(worked_s + busy_s) - squared_h(worked_s))
    for term in (LEVEL, NOT_PREFERRED, CHANGED):
        minutes += p.weights[term] * p.totals[term]
    if p.routes[r].count >= p.technicians[k].free_of_rating:
        minutes += p.weights[RATING] * p.technicians[k].stars_lost
    return float(minutes)


@compiled
def starting_min(p: Arrays, i: int, start: int, before: int) -> float:
    """What does it cost at the least that order `i` starts at `start` or later, in minutes: its lateness, and its move?

    Of its lateness only what is more than with a start at `before`.
    """
    order = p.orders[i]
    late_s = max(0, start - order.due) - max(0, before - order.due)
    minutes = p.weights[LATENESS] * order.lateness_weight * late_s / 60.0
    if order.planned_start != NEVER:
        minutes += p.weights[MOVED] * max(0, start - order.planned_start) / 60.0
    return float(minutes)


@compiled
def knock_on_min(p: Arrays, r: int, new: Insertion, soonest: int) -> float:
    """What does it cost at the least that stops behind a new order are delayed by it, and the return, in minutes?"""
    route = p.routes[r]
    k = route.technician
    moved_s = route.moved_s - (p.stops[route.first + new.at - 1].moved_to if new.at > 0 else 0)
    minutes = -(p.weights[OVERTIME] * route.overtime_s + p.weights[MOVED] * moved_s) / 60.0
    done = soonest + new.service_s + at_least_s(p, k, new.base_out)
    for position in range(new.at, route.count):
        stop = p.stops[route.first + position]
        start = done + (new.setup_next_s if position == new.at else stop.setup_s)
        if start <= stop.start:
            return float(minutes)
        minutes += starting_min(p, stop.order, start, stop.start)
        if p.orders[stop.order].created != NEVER:
            minutes += p.weights[RESPONSE] * (start - stop.start) / 60.0
        following = route.home_way_s if position + 1 == route.count else p.stops[route.first + position + 1].way_s
        done = start + stop.service_s + at_least_s(p, k, max(0.0, following))
    return float(minutes + p.weights[OVERTIME] * max(0, done - route.ends) / 60.0)


@compiled
def metres_at_least(p: Arrays, r: int, new: Insertion, replaced: float) -> float:
    """Metres that an order adds to route `r` at the least; of a great circle they are known but for the rounding."""
    if p.network.by_matrix:
        return metres_added(p, new.order, r, new.at)
    return (new.base_in + new.base_out - replaced) * p.network.speed_ms - 2.0
