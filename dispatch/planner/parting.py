"""Rows taken out of their routes together with all that cannot stay without them, compiled."""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import pull_out
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.planner.changes import note_change, set_clock, touch
from dispatch.planner.state import Search
from dispatch.planner.tied import is_bound, is_frozen, is_loose, is_tied, is_whole, position_of


@compiled_apart
def pull(p: Arrays, s: Search, i: int) -> bool:
    """Take row `i` out of its route; False if what remains breaks a rule."""
    r = s.route_of[i]
    touch(p, s, r)
    position = position_of(p, r, i)
    pull_out(p, r, position)
    is_legal = set_clock(p, s, r, position)
    s.route_of[i] = NOBODY
    s.tally[0].served -= 1
    s.tally[0].cost_min += p.orders[i].unserved_min
    note_change(p, s, r)
    return is_legal


@compiled
def drop_broken(p: Arrays, s: Search) -> None:
    """Take out whatever is in the plan without its whole crew, what it comes after, or the gaps between.

    Locked or not: with its crew about it, it may go in again where its lock wants it.
    """
    again = is_tied(s)
    while again:
        again = False
        for i in range(s.ties.rows.shape[0]):
            order = s.ties.rows[i].order
            if s.route_of[i] == NOBODY or not is_bound(s, i) or is_frozen(p, s, i) or is_whole(p, s, order):
                continue
            pull(p, s, i)
            again = True


@compiled_apart
def part(p: Arrays, s: Search, since: int) -> None:
    """Take out what cannot stay without those that wait in the pool from `since` on, and let whole orders wait there.

    If one of them may not be taken out, or what remains breaks a rule, the plan costs infinitely much from then on.
    """
    tally = s.tally[0]
    n = since
    while n < tally.pooled:
        tie = s.ties.rows[s.pool[n]]
        for c in range(tie.company_first, tie.company_last):
            row = s.ties.company[c]
            if s.route_of[row] == NOBODY:
                continue
            if not (is_loose(p, s, row) and pull(p, s, row)):
                tally.cost_min = math.inf
                return
            s.pool[tally.pooled] = row
            tally.pooled += 1
        s.pool[n] = tie.order
        n += 1
