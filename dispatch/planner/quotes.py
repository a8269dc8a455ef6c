"""What does an order cost in a route, and where is it cheapest? Asked of the evaluator, remembered in the ledger."""

from __future__ import annotations

import math

import numpy as np

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.insertion import UNKNOWN, attempt, is_closed, seek
from dispatch.evaluator.kernel import compiled, compiled_apart, woven
from dispatch.evaluator.pricing import price_pair
from dispatch.planner.changes import insert
from dispatch.planner.dice import below, fraction
from dispatch.planner.state import Search


@woven
def ask(p: Arrays, s: Search, i: int, r: int) -> float:
    """Price of order `i` at its best place in route `r`, infinite if there is none; the place stays in `s.answers`."""
    answer = s.answers.each[p.routes[r].technician]
    answer.route = NOBODY
    price_pair(p, i, p.routes[r].technician)
    seek(p, i, r, math.inf, True, s.answers)
    return float(answer.cost_min) if answer.route != NOBODY else math.inf


@woven
def quote(p: Arrays, s: Search, i: int, r: int) -> float:
    """Price of order `i` in route `r`, from the ledger where it still holds."""
    is_noted = s.ledger.shape[0] > 0
    if is_noted and s.ledger[i, r].serial == s.serial[r]:
        return float(s.ledger[i, r].cost_min)
    cost_min = ask(p, s, i, r)
    if is_noted:
        s.ledger[i, r].cost_min, s.ledger[i, r].serial = cost_min, s.serial[r]
    return cost_min


@compiled_apart
def find_choice(p: Arrays, s: Search, i: int, blink: float) -> None:
    """Find the two cheapest routes of order `i`; `blink` is how often only a glance is thrown at one."""
    choice = s.choices[i]
    choice.route = choice.second_route = choice.position = NOBODY
    choice.cost_min = choice.second_min = math.inf
    for k in range(p.technicians.shape[0]):
        if s.able[i, k]:
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                if blink > 0.0 and fraction(s.dice) < blink:
                    glance(p, s, i, r)
                else:
                    consider(s, i, r, quote(p, s, i, r))


@woven
def glance(p: Arrays, s: Search, i: int, r: int) -> None:
    """Consider a single place in route `r`, any one or one beyond the last, which is none."""
    route = p.routes[r]
    position = route.fixed + below(s.dice, route.count - route.fixed + 2)
    if position > route.count or is_closed(p, i, r):
        return
    answer = s.answers.each[route.technician]
    answer.route = NOBODY
    price_pair(p, i, route.technician)
    attempt(p, i, r, position, UNKNOWN, math.inf, True, s.answers)
    if answer.route != NOBODY and answer.cost_min < s.choices[i].cost_min:
        consider(s, i, r, answer.cost_min)
        s.choices[i].position = position


@compiled
def consider(s: Search, i: int, r: int, cost_min: float) -> None:
    """Set a price beside the two cheapest of order `i`."""
    choice = s.choices[i]
    if cost_min < choice.cost_min:
        choice.second_route, choice.second_min = choice.route, choice.cost_min
        choice.route, choice.cost_min = r, cost_min
        choice.position = NOBODY
    elif cost_min < choice.second_min:
        choice.second_route, choice.second_min = np.int32(r), cost_min


@compiled
def is_worth_it(p: Arrays, s: Search, i: int) -> bool:
    """Does serving order `i` at its cheapest cost no more than leaving it out?"""
    return bool(s.choices[i].cost_min <= p.orders[i].unserved_min)


@woven
def insert_as_chosen(p: Arrays, s: Search, i: int) -> bool:
    """Put order `i` into the route of its choice: where the glance fell, else at the best place."""
    r, position = s.choices[i].route, s.choices[i].position
    if position == NOBODY:
        if ask(p, s, i, r) == math.inf:
            return False
        position = s.answers.each[p.routes[r].technician].position
    # Wide integers as everywhere else: each width would be compiled by itself.
    return insert(p, s, i, int(np.int64(r)), int(np.int64(position)))
