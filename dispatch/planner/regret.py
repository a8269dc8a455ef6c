"""Regret insertion: first the order that would lose most if its cheapest route were taken by another.

Potvin and Rousseau (1993), "A parallel route building algorithm for the vehicle routing and scheduling problem with
time windows", EJOR 66(3). The last alternative of every order is to be left out, at its price.
"""

from __future__ import annotations

import math

import numpy as np

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_entry, woven
from dispatch.planner.quotes import consider, find_choice, insert_as_chosen, is_worth_it
from dispatch.planner.state import Search


@compiled_entry
def find_choices(p: Arrays, s: Search, first: int, last: int) -> None:
    """Find the two cheapest routes of the pool's orders from `first` to `last` (exclusive)."""
    for n in range(first, last):
        find_choice(p, s, s.pool[n])


@compiled_entry
def insert_by_regret(p: Arrays, s: Search, steps: int) -> bool:
    """Put up to `steps` orders of the pool in; is there more to do?"""
    tally = s.tally[0]
    for _ in range(steps):
        n = most_regretted(p, s)
        if n == NOBODY:
            return False
        i = s.pool[n]
        r = int(np.int64(s.choices[i].route))
        tally.pooled -= 1
        s.pool[n] = s.pool[tally.pooled]
        if insert_as_chosen(p, s, i):
            renew_choices(p, s, r)
    return True


@compiled
def most_regretted(p: Arrays, s: Search) -> int:
    """Where in the pool stands the order with the largest regret that is worth serving; NOBODY if none is."""
    chosen, largest = NOBODY, -math.inf
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        if is_worth_it(p, s, i):
            regret = min(s.choices[i].second_min, p.orders[i].unserved_min) - s.choices[i].cost_min
            if regret > largest or (regret == largest and i < s.pool[chosen]):
                chosen, largest = n, regret
    return chosen


@woven
def renew_choices(p: Arrays, s: Search, r: int) -> None:
    """Route `r` has changed: ask again what it costs the pool's orders."""
    k = p.routes[r].technician
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        if s.choices[i].route == r or s.choices[i].second_route == r:
            find_choice(p, s, i)
        elif s.able[i, k]:
            consider(p, s, i, r)
