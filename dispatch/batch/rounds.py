"""Rounds: everybody gives an order of the batch back, and all of those are matched together, for the least cost."""

from __future__ import annotations

import numpy as np

from dispatch.arrays import NOBODY
from dispatch.batch.days import go_back, keep, note_change, restore, take_out
from dispatch.batch.desk import Desk
from dispatch.batch.flow import match
from dispatch.batch.one_by_one import CHEAPEST, give_each
from dispatch.batch.price import price_of_batch
from dispatch.kernel import compiled_apart, compiled_inside

GAIN_MIN = 1e-7
"""Minutes that a round must save for its changes to stay."""

FIRST_QUOTES = 4
"""How many technicians are known of an order at first."""

ROUND_WORK = 8_000
"""Work of a round besides its questions."""


def improve(d: Desk, work: int) -> tuple[Desk, int]:
    """Match in rounds until nothing saves anything, or as much as `work` is done; how many rounds saved something?

    Nothing makes the batch dearer: what does not save is undone.
    """
    cost_min = price_of_batch(d)
    saved = 0
    while True:
        before_min = cost_min
        d, cost_min, more = match_in_rounds(d, cost_min, work)
        saved += more
        if d.tally[0]["work"] >= work:
            break
        d, cost_min = ask_each_again(d, cost_min)
        if cost_min >= before_min - GAIN_MIN:
            break
    return d, saved


def match_in_rounds(d: Desk, cost_min: float, work: int) -> tuple[Desk, float, int]:
    """Match until everybody has given back each of its orders and nothing was saved; cost, and rounds that saved.

    There is one round at least, however much is done already.
    """
    saved, idle, turn = 0, 0, 0
    while idle <= int(d.held.max(initial=0)) and (turn == 0 or d.tally[0]["work"] < work):
        keep(d)
        take_turns(d, turn)
        pool = np.flatnonzero(d.holder == NOBODY)
        d, chosen = match(d, pool, d.holder_kept[pool], FIRST_QUOTES)
        d = give_each(d, pool, chosen)
        now_min = price_of_batch(d)
        if now_min < cost_min - GAIN_MIN:
            cost_min, saved, idle = now_min, saved + 1, 0
        else:
            go_back(d)
            idle += 1
        turn += 1
        d.tally[0]["work"] += ROUND_WORK
    return d, cost_min, saved


@compiled_apart
def take_turns(d: Desk, turn: int) -> None:
    """Take from each technician its order of this turn. All but the first turn count one more, in which it keeps them.

    In a turn below 0 everybody keeps everything, and all is only put back.
    """
    for k in range(d.held.shape[0]):
        if d.held[k] > 0:
            m = (turn + d.rank[k]) % (d.held[k] + 1) if turn > 0 else turn
            if not take_out(d, k, order_of(d, k, m)):
                restore(d, k)
                note_change(d, k)


@compiled_inside
def order_of(d: Desk, k: int, m: int) -> int:
    """The order of the batch, `m`-th from 0, in the days of technician `k`; NOBODY if there are not so many."""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        for j in range(d.p.routes[r].first, d.p.routes[r].first + d.p.routes[r].count):
            n = d.number[d.p.stops[j].order]
            if n != NOBODY:
                if m == 0:
                    return np.int64(n)
                m -= 1
    return NOBODY


def ask_each_again(d: Desk, cost_min: float) -> tuple[Desk, float]:
    """Ask about every order again, with all others where they are; the desk, and the cost thereafter."""
    keep(d)
    d = give_each(d, np.arange(len(d.waiting)), np.full(len(d.waiting), CHEAPEST))
    now_min = price_of_batch(d)
    if now_min <= cost_min:
        return d, now_min
    go_back(d)
    return d, cost_min
