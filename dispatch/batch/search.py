"""Who are the cheapest for an order, on the days as they stand? Asked of the evaluator, lowest floor first."""

from __future__ import annotations

import math

import numpy as np

from dispatch.batch.bounds import Floats, Sought, floor_by_places, floor_of, sought
from dispatch.batch.desk import Desk, Integers
from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.evaluate import note_peaks
from dispatch.evaluator.insertion import TIE_MIN, seek
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.evaluator.pricing import price_pair
from dispatch.rules import failed_rules

FIRST_CROWD = 24
"""How many technicians are looked at first; not all of them may serve the order."""

LOOKS = 200
"""How many floors are as much work as one question."""


@compiled_apart
def ask(p: Arrays, i: int, k: int, answers: Answers, limit_min: float) -> float:
    """Price of order `i` at its best place with technician `k`, infinite if that is above a limit; see `answers`.

    The evaluator begins with the limit as if it were a place that had been found, so that it need not try what is
    surely dearer.
    """
    technician = p.technicians[k]
    answer = answers.each[k]
    answer.route = technician.route_first
    answer.position = NOBODY
    answer.cost_min = limit_min + 3.0 * TIE_MIN
    price_pair(p, i, k)
    for r in range(technician.route_first, technician.route_last):
        if p.routes[r].count < p.routes[r].room:
            seek(p, i, r, math.inf, True, answers)
    if answer.position == NOBODY or answer.cost_min > limit_min:
        return math.inf
    return float(answer.cost_min)


@compiled_apart
def find(d: Desk, n: int, anew: bool) -> None:
    """Find the cheapest technicians of order `n` who cost no more than leaving it out; equals by id.

    The circle of those looked at grows until nobody outside can be cheaper than the last of those found. Unless `anew`
    only those are asked whom the batch has touched, and whoever else was found stays so.
    """
    note_peaks(d.p)
    i = d.waiting[n]
    keep_untouched(d, n, anew)
    s = sought(d.p, i, d.points)
    if d.points.shape[0] > 0:
        floor_each(s, d.reach, d.floor_min)
    d.work[0] += d.floor_min.shape[0] // LOOKS
    inner, crowd = -math.inf, int(np.int64(FIRST_CROWD))
    while True:
        outer = circle(d.floor_min, crowd, worst_of(d, n))
        size = admit(d, n, inner, outer, anew)
        if crowd == FIRST_CROWD:
            sort(d.queue, size, d.floor_min)
        for m in range(size):
            k = d.queue[m]
            if d.floor_min[k] <= worst_of(d, n) and is_near(d, n, s, k):
                d.work[0] += 1
                enter(d, n, ask(d.p, i, k, d.answers, worst_of(d, n)), k)
        if outer >= worst_of(d, n):
            break
        inner = outer
        crowd *= 4


@compiled
def keep_untouched(d: Desk, n: int, anew: bool) -> None:
    """Forget those found of order `n` whom the batch has touched, or all."""
    known = 0
    for m in range(0 if anew else d.known[n]):
        if not d.is_touched[d.found[n, m]]:
            d.found[n, known], d.found_min[n, known] = d.found[n, m], d.found_min[n, m]
            known += 1
    d.known[n] = known


@compiled
def is_near(d: Desk, n: int, s: Sought, k: int) -> bool:
    """Is the higher floor for technician `k` low enough, too?"""
    return d.points.shape[0] == 0 or floor_by_places(d.p, s, d.points, d.reach, k) <= worst_of(d, n)


@compiled
def floor_each(s: Sought, reach: Floats, floor_min: Floats) -> None:
    """Write a floor under the price of an order for everybody, by the balls that hold their places."""
    for k in range(floor_min.shape[0]):
        floor_min[k] = floor_of(s, reach, k)


@compiled
def worst_of(d: Desk, n: int) -> float:
    """Price that a technician must not exceed to be among the cheapest of order `n`."""
    if d.known[n] == d.found.shape[1] and d.known[n] > 0:
        return float(d.found_min[n, d.known[n] - 1])
    return float(d.p.orders[d.waiting[n]].unserved_min)


@compiled
def circle(floor_min: Floats, crowd: int, limit: float) -> float:
    """A floor under which stand at least `crowd` technicians, but not many more; `limit` if there are not so many."""
    lowest = math.inf
    for k in range(floor_min.shape[0]):
        lowest = min(lowest, floor_min[k])
    if lowest == -math.inf:
        return limit
    width = 1.0
    while lowest + width < limit:
        inside = 0
        for k in range(floor_min.shape[0]):
            inside += floor_min[k] <= lowest + width
        if inside >= crowd:
            return lowest + width
        width *= 1.5
    return limit


@compiled
def admit(d: Desk, n: int, inner: float, outer: float, anew: bool) -> int:
    """Let those into the queue whose floor is above `inner` and up to `outer` and who may serve; how many?"""
    near = 0
    everybody = inner == -math.inf
    for k in range(d.floor_min.shape[0]):
        d.queue[near] = k  # written over by the next, unless it counts: this loop has no branch
        near += (d.floor_min[k] <= outer) & (everybody | (d.floor_min[k] > inner))
    size = 0
    for m in range(near):
        if (anew or d.is_touched[d.queue[m]]) and failed_rules(d.p, d.waiting[n], d.queue[m]) == 0:
            d.queue[size] = d.queue[m]
            size += 1
    return size


@compiled
def sort(queue: Integers, size: int, floor_min: Floats) -> None:
    """Sort the first `size` technicians of a queue by their floors."""
    for n in range(1, size):
        k, m = queue[n], n
        while m > 0 and floor_min[queue[m - 1]] > floor_min[k]:
            queue[m] = queue[m - 1]
            m -= 1
        queue[m] = k


@compiled
def enter(d: Desk, n: int, cost_min: float, k: int) -> None:
    """Set a price among those found of order `n`, if it is one of the lowest."""
    if not cost_min <= worst_of(d, n):
        return
    found, found_min = d.found[n], d.found_min[n]
    m = d.known[n]
    if m == found.shape[0]:
        m -= 1
        if cost_min == found_min[m] and d.rank[k] > d.rank[found[m]]:
            return
    d.known[n] = m + 1
    while m > 0 and (
        found_min[m - 1] > cost_min or (found_min[m - 1] == cost_min and d.rank[found[m - 1]] > d.rank[k])
    ):
        found[m], found_min[m] = found[m - 1], found_min[m - 1]
        m -= 1
    found[m], found_min[m] = k, cost_min
