"""Regret insertion: first the order that would lose most if its cheapest route were taken by another.

Potvin and Rousseau (1993), "A parallel route building algorithm for the vehicle routing and scheduling problem with
time windows", EJOR 66(3). The last alternative of every order is to be left out, at its price.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, woven
from dispatch.planner.quotes import ask_again, find_choice, insert_as_found, is_worth_it
from dispatch.planner.state import Search


@woven
def find_choices(p: Arrays, s: Search, count: int) -> None:
    """Find the two cheapest routes of the pool's `count` first orders."""
    for n in range(count):
        find_choice(p, s, s.pool[n])


@woven
def insert_by_regret(p: Arrays, s: Search, steps: int) -> int:
    """Put up to `steps` orders of the pool in, and take them out of it; how many were those?"""
    tally = s.tally[0]
    taken = 0
    for _ in range(steps):
        n = most_regretted(p, s)
        if n == NOBODY:
            break
        taken += 1
        i = s.pool[n]
        r = s.choices[i].route
        tally.pooled -= 1
        s.pool[n] = s.pool[tally.pooled]
        if insert_as_found(p, s, i):
            renew_choices(p, s, r)
    return taken


@compiled
def most_regretted(p: Arrays, s: Search) -> int:
    """Where in the pool stands the order with the largest regret that is worth serving; NOBODY if none is."""
    chosen, largest = NOBODY, -math.inf
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        if is_worth_it(p, s, i, 0.0):
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
            ask_again(p, s, i, r)
