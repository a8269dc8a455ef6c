"""Ruin: strings of neighbouring stops are torn out of the routes around one order.

Christiaens and Vanden Berghe (2020), "Slack induction by string removals for vehicle routing problems",
Transportation Science 54(2).
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.days import link, load, refresh
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled, compiled_apart, woven
from dispatch.planner.changes import note_change, restore, touch
from dispatch.planner.dice import below, fraction
from dispatch.planner.state import Search

MEAN_REMOVED = 10.0
"""How many stops one ruin takes out on average, if the plan has enough."""

LONGEST_STRING = 10

MOST_LEFT_OUT = 20
"""How many orders that nobody serves are tried again in one iteration."""

LEFT_OUT_SHARE = 0.3
"""How often the ruin is around an order that nobody serves, if there are any."""

SPLIT_SHARE = 0.5
"""How often a string has a gap: some stops in its middle stay."""


@woven
def ruin(p: Arrays, s: Search) -> None:
    """Tear strings out of the routes near one order; they wait in the pool, with some orders that nobody serves."""
    pool_left_out(s)
    centre = below(s.dice, s.route_of.shape[0])
    if s.tally[0].pooled > 0 and fraction(s.dice) < LEFT_OUT_SHARE:
        centre = s.pool[0]
    find_near(p, s, centre)
    routes_in_use = 0
    for r in range(p.routes.shape[0]):
        routes_in_use += p.routes[r].count > 0
    mean_length = s.tally[0].served / max(1, routes_in_use)
    most_strings = 4.0 * MEAN_REMOVED / (1.0 + min(float(LONGEST_STRING), mean_length)) - 1.0
    strings = int(1.0 + fraction(s.dice) * max(1.0, most_strings))
    for n in range(-1, s.near.shape[1]):
        i = centre if n < 0 else s.near[centre, n]
        r = s.route_of[i]
        if r == NOBODY or s.is_touched[r]:
            continue
        tear(p, s, r, i)
        strings -= 1
        if strings == 0:
            break


@compiled
def pool_left_out(s: Search) -> None:
    """Put some of the orders that nobody serves into the pool, beginning anywhere."""
    tally = s.tally[0]
    n_orders = s.route_of.shape[0]
    if tally.served == n_orders:
        return
    begin = below(s.dice, n_orders)
    for n in range(n_orders):
        i = (begin + n) % n_orders
        if s.route_of[i] == NOBODY and s.servable[i]:
            s.pool[tally.pooled] = i
            tally.pooled += 1
            if tally.pooled == MOST_LEFT_OUT:
                return


@compiled_apart
def find_near(p: Arrays, s: Search, i: int) -> None:
    """Find the nearest orders of order `i`, by driving in the shorter direction; known ever after."""
    if s.near_known[i]:
        return
    s.near_known[i] = True
    size = s.near.shape[1]
    found = 0
    for j in range(s.near.shape[0]):
        if j == i:
            continue
        far_s = nearness(p, i, j)
        if found == size and far_s >= s.far_s[size - 1]:
            continue
        found = min(found + 1, size)
        n = found - 1
        while n > 0 and s.far_s[n - 1] > far_s:
            s.far_s[n] = s.far_s[n - 1]
            s.near[i, n] = s.near[i, n - 1]
            n -= 1
        s.far_s[n] = far_s
        s.near[i, n] = j


@compiled
def nearness(p: Arrays, i: int, j: int) -> int:
    """Seconds between two orders in the shorter direction; those without a way come last."""
    there, back = base_s(p, p.orders[i].place, p.orders[j].place), base_s(p, p.orders[j].place, p.orders[i].place)
    return min(int(there) if there >= 0.0 else ALWAYS, int(back) if back >= 0.0 else ALWAYS)


@woven
def tear(p: Arrays, s: Search, r: int, i: int) -> None:
    """Tear a string that holds order `i` out of route `r`, unless what remains breaks a rule."""
    route = p.routes[r]
    movable = route.count - route.fixed
    at = route.fixed
    while at < route.count and p.stops[route.first + at].order != i:
        at += 1
    if at == route.count:
        return  # under way
    length = 1 + below(s.dice, min(movable, LONGEST_STRING))
    gap = 0
    if length > 1 and movable > length and fraction(s.dice) < SPLIT_SHARE:
        gap = 1 + below(s.dice, min(movable - length, LONGEST_STRING))
    span = length + gap
    low = max(route.fixed, at - span + 1)
    begin = low + below(s.dice, min(at, route.count - span) - low + 1)
    gap_begin = begin + 1 + below(s.dice, length - 1) if gap > 0 else begin + span
    touch(p, s, r)
    tally = s.tally[0]
    pooled = tally.pooled
    stays = begin
    for position in range(begin, route.count):
        stop = p.stops[route.first + position]
        kept = p.orders[stop.order].kept
        if kept or position >= begin + span or gap_begin <= position < gap_begin + gap:
            p.stops[route.first + stays] = stop
            stays += 1
        else:
            s.pool[tally.pooled] = stop.order
            tally.pooled += 1
            load(p, r, stop.order, -1)
    route.count = stays
    for position in range(begin, stays + 1):
        link(p, r, position)
    if not refresh(p, r, begin):
        restore(p, s, r)
        tally.pooled = pooled
        return
    for n in range(pooled, tally.pooled):
        s.route_of[s.pool[n]] = NOBODY
        tally.cost_min += p.orders[s.pool[n]].unserved_min
    tally.served -= tally.pooled - pooled
    note_change(p, s, r)
