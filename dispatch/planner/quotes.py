"""What does an order cost in a route, and where is it cheapest? Asked of the evaluator, remembered in the ledger."""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.evaluate import note_peaks
from dispatch.evaluator.insertion import seek
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.evaluator.plain import cheapest_plain
from dispatch.evaluator.pricing import price_pair
from dispatch.objectives import CHANGED, LEVEL, NOT_PREFERRED
from dispatch.planner.changes import insert
from dispatch.planner.dice import fraction
from dispatch.planner.nearness import find_homes, find_near
from dispatch.planner.state import Search
from dispatch.planner.tied import is_barred, is_bound

NEIGHBOURS = 15
"""Of so many of the nearest orders the routes are tried."""


@compiled
def quote(p: Arrays, s: Search, i: int, r: int) -> tuple[float, int]:
    """Price of order `i` at its best place in route `r`, and that position; infinite, and NOBODY, if there is none.

    From the ledger where it still holds; never if the start hangs on others.
    """
    is_noted = s.ledger.shape[0] > 0 and not is_bound(s, i)
    if is_noted and s.ledger[i, r].serial == s.serial[r]:
        return float(s.ledger[i, r].cost_min), int(s.ledger[i, r].position)
    cost_min, position = ask_plain(p, i, r) if s.plain[r] else ask(p, s, i, r)
    if is_noted:
        s.ledger[i, r].cost_min, s.ledger[i, r].position, s.ledger[i, r].serial = cost_min, position, s.serial[r]
    return cost_min, position


@compiled
def ask_plain(p: Arrays, i: int, r: int) -> tuple[float, int]:
    """The same of a plain route, asked anew."""
    cost_min, position = cheapest_plain(p, i, r)
    price_pair(p, i, p.routes[r].technician)
    for term in (LEVEL, NOT_PREFERRED, CHANGED):
        if p.weights[term] != 0.0:
            cost_min += p.weights[term] * p.totals[term]
    return cost_min, position


@compiled_apart
def ask(p: Arrays, s: Search, i: int, r: int) -> tuple[float, int]:
    """The same of any route, asked anew."""
    answer = s.answers.each[p.routes[r].technician]
    answer.route = NOBODY
    note_peaks(p)
    price_pair(p, i, p.routes[r].technician)
    seek(p, i, r, math.inf, True, s.answers)
    if answer.route == NOBODY:
        return math.inf, NOBODY
    return float(answer.cost_min), int(answer.position)


@compiled
def weigh(s: Search, i: int, r: int, cost_min: float, position: int) -> None:
    """Set a price beside the two cheapest of order `i`."""
    choice = s.choices[i]
    if cost_min < choice.cost_min:
        choice.second_route, choice.second_min = choice.route, choice.cost_min
        choice.route, choice.position, choice.cost_min = r, position, cost_min
    elif cost_min < choice.second_min:
        choice.second_route, choice.second_min = r, cost_min


@compiled
def forget_choice(s: Search, i: int) -> None:
    """Let order `i` have no cheapest routes."""
    choice = s.choices[i]
    choice.route = choice.second_route = choice.position = NOBODY
    choice.cost_min = choice.second_min = math.inf


@compiled
def consider(p: Arrays, s: Search, i: int, r: int) -> None:
    """Set the price of order `i` in route `r` beside its two cheapest, unless others bar it there."""
    if is_bound(s, i) and is_barred(p, s, i, p.routes[r].technician):
        return
    cost_min, position = quote(p, s, i, r)
    weigh(s, i, r, cost_min, position)


@compiled_apart
def ask_again(p: Arrays, s: Search, i: int, r: int) -> None:
    """The same, for whoever does not do it all the time."""
    consider(p, s, i, r)


@compiled_apart
def find_choice(p: Arrays, s: Search, i: int) -> None:
    """Find the two cheapest routes of order `i`, of all."""
    forget_choice(s, i)
    for k in range(p.technicians.shape[0]):
        if s.able[i, k]:
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                consider(p, s, i, r)


@compiled
def find_near_choice(p: Arrays, s: Search, i: int, blink: float) -> None:
    """Find the cheapest route of order `i` of those touched, those of its nearest orders, and those that begin near.

    `blink` is how often one of them is overlooked.
    """
    forget_choice(s, i)
    for n in range(gather_routes(p, s, i)):
        if fraction(s.dice) >= blink:
            consider(p, s, i, s.gathered[n])


@compiled
def gather_routes(p: Arrays, s: Search, i: int) -> int:
    """Write the routes in which order `i` is to be tried into `s.gathered`; how many are they?"""
    find_near(p, s, i)
    find_homes(p, s, i)
    s.tally[0].asked += 1
    found = 0
    for n in range(s.tally[0].touched):
        found = gather(p, s, i, s.touched[n], found)
    for n in range(min(NEIGHBOURS, s.near.shape[1])):
        found = gather(p, s, i, s.route_of[s.near[i, n]], found)
    for n in range(s.homes.shape[1]):
        if s.homes[i, n] != NOBODY:
            found = gather(p, s, i, unused_twin(p, s, i, s.homes[i, n]), found)
    return found


@compiled
def unused_twin(p: Arrays, s: Search, i: int, r: int) -> int:
    """A route that begins where `r` does, holds nothing and is open to order `i`; `r` itself if there is none."""
    twin = s.twins[r]
    while twin != r and (p.routes[twin].count > 0 or not is_open(p, s, i, twin)):
        twin = s.twins[twin]
    return int(twin)


@compiled
def is_open(p: Arrays, s: Search, i: int, r: int) -> bool:
    """May order `i` be put into route `r`, now and by the static rules?"""
    return bool(s.open_routes[r] and s.able[i, p.routes[r].technician])


@compiled
def gather(p: Arrays, s: Search, i: int, r: int, found: int) -> int:
    """Write route `r` behind the `found` first in `s.gathered`, unless it is one of them or can do nothing for `i`."""
    if r == NOBODY or s.asked[r] == s.tally[0].asked:
        return found
    s.asked[r] = s.tally[0].asked
    if not is_open(p, s, i, r):
        return found
    s.gathered[found] = r
    return found + 1


@compiled
def is_worth_it(p: Arrays, s: Search, i: int, hope_min: float) -> bool:
    """Does serving order `i` at its cheapest cost no more than leaving it out, and `hope_min` besides?"""
    return bool(s.choices[i].cost_min <= p.orders[i].unserved_min + hope_min)


@compiled
def insert_as_chosen(p: Arrays, s: Search, i: int) -> bool:
    """Put order `i` where it is cheapest."""
    return insert(p, s, i, s.choices[i].route, s.choices[i].position)


@compiled_apart
def insert_as_found(p: Arrays, s: Search, i: int) -> bool:
    """The same, for whoever does not do it all the time."""
    return insert_as_chosen(p, s, i)
