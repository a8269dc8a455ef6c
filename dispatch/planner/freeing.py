"""The plan in force made one that may be changed, and its clocks set as they are told in the end; compiled."""

from __future__ import annotations

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.days import refresh, take
from dispatch.evaluator.kernel import compiled, woven
from dispatch.planner.changes import count_up, forget_touched, price_of, restore, set_clock, touch
from dispatch.planner.parting import drop_broken
from dispatch.planner.state import Search
from dispatch.planner.tied import hangs_together, is_tied


@woven
def free_routes(p: Arrays, s: Search) -> None:
    """Free what is not under way, take out what lacks its crew or what it comes after, and take stock."""
    for r in range(p.routes.shape[0]):
        if p.routes[r].count > p.routes[r].fixed:
            free(p, s, r)
        if s.plain[r]:
            set_clock(p, s, r, 0)
    forget_touched(s)
    count_up(p, s)
    drop_broken(p, s)
    forget_touched(s)
    count_up(p, s)


@compiled
def carries_too_much(p: Arrays, r: int) -> bool:
    """Does route `r` carry more than its technician can?"""
    for d in range(p.carried.shape[1]):
        if p.carried[r, d] > p.capacity[p.routes[r].technician, d]:
            return True
    return False


@woven
def free(p: Arrays, s: Search, r: int) -> None:
    """Make route `r` of the plan in force one that may be changed: drop what it may not hold, lift the starts told.

    The starts stay as told where lifting them would cost more: a later start may have been chosen to save waiting. What
    hangs together with others keeps its start.
    """
    route = p.routes[r]
    quota = p.technicians[route.technician].max_orders
    for position in range(route.count - 1, route.fixed - 1, -1):
        if not s.able[p.stops[route.first + position].order, route.technician]:
            take(p, r, position)
    while route.count > route.fixed and (route.count > quota or carries_too_much(p, r)):
        take(p, r, last_loose(p, r))
    if route.count == route.fixed:
        return
    refresh(p, r, 0)
    s.price_min[r] = price_of(p, r)
    as_told = p.routes[r].legal
    touch(p, s, r)
    for j in range(route.first + route.fixed, route.first + route.count):
        if not (is_tied(s) and hangs_together(s, p.stops[j].order)):
            p.stops[j].told = p.frozen
        elif as_told:
            keep_start(p, j)
    refresh(p, r, 0)
    if as_told and not (p.routes[r].legal and price_of(p, r) <= s.price_min[r]):
        restore(p, s, r)
    while route.count > route.fixed and not p.routes[r].legal:
        take(p, r, last_loose(p, r))
        refresh(p, r, 0)  # a clock that breaks a rule has its breaks anywhere
    for j in range(route.first + route.fixed, route.first + route.count):
        if is_tied(s) and not as_told and hangs_together(s, p.stops[j].order):
            keep_start(p, j)


@compiled
def keep_start(p: Arrays, j: int) -> None:
    """Let stop `j` start when it does now."""
    stop = p.stops[j]
    stop.told = stop.start
    stop.until = min(stop.until, stop.start)


@compiled
def last_loose(p: Arrays, r: int) -> int:
    """Position of the last stop of route `r` that is not locked into the plan; the last of all if every one is."""
    route = p.routes[r]
    for position in range(route.count - 1, route.fixed - 1, -1):
        if not p.orders[p.stops[route.first + position].order].kept:
            return position
    return int(route.count) - 1


@woven
def reset_all(p: Arrays, s: Search) -> None:
    """Set the clocks of plain routes as those of all others are set: with departures, returns and sums by stop."""
    for r in range(p.routes.shape[0]):
        if s.plain[r]:
            refresh(p, r, 0)
