"""Routes changed, and changed back: every move of the search goes through here, so that prices and memory keep up."""

from __future__ import annotations

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import pull_out, refresh, squeeze_in
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.evaluator.plain import reset_plain
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
from dispatch.planner.keeping import Kept, bring_back, keep
from dispatch.planner.state import Search
from dispatch.planner.tied import is_tied, roles_of, row_of


@compiled
def price_of(p: Arrays, r: int) -> float:
    """What does route `r` cost by itself, in minutes? For what is priced over the whole plan see `shared_of`."""
    route = p.routes[r]
    if route.count == 0:
        return 0.0
    k = route.technician
    technician = p.technicians[k]
    if p.weights[LEVEL] != 0.0 or p.weights[NOT_PREFERRED] != 0.0 or p.weights[CHANGED] != 0.0:
        levels, not_preferred, changed = 0.0, 0.0, 0.0
        for j in range(route.first, route.first + route.count):
            price_pair(p, p.stops[j].order, k)
            levels += p.totals[LEVEL]
            not_preferred += p.totals[NOT_PREFERRED]
            changed += p.totals[CHANGED]
        p.totals[LEVEL], p.totals[NOT_PREFERRED], p.totals[CHANGED] = levels, not_preferred, changed
    p.totals[TRAVEL] = route.travel_s
    p.totals[DISTANCE] = route.distance_m
    p.totals[WAITING] = route.waiting_s
    p.totals[LATENESS] = route.lateness
    p.totals[LATENESS_MAX] = 0.0
    p.totals[OVERTIME] = route.overtime_s
    p.totals[RATING] = technician.stars_lost * max(0, route.count - technician.free_of_rating)
    p.totals[RESPONSE] = route.response_s
    p.totals[BALANCE] = 0.0
    p.totals[MOVED] = route.moved_s
    p.totals[FIXED] = technician.fixed_min
    return price_min(p.weights, p.totals)


@compiled
def shared_of(p: Arrays) -> float:
    """What does the plan cost, in minutes, that no route costs by itself: largest lateness, and balance of work?"""
    minutes = 0.0
    if p.weights[LATENESS_MAX] != 0.0:
        late_s = 0
        for r in range(p.late_max_s.shape[0]):
            late_s = max(late_s, p.late_max_s[r])
        minutes += p.weights[LATENESS_MAX] * late_s / UNITS[LATENESS_MAX]
    if p.weights[BALANCE] != 0.0:
        for k in range(p.worked_s.shape[0]):
            minutes += p.weights[BALANCE] * squared_h(p.worked_s[k]) / UNITS[BALANCE]
    return minutes


@compiled_entry
def count_up(p: Arrays, s: Search) -> None:
    """Work out everything that the search knows about the routes from the routes alone."""
    s.route_of[:] = NOBODY
    tally = s.tally[0]
    tally.shared_min = shared_of(p)
    cost_min = tally.shared_min
    served, used = 0, 0
    for r in range(p.routes.shape[0]):
        route = p.routes[r]
        for j in range(route.first, route.first + route.count):
            s.route_of[p.stops[j].order] = r
        s.price_min[r] = price_of(p, r)
        cost_min += s.price_min[r]
        served += route.count
        used += route.count > 0
    for i in range(s.route_of.shape[0]):
        if s.route_of[i] == NOBODY:
            cost_min += p.orders[i].unserved_min
    tally.cost_min = cost_min
    tally.served = served
    tally.used = used


@compiled
def set_clock(p: Arrays, s: Search, r: int, since: int) -> bool:
    """Set the clock of route `r` anew, whose stops before `since` are as they were; False if it breaks a rule."""
    return reset_plain(p, r) if s.plain[r] else refresh(p, r, since)


@compiled
def touch(p: Arrays, s: Search, r: int) -> None:
    """Keep route `r` as it stands, unless it has been changed in this iteration already."""
    if s.is_touched[r]:
        return
    s.is_touched[r] = True
    s.touched[s.tally[0].touched] = r
    s.tally[0].touched += 1
    keep(p, s.kept, r)
    s.kept_price_min[r] = s.price_min[r]
    s.kept_serial[r] = s.serial[r]


@compiled
def restore(p: Arrays, s: Search, r: int) -> None:
    """Put route `r` back as it was kept; whose route its orders are is for the caller to say."""
    bring_back(p, s.kept, r)
    s.price_min[r] = s.kept_price_min[r]
    s.serial[r] = s.kept_serial[r]


@compiled
def note_change(p: Arrays, s: Search, r: int) -> None:
    """Route `r` is another now: a new serial, a new price."""
    tally = s.tally[0]
    s.last_serial[r] += 1
    s.serial[r] = s.last_serial[r]
    s.differs[r] = True
    price = price_of(p, r)
    shared_min = shared_of(p)
    tally.cost_min += price - s.price_min[r] + shared_min - tally.shared_min
    tally.shared_min = shared_min
    s.price_min[r] = price


@compiled
def insert(p: Arrays, s: Search, i: int, r: int, position: int) -> bool:
    """Put order `i` into route `r`; False, and nothing is changed, if that breaks a rule after all."""
    touch(p, s, r)
    squeeze_in(p, r, position, i)
    if not set_clock(p, s, r, position):
        pull_out(p, r, position)
        set_clock(p, s, r, position)
        return False
    s.route_of[i] = r
    s.tally[0].served += 1
    s.tally[0].cost_min -= p.orders[i].unserved_min
    note_change(p, s, r)
    return True


@compiled_entry
def forget_touched(s: Search) -> None:
    """The changes of this iteration stay."""
    for n in range(s.tally[0].touched):
        s.is_touched[s.touched[n]] = False
    s.tally[0].touched = 0
    s.tally[0].pooled = 0


@compiled
def roll_back(p: Arrays, s: Search, cost_min: float, served: int) -> None:
    """Undo the changes of this iteration; the plan cost `cost_min` before them."""
    for n in range(s.tally[0].pooled):
        for role in range(roles_of(s, s.pool[n]) if is_tied(s) else 1):
            i = row_of(s, s.pool[n], role)
            if s.route_of[i] != NOBODY and s.is_touched[s.route_of[i]]:
                s.route_of[i] = NOBODY
    for n in range(s.tally[0].touched):
        r = s.touched[n]
        restore(p, s, r)
        for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
            s.route_of[p.stops[j].order] = r
    s.tally[0].cost_min = cost_min
    s.tally[0].shared_min = shared_of(p)
    s.tally[0].served = served
    forget_touched(s)


@compiled_entry
def return_to(p: Arrays, s: Search, kept: Kept) -> None:
    """Make a plan that was kept the one that stands."""
    for r in range(p.routes.shape[0]):
        bring_back(p, kept, r)
        s.last_serial[r] += 1
        s.serial[r] = s.last_serial[r]
    count_up(p, s)


@compiled_entry
def keep_as_best(p: Arrays, s: Search) -> None:
    """Remember the plan as it stands as the best one met."""
    for r in range(s.differs.shape[0]):
        if s.differs[r]:
            s.differs[r] = False
            keep(p, s.best, r)
    s.tally[0].best_min = s.tally[0].cost_min


@compiled_entry
def return_to_best(p: Arrays, s: Search) -> None:
    """Make the best plan met the one that stands."""
    for r in range(s.differs.shape[0]):
        if s.differs[r]:
            s.differs[r] = False
            bring_back(p, s.best, r)
            s.last_serial[r] += 1
            s.serial[r] = s.last_serial[r]
    count_up(p, s)
