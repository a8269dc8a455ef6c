"""The search itself: ruin, recreate, and accept what is no worse or, while it is warm, a little worse.

Simulated annealing after Kirkpatrick, Gelatt and Vecchi (1983), with the temperature given from outside, so that it can
follow whatever budget there is.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, woven
from dispatch.planner.changes import forget_touched, keep_as_best, roll_back
from dispatch.planner.dice import fraction
from dispatch.planner.nearness import find_field
from dispatch.planner.recreate import recreate
from dispatch.planner.ruin import hardship, ruin
from dispatch.planner.state import Search

HARDSHIP = 1.0
"""What it is worth to leave out an order that is easy to place instead of a hard one, in warmth."""

LEAST_GAIN = 1e-9
"""A plan is better if it costs less by this many minutes, and by this part of the cost a thousandfold finer."""


@compiled
def note_failures(s: Search) -> float:
    """Count a failure for each order of the pool that found no place; how hard to place are they all?"""
    missed = 0.0
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        if s.route_of[i] == NOBODY:
            missed += hardship(s, i)
            s.failures[i] += 1.0
    return missed


@woven
def anneal(p: Arrays, s: Search, iterations: int, hot_min: float, cold_min: float) -> None:
    """Search for some iterations in one place while it cools from `hot_min` to `cold_min`, both in minutes.

    To stay in one place for a while keeps all that is read near at hand: half as many iterations more at 1 000 orders.
    """
    tally = s.tally[0]
    if not find_field(p, s):
        return
    for n in range(iterations):
        cost_min, served = tally.cost_min, tally.served
        warmth_min = hot_min + (cold_min - hot_min) * n / iterations
        ruin(p, s)
        if tally.cost_min < math.inf:
            recreate(p, s)
        relief_min = HARDSHIP * warmth_min * (tally.missed - note_failures(s))
        if tally.cost_min - relief_min > cost_min - warmth_min * math.log(1.0 - fraction(s.dice)):
            roll_back(p, s, cost_min, served)
            continue
        forget_touched(s)
        if tally.cost_min < tally.best_min - LEAST_GAIN - 1e-12 * abs(tally.best_min):
            keep_as_best(p, s)
