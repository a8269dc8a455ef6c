"""Recreate: the orders in the pool go back in, each at its cheapest place, but for blinks.

Greedy insertion with blinks, after Christiaens and Vanden Berghe (2020).
"""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled_apart, woven
from dispatch.evaluator.windows import window_begin, window_end
from dispatch.planner.changes import touch
from dispatch.planner.dice import below, fraction
from dispatch.planner.holding import set_anew
from dispatch.planner.joining import EVERYWHERE, join
from dispatch.planner.quotes import find_choice, find_near_choice, insert_as_chosen, insert_as_found, is_worth_it
from dispatch.planner.state import Search
from dispatch.planner.tied import hangs_together, is_bound, is_tied, stop_of

BLINK, WILD_BLINK = 0.01, 0.3
"""How often a route is overlooked, as a rule and in a wild iteration."""

WILD_SHARE = 0.05
"""How many iterations are wild."""

BESIDE_SHARE = 0.02
"""How often an order leaves one of its neighbours where it is: else it always has the cheapest place of a route."""

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
    blink = WILD_BLINK if is_tied(s) and fraction(s.dice) < WILD_SHARE else BLINK
    for n in range(s.tally[0].pooled):
        i = s.pool[n]
        hope_min = s.ties.rows[i].hope_min if is_tied(s) else 0.0
        if is_tied(s) and fraction(s.dice) < BESIDE_SHARE:
            insert_beside(p, s, i, hope_min)
        elif is_bound(s, i):
            join(p, s, i, blink, hope_min)
        else:
            find_near_choice(p, s, i, blink)
            if is_worth_it(p, s, i, hope_min):
                insert_as_chosen(p, s, i)


@compiled_apart
def insert_beside(p: Arrays, s: Search, i: int, hope_min: float) -> None:
    """Put order `i` in at its cheapest, but so that one of its neighbours, drawn by lot, starts no later than now."""
    other = s.near[i, below(s.dice, s.near.shape[1])] if s.near_known[i] and s.near.shape[1] > 0 else i
    r = s.route_of[other]
    is_held = r != NOBODY and s.open_routes[r] and not (is_tied(s) and hangs_together(s, other))
    if is_held:
        touch(p, s, r)
        until = stop_of(p, s, other).until
        stop_of(p, s, other).until = stop_of(p, s, other).start
        set_anew(p, s, other)
    if is_bound(s, i):
        join(p, s, i, BLINK, hope_min)
    else:
        find_near_choice(p, s, i, BLINK)
        if is_worth_it(p, s, i, hope_min):
            insert_as_found(p, s, i)
    if is_held:
        stop_of(p, s, other).until = until
        set_anew(p, s, other)


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
