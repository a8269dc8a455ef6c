"""Orders given out one by one, and then in rounds: many give an order back, and all of those are matched together."""

from __future__ import annotations

import math

import numpy as np

from dispatch.batch.days import conclude, fathom_all, forget_promises, place, promise, take_out
from dispatch.batch.desk import Desk, Integers
from dispatch.batch.flow import matching
from dispatch.batch.price import price_of_batch
from dispatch.batch.search import ask, find
from dispatch.evaluator.arrays import NOBODY
from dispatch.evaluator.evaluate import note_peaks
from dispatch.evaluator.kernel import compiled, compiled_entry, woven

CHEAPEST = -2
"""In the place of a technician: whoever is cheapest when the order's turn comes, equals by id."""

GAIN_MIN = 1e-6
"""Minutes that a round must save for its changes to stay."""

GIVING = 4
"""As how many questions it counts to take an order out and put it in again."""


def give_one_by_one(d: Desk) -> float:
    """Give out every order in the order of arrival, each as a decision of its own would; minutes that it costs.

    What has been given is planned and told at once, as by decisions that follow each other.
    """
    fathom_all(d)
    give_each(d, *everybody(d), True)
    forget_promises(d)
    conclude(d, True)
    return float(price_of_batch(d))


def improve(d: Desk, cost_min: float, work: int) -> tuple[float, int]:
    """Match in rounds until nothing saves anything, or as much as `work` is done; the cost, and rounds that saved.

    Nothing makes the batch dearer: what does not save is undone. There is one round at least.
    """
    saved = 0
    d.work[0] = 0
    while True:
        before_min = cost_min
        cost_min, more = match_in_rounds(d, cost_min, work)
        saved += more
        if d.work[0] >= work:
            break
        give_each(d, *everybody(d), False)
        cost_min, better = accept(d, cost_min)
        saved += better
        if cost_min >= before_min:
            break
    return cost_min, saved


def match_in_rounds(d: Desk, cost_min: float, work: int) -> tuple[float, int]:
    """Match until everybody has given back each of their orders and nothing was saved; cost, and rounds that saved."""
    saved, idle, turn = 0, 0, 0
    while idle <= int(d.held.max(initial=0)) and (turn == 0 or d.work[0] < work):
        give_back(d, turn)
        pool = np.flatnonzero(d.holder == NOBODY)
        give_each(d, pool, matching(d, pool), False)
        cost_min, better = accept(d, cost_min)
        saved, idle, turn = saved + better, 0 if better else idle + 1, turn + 1
    return cost_min, saved


def accept(d: Desk, cost_min: float) -> tuple[float, bool]:
    """Let the changes stand if the batch costs less than `cost_min` by them, else undo them; cost, and whether so."""
    now_min = float(price_of_batch(d))
    better = now_min < cost_min - GAIN_MIN
    conclude(d, better)
    return (now_min if better else cost_min), better


def everybody(d: Desk) -> tuple[Integers, Integers]:
    """All orders in turn, each for whoever is cheapest."""
    return np.arange(len(d.waiting)), np.full(len(d.waiting), CHEAPEST)


@compiled_entry
def give_each(d: Desk, pool: Integers, chosen: Integers, promised: bool) -> None:
    """Give each order of the pool to whom is chosen, `CHEAPEST`, or NOBODY; who has it until then gives it back."""
    for m in range(pool.shape[0]):
        n, k = pool[m], chosen[m]
        if k == NOBODY:
            continue
        if k == CHEAPEST:
            if d.holder[n] != NOBODY:
                take_out(d, n)
            find(d, n, k == CHEAPEST)  # not a constant, for which `find` would be compiled by itself
            if d.known[n] == 0:
                continue
            k = d.found[n, 0]
        else:
            note_peaks(d.p)
            if ask(d.p, d.waiting[n], k, d.answers, math.inf) == math.inf:
                continue
        place(d, n, k)
        if promised:
            promise(d, k)


@compiled_entry
def give_back(d: Desk, turn: int) -> None:
    """Take from each technician the order of this turn, and price all orders that nobody has.

    In the first turn it is looked for others for them: who was full may be free. In all but the first there is one more
    than they hold, in which they keep them.
    """
    for k in range(d.held.shape[0]):
        if d.held[k] > 0:
            n = order_of(d, k, (turn + d.rank[k]) % (d.held[k] + 1) if turn > 0 else 0)
            if n != NOBODY:
                take_out(d, n)
    note_peaks(d.p)
    for n in range(d.holder.shape[0]):
        if d.holder[n] == NOBODY:
            if turn == 0:
                find(d, n, turn != 0)
            reprice(d, n)


@compiled
def order_of(d: Desk, k: int, m: int) -> int:
    """The order of the batch, `m`-th from 0, in the days of technician `k`; NOBODY if there are not so many."""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        for j in range(d.p.routes[r].first, d.p.routes[r].first + d.p.routes[r].count):
            n = d.number[d.p.stops[j].order]
            if n != NOBODY:
                if m == 0:
                    return int(np.int64(n))
                m -= 1
    return NOBODY


@woven
def reprice(d: Desk, n: int) -> None:
    """Ask again what order `n` costs with those found, whoever had it until now among them."""
    is_found = d.holder_kept[n] == NOBODY
    for m in range(d.known[n]):
        is_found |= d.found[n, m] == d.holder_kept[n]
    if not is_found:
        d.known[n] = min(d.known[n] + 1, d.found.shape[1])
        d.found[n, d.known[n] - 1] = d.holder_kept[n]
    limit_min = d.p.orders[d.waiting[n]].unserved_min
    d.work[0] += GIVING + d.known[n]
    for m in range(d.known[n]):
        d.found_min[n, m] = ask(d.p, d.waiting[n], d.found[n, m], d.answers, limit_min)
