"""Recreate: the orders in the pool go back in, each at its cheapest place, but for blinks.

Greedy insertion with blinks, after Christiaens and Vanden Berghe (2020).
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, Arrays
from dispatch.evaluator.kernel import woven
from dispatch.evaluator.windows import window_begin, window_end
from dispatch.planner.dice import below, fraction
from dispatch.planner.joining import EVERYWHERE, join
from dispatch.planner.quotes import find_choice, find_near_choice, insert_as_chosen, insert_as_found, is_worth_it
from dispatch.planner.state import Search
from dispatch.planner.tied import is_bound, is_tied

BLINK = 0.01
"""How often a route is overlooked."""

BY_LOT, BY_PRICE, BY_WINDOW, BY_LENGTH, BY_WIDTH = range(5)
"""Sequences in which orders go back in."""

SEQUENCES = (BY_LOT,) * 2 + (BY_PRICE,) * 6 + (BY_WINDOW, BY_LENGTH) + (BY_WIDTH,) * 2
"""As often as they are drawn."""

DEEPER = 1e20
"""By how much what comes after another order ranks behind it, whatever the sequence."""


@woven
def recreate(p: Arrays, s: Search) -> None:
    """Put the pooled orders in, in a sequence drawn by lot."""
    sort_pool(p, s, SEQUENCES[below(s.dice, len(SEQUENCES))])
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        hope_min = s.ties.rows[i].hope_min if is_tied(s) else 0.0
        if is_bound(s, i):
            join(p, s, i, BLINK, hope_min)
            continue
        find_near_choice(p, s, i, BLINK)
        if is_worth_it(p, s, i, hope_min):
            insert_as_chosen(p, s, i)


@woven
def sort_pool(p: Arrays, s: Search, sequence: int) -> None:
    """Sort the pool; what comes first has the choice."""
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        rank = fraction(s.dice)
        if is_tied(s):
            rank += DEEPER * s.ties.rows[i].depth
        if sequence == BY_PRICE:
            rank -= p.orders[i].unserved_min
        elif sequence == BY_WINDOW:
            rank += min(float(window_end(p, i)), float(ALWAYS))
        elif sequence == BY_LENGTH:
            rank -= p.orders[i].service_s
        elif sequence == BY_WIDTH:
            rank += float(window_end(p, i)) - float(window_begin(p, i))
        m = n
        while m > 0 and s.rank[m - 1] > rank:
            s.rank[m], s.pool[m] = s.rank[m - 1], s.pool[m - 1]
            m -= 1
        s.rank[m], s.pool[m] = rank, i


@woven
def insert_each(p: Arrays, s: Search, count: int) -> int:
    """Put the pool's `count` first orders in, each at its cheapest; how many went in?"""
    inserted = 0
    for n in range(count):
        i = s.pool[n]
        if is_bound(s, i):
            inserted += join(p, s, i, EVERYWHERE, 0.0)
            continue
        find_choice(p, s, i)
        if is_worth_it(p, s, i, 0.0):
            inserted += insert_as_found(p, s, i)
    return inserted
