"""Routes changed, and changed back: every move of the search goes through here, so that prices and memory keep up."""

from __future__ import annotations

from dispatch.arrays import NEVER, NOBODY, Arrays
from dispatch.clock import earliest_slot, leg_after_s
from dispatch.days import put, refresh, take
from dispatch.kernel import compiled, compiled_apart
from dispatch.objectives import price_min
from dispatch.planner.state import Search


@compiled
def price_of(p: Arrays, r: int) -> float:
    """What does route `r` cost, in minutes?"""
    route = p.routes[r]
    if route.count == 0:
        return 0.0
    response_s = 0
    for j in range(route.first, route.first + route.count):
        stop = p.stops[j]
        created = p.orders[stop.order].created
        if created != NEVER:
            response_s += stop.start - created
    waiting_s = route.back - route.depart - route.service_s - route.travel_s
    stars_lost = p.technicians[route.technician].stars_lost * route.count
    return price_min(p.weights, route.travel_s, waiting_s, stars_lost, response_s)


@compiled
def is_sound(p: Arrays, r: int) -> bool:
    """Does route `r` keep every rule of the clock, the way on from what is under way included?"""
    route = p.routes[r]
    if not route.legal or route.fixed == 0:
        return bool(route.legal)
    last = p.stops[route.first + route.fixed - 1]
    finish = last.start + p.orders[last.order].service_s
    leg_s = leg_after_s(p, r, route.fixed - 1)
    return bool(earliest_slot(p, route.technician, finish, leg_s) == finish)


@compiled_apart
def count_up(p: Arrays, s: Search) -> None:
    """Work out everything that the search knows about the routes from the routes alone."""
    s.route_of[:] = NOBODY
    tally = s.tally[0]
    cost_min = 0.0
    served = 0
    for r in range(p.routes.shape[0]):
        route = p.routes[r]
        for j in range(route.first, route.first + route.count):
            s.route_of[p.stops[j].order] = r
        s.price_min[r] = price_of(p, r)
        cost_min += s.price_min[r]
        served += route.count
    for i in range(s.route_of.shape[0]):
        if s.route_of[i] == NOBODY:
            cost_min += p.orders[i].unserved_min
    tally.cost_min = cost_min
    tally.served = served


@compiled
def touch(p: Arrays, s: Search, r: int) -> None:
    """Keep route `r` as it stands, unless it has been changed in this iteration already."""
    if s.is_touched[r]:
        return
    route = p.routes[r]
    s.is_touched[r] = True
    s.touched[s.tally[0].touched] = r
    s.tally[0].touched += 1
    s.kept_routes[r] = route
    for j in range(route.first, route.first + route.count):
        s.kept_stops[j] = p.stops[j]
    s.kept_price_min[r] = s.price_min[r]
    s.kept_serial[r] = s.serial[r]


@compiled
def restore(p: Arrays, s: Search, r: int) -> None:
    """Put route `r` back as it was kept; whose route its orders are is for the caller to say."""
    p.routes[r] = s.kept_routes[r]
    for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
        p.stops[j] = s.kept_stops[j]
    s.price_min[r] = s.kept_price_min[r]
    s.serial[r] = s.kept_serial[r]


@compiled
def note_change(p: Arrays, s: Search, r: int) -> None:
    """Route `r` is another now: a new serial, a new price."""
    tally = s.tally[0]
    tally.serial += 1
    s.serial[r] = tally.serial
    s.differs[r] = True
    price = price_of(p, r)
    tally.cost_min += price - s.price_min[r]
    s.price_min[r] = price


@compiled_apart
def insert(p: Arrays, s: Search, i: int, r: int, position: int) -> bool:
    """Put order `i` into route `r`; False, and nothing is changed, if that breaks a rule after all."""
    touch(p, s, r)
    if not put(p, r, position, i):
        take(p, r, position)
        return False
    s.route_of[i] = r
    s.tally[0].served += 1
    s.tally[0].cost_min -= p.orders[i].unserved_min
    note_change(p, s, r)
    return True


@compiled
def forget_touched(s: Search) -> None:
    """The changes of this iteration stay."""
    for n in range(s.tally[0].touched):
        s.is_touched[s.touched[n]] = False
    s.tally[0].touched = 0
    s.tally[0].pooled = 0


@compiled_apart
def roll_back(p: Arrays, s: Search, cost_min: float, served: int) -> None:
    """Undo the changes of this iteration; the plan cost `cost_min` before them."""
    for n in range(s.tally[0].pooled):
        s.route_of[s.pool[n]] = NOBODY
    for n in range(s.tally[0].touched):
        r = s.touched[n]
        restore(p, s, r)
        for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
            s.route_of[p.stops[j].order] = r
    s.tally[0].cost_min = cost_min
    s.tally[0].served = served
    forget_touched(s)


@compiled_apart
def keep_as_best(p: Arrays, s: Search) -> None:
    """Remember the plan as it stands as the best one met."""
    for r in range(s.differs.shape[0]):
        if s.differs[r]:
            s.differs[r] = False
            s.best_routes[r] = p.routes[r]
            for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
                s.best_stops[j] = p.stops[j]
    s.tally[0].best_min = s.tally[0].cost_min


@compiled
def return_to_best(p: Arrays, s: Search) -> None:
    """Make the best plan met the one that stands."""
    for r in range(s.differs.shape[0]):
        if s.differs[r]:
            s.differs[r] = False
            p.routes[r] = s.best_routes[r]
            for j in range(p.routes[r].first, p.routes[r].first + p.routes[r].count):
                p.stops[j] = s.best_stops[j]
            s.tally[0].serial += 1
            s.serial[r] = s.tally[0].serial
    count_up(p, s)


@compiled
def free(p: Arrays, s: Search, r: int) -> None:
    """Make route `r` of the plan in force one that may be changed: drop what it may not hold, lift the starts told.

    The starts stay as told where lifting them would cost more: a later start may have been chosen to save waiting.
    """
    route = p.routes[r]
    quota = p.technicians[route.technician].max_orders
    for position in range(route.count - 1, route.fixed - 1, -1):
        i = p.stops[route.first + position].order
        if not s.able[i, route.technician] or (quota != NOBODY and position >= quota):
            take(p, r, position)
    if route.count == route.fixed:
        return
    refresh(p, r)
    s.price_min[r] = price_of(p, r)
    as_told = is_sound(p, r)
    touch(p, s, r)
    for j in range(route.first + route.fixed, route.first + route.count):
        p.stops[j].told = NEVER
    refresh(p, r)
    if as_told and not (is_sound(p, r) and price_of(p, r) <= s.price_min[r]):
        restore(p, s, r)
    while route.count > route.fixed and not is_sound(p, r):
        take(p, r, route.count - 1)
