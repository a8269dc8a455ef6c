"""What does an order cost in a route, and where is it cheapest? Asked of the evaluator, remembered in the ledger."""

from __future__ import annotations

import math

import numpy as np

from dispatch.arrays import NOBODY, Arrays
from dispatch.insertion import seek
from dispatch.kernel import compiled, compiled_apart
from dispatch.planner.changes import insert
from dispatch.planner.dice import fraction
from dispatch.planner.state import Search


@compiled_apart
def ask(p: Arrays, s: Search, i: int, r: int) -> float:
    """Price of order `i` at its best place in route `r`, infinite if there is none; the place stays in `s.answers`."""
    answer = s.answers.each[p.routes[r].technician]
    answer.route = NOBODY
    answer.miss_s = 1  # spare the evaluator the search for the nearest miss
    seek(p, i, r, s.answers)
    return float(answer.cost_min) if answer.route != NOBODY else math.inf


@compiled
def quote(p: Arrays, s: Search, i: int, r: int) -> float:
    """Price of order `i` in route `r`, from the ledger where it still holds."""
    if s.ledger.shape[0] == 0:
        return ask(p, s, i, r)
    noted = s.ledger[i, r]
    if noted.serial != s.serial[r]:
        noted.cost_min = ask(p, s, i, r)
        noted.serial = s.serial[r]
    return float(noted.cost_min)


@compiled_apart
def find_choice(p: Arrays, s: Search, i: int, blink: float) -> None:
    """Find the two cheapest routes of order `i`, overlooking each route with probability `blink`."""
    choice = s.choices[i]
    choice.route = choice.second_route = NOBODY
    choice.cost_min = choice.second_min = math.inf
    for k in range(p.technicians.shape[0]):
        if s.able[i, k]:
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                if blink == 0.0 or fraction(s.dice) >= blink:
                    consider(s, i, r, quote(p, s, i, r))


@compiled
def consider(s: Search, i: int, r: int, cost_min: float) -> None:
    """Set a price beside the two cheapest of order `i`."""
    choice = s.choices[i]
    if cost_min < choice.cost_min:
        choice.second_route, choice.second_min = choice.route, choice.cost_min
        choice.route, choice.cost_min = r, cost_min
    elif cost_min < choice.second_min:
        choice.second_route, choice.second_min = np.int32(r), cost_min


@compiled
def is_worth_it(p: Arrays, s: Search, i: int) -> bool:
    """Does serving order `i` at its cheapest cost no more than leaving it out?"""
    return bool(s.choices[i].cost_min <= p.orders[i].unserved_min)


@compiled
def insert_at_best(p: Arrays, s: Search, i: int, r: int) -> bool:
    """Put order `i` at its best place in route `r`."""
    if ask(p, s, i, r) == math.inf:
        return False
    return insert(p, s, i, r, int(s.answers.each[p.routes[r].technician].position))
