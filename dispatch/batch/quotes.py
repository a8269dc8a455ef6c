"""Who are the cheapest for an order, on the days as they stand? Asked of the evaluator, lowest floor first."""

from __future__ import annotations

import math

import numpy as np

from dispatch.answers import Answers
from dispatch.arrays import NOBODY, Arrays
from dispatch.batch.bounds import Sought, floor_by_legs, floor_each, sought
from dispatch.batch.circle import circle, gather, pop, push
from dispatch.batch.desk import Desk, Integers
from dispatch.evaluator import note_peaks
from dispatch.insertion import seek
from dispatch.kernel import compiled_apart, compiled_inside, compiled_inside_apart
from dispatch.objectives import LATENESS_MAX
from dispatch.pricing import price_pair
from dispatch.rules import failed_rules

FIRST_CROWD = 24
"""How many technicians are looked at first; not all of them may serve the order."""

ASKING, GLANCING, LOOKING = 6, 2, 50
"""Work of a question to the evaluator, and of a floor by legs; how many floors by balls are one unit."""


@compiled_inside_apart
def ask(p: Arrays, i: int, k: int, answers: Answers) -> float:
    """Price of order `i` at its best place with technician `k`, infinite if there is none; it stays in `answers`."""
    answer = answers.each[k]
    answer.route = NOBODY
    price_pair(p, i, k)
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        seek(p, i, r, answers)
    return float(answer.cost_min) if answer.route != NOBODY else math.inf


@compiled_apart
def quote_each(d: Desk, pool: Integers, wants: Integers, anew: bool) -> None:
    """Find the cheapest technicians of every order in the pool, as many as are wanted of each."""
    for m in range(pool.shape[0]):
        quote(d, pool[m], wants[m], anew)


@compiled_inside_apart
def quote(d: Desk, n: int, want: int, anew: bool) -> None:
    """Find the `want` cheapest technicians of order `n` who cost no more than `limits_min` says; equals by id.

    What is known of it still holds, but for those whose days have changed since; unless `anew`, they alone are asked, and
    maybe fewer than `want` are known. The circle of those looked at grows until nobody outside can be cheaper than the
    last of those wanted.
    """
    note_peaks(d.p)
    s = sought(d.p, d.waiting[n], d.points)
    if d.points.shape[0] > 0:
        floor_each(s, d.reach, d.floor_min)
    d.tally[0].work += d.floor_min.shape[0] // LOOKING
    anew = anew or not renew(d, n)
    room = want if anew else np.int64(d.quotes.shape[1])
    if anew:
        d.known[n] = 0
        d.beyond_min[n] = math.inf
    inner, size, crowd = -math.inf, np.int64(0), np.int64(FIRST_CROWD)
    while True:
        outer = worst_of(d, n, room)
        if anew and d.known[n] < room:
            outer = circle(d.floor_min, crowd, outer)
            crowd *= 4
        size = admit(d, n, s, inner, outer, size, anew)
        while size > 0 and d.heap[0].cost_min <= min(outer, worst_of(d, n, room)):
            k = d.heap[0].technician
            size = pop(d.heap, size)
            d.tally[0].work += ASKING
            rank(d, n, room, ask(d.p, d.waiting[n], k, d.answers), k)
        if outer >= worst_of(d, n, room):
            break
        inner = outer
    if d.known[n] == room:
        d.beyond_min[n] = min(d.beyond_min[n], d.quotes[n, room - 1].cost_min)
    d.asked_at[n] = d.tally[0].logged


@compiled_inside
def renew(d: Desk, n: int) -> bool:
    """Forget what those cost order `n` whose days have changed since, and mark them; is it enough to ask them again?"""
    tally = d.tally[0]
    volatile = d.p.weights[LATENESS_MAX] != 0.0  # the price of a day depends on all other days
    if volatile or d.asked_at[n] == NOBODY or tally.logged - d.asked_at[n] > 2 * d.held.shape[0]:
        return False
    tally.search += 1
    for m in range(d.asked_at[n], tally.logged):
        d.seen[d.log[m]] = tally.search
    known = 0
    for m in range(d.known[n]):
        if d.seen[d.quotes[n, m].technician] != tally.search:
            d.quotes[n, known] = d.quotes[n, m]
            known += 1
    d.known[n] = known
    # The first must be cheaper than all who are not known: of equals, one of those may have the lower id.
    return bool(d.beyond_min[n] == math.inf or (known > 0 and d.quotes[n, 0].cost_min < d.beyond_min[n]))


@compiled_inside
def worst_of(d: Desk, n: int, room: int) -> float:
    """Price that a technician must not exceed to be among the cheapest of order `n`, of whom `room` are kept."""
    if d.known[n] == room:
        return float(d.quotes[n, room - 1].cost_min)
    return min(d.beyond_min[n], d.limits_min[n])


@compiled_inside
def admit(d: Desk, n: int, s: Sought, inner: float, outer: float, size: int, anew: bool) -> int:
    """Let everybody into the heap whose floor lies above `inner` and up to `outer`, and who may serve order `n`.

    Unless `anew`, only those whom this search has seen.
    """
    for c in range(gather(d.floor_min, inner, outer, d.gathered)):
        k = d.gathered[c]
        if (anew or d.seen[k] == d.tally[0].search) and failed_rules(d.p, d.waiting[n], k) == 0:
            floor_min = d.floor_min[k]
            if d.points.shape[0] > 0:
                floor_min = max(floor_min, floor_by_legs(d.p, s, k, d.points, d.reach))
                d.tally[0].work += GLANCING
            if floor_min <= d.limits_min[n]:
                size = push(d.heap, size, floor_min, k)
    return size


@compiled_inside
def rank(d: Desk, n: int, room: int, cost_min: float, k: int) -> None:
    """Set a price among those known of order `n`, of whom `room` are kept."""
    if not cost_min <= worst_of(d, n, room):
        return
    row = d.quotes[n]
    m = d.known[n]
    if m == room:
        m -= 1
        if cost_min == row[m].cost_min and d.rank[k] > d.rank[row[m].technician]:
            return
    d.known[n] = m + 1
    while m > 0 and (
        row[m - 1].cost_min > cost_min
        or (row[m - 1].cost_min == cost_min and d.rank[row[m - 1].technician] > d.rank[k])
    ):
        row[m] = row[m - 1]
        m -= 1
    row[m].cost_min = cost_min
    row[m].technician = k
