"""Ruin: strings of neighbouring stops are torn out of the routes around one order.

Christiaens and Vanden Berghe (2020), "Slack induction by string removals for vehicle routing problems",
Transportation Science 54(2).
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import link, load
from dispatch.evaluator.kernel import compiled, woven
from dispatch.planner.changes import note_change, restore, set_clock, touch
from dispatch.planner.dice import below, fraction
from dispatch.planner.nearness import find_near
from dispatch.planner.parting import part
from dispatch.planner.state import Search
from dispatch.planner.tied import is_out, is_tied, may_leave

MEAN_REMOVED = 10.0
"""How many stops one ruin takes out on average, if the plan has enough."""

LONGEST_STRING = 10

MOST_LEFT_OUT = 20
"""How many orders that nobody serves are tried again in one iteration."""

LEFT_OUT_SHARE = 0.2
"""How often the ruin is around an order that nobody serves, if there are any."""

SPLIT_SHARE = 0.2
"""How often a string has a gap: some stops in its middle stay."""

SPLIT_END = 0.01
"""How often a gap ends at the next stop."""


@woven
def ruin(p: Arrays, s: Search) -> None:
    """Tear strings out of the routes near one order; they wait in the pool, with orders near it that nobody serves."""
    centre = draw_centre(s)
    find_near(p, s, centre)
    pool_left_out(s, centre)
    length = min(float(LONGEST_STRING), s.tally[0].served / max(1, s.tally[0].used))
    strings = int(1.0 + fraction(s.dice) * max(0.0, 4.0 * MEAN_REMOVED / (1.0 + length) - 1.0))
    for n in range(-1, s.near.shape[1]):
        i = centre if n < 0 else s.near[centre, n]
        r = s.route_of[i]
        if r == NOBODY or s.is_touched[r] or not s.open_routes[r]:
            continue
        tear(p, s, r, i, length)
        strings -= 1
        if strings == 0:
            break


@compiled
def draw_centre(s: Search) -> int:
    """Draw the order around which the ruin is to be."""
    size = s.tally[0].field
    drawn = below(s.dice, size)
    if s.tally[0].served < s.route_of.shape[0] and fraction(s.dice) < LEFT_OUT_SHARE:
        for n in range(size):
            i = s.field[(drawn + n) % size]
            if is_left_out(s, i):
                return int(i)
    return int(s.field[drawn])


@compiled
def is_left_out(s: Search, i: int) -> bool:
    """Does nobody serve order `i`, though somebody could, and may it be given out for the time being?"""
    return bool(s.route_of[i] == NOBODY and s.servable[i] and s.open_orders[i] and is_out(s, i))


@compiled
def hardship(s: Search, i: int) -> float:
    """How hard to place is order `i`, going by how often it found no place?"""
    return math.log1p(s.failures[i])


@compiled
def pool_left_out(s: Search, centre: int) -> None:
    """Put those of the orders near `centre` that nobody serves into the pool."""
    tally = s.tally[0]
    tally.missed = 0.0
    if tally.served == s.route_of.shape[0]:
        return
    for n in range(-1, s.near.shape[1]):
        i = centre if n < 0 else s.near[centre, n]
        if is_left_out(s, i):
            s.pool[tally.pooled] = i
            tally.pooled += 1
            tally.missed += hardship(s, i)
            if tally.pooled == MOST_LEFT_OUT:
                return


@compiled
def tear(p: Arrays, s: Search, r: int, i: int, longest: float) -> None:
    """Tear a string that holds order `i` out of route `r`, unless what remains breaks a rule."""
    route = p.routes[r]
    movable = route.count - route.fixed
    at = route.fixed
    while at < route.count and p.stops[route.first + at].order != i:
        at += 1
    if at == route.count:
        return  # under way
    length = 1 + below(s.dice, int(min(float(movable), longest)))
    gap = 0
    if length > 1 and length < movable and fraction(s.dice) < SPLIT_SHARE:
        gap = 1
        while length + gap < movable and fraction(s.dice) >= SPLIT_END:
            gap += 1
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
        kept = p.orders[stop.order].kept or (is_tied(s) and not may_leave(p, s, stop.order))
        if kept or position >= begin + span or gap_begin <= position < gap_begin + gap:
            if stays < position:
                p.stops[route.first + stays] = stop
            stays += 1
        else:
            s.pool[tally.pooled] = stop.order
            tally.pooled += 1
            load(p, r, stop.order, -1)
    route.count = stays
    for position in range(begin, min(stays, begin + span) + 1):
        link(p, r, position)
    if not set_clock(p, s, r, begin):
        restore(p, s, r)
        tally.pooled = pooled
        return
    for n in range(pooled, tally.pooled):
        s.route_of[s.pool[n]] = NOBODY
        tally.cost_min += p.orders[s.pool[n]].unserved_min
    tally.served -= tally.pooled - pooled
    note_change(p, s, r)
    if is_tied(s):
        part(p, s, pooled)
