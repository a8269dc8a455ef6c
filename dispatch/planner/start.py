"""A first plan: what is in force, freed of the starts it was told, and filled up with all that is worth serving."""

from __future__ import annotations

import time

import numpy as np

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.planner.budget import Budget
from dispatch.planner.changes import forget_touched
from dispatch.planner.door import COMPARE, INSERT, REGRET, do
from dispatch.planner.state import Search

REGRET_ORDERS = 2_000
REGRET_PAIRS = 4_000_000
"""Orders, and orders times routes, up to which orders go in by regret; beyond, those of the highest price first."""

REGRET_STEPS = 50
"""Orders put in between two looks at the clock."""

REGRET_SHARE = 0.3
"""Part of the time after which regret is given up for plain best insertion."""


def fill_up(p: Arrays, s: Search, budget: Budget) -> float:
    """Put in every order that fits and is worth it; afterwards `s.choices` tells of each that is left out, why.

    Returns
    -------
    float
        Seconds that it took to ask about those that stayed out.
    """
    orders, routes = len(p.orders), len(p.routes)
    if len(s.ledger) and orders <= REGRET_ORDERS and orders * routes <= REGRET_PAIRS:
        do(p, s, COMPARE, pool_left_out(p, s, alone=True))
        while budget.is_left(REGRET_SHARE) and do(p, s, REGRET, REGRET_STEPS):
            pass
    while True:
        began = time.monotonic()
        inserted = do(p, s, INSERT, pool_left_out(p, s))
        forget_touched(s)
        if inserted == 0:
            return time.monotonic() - began


def pool_left_out(p: Arrays, s: Search, *, alone: bool = False) -> int:
    """Put all orders that somebody is able to serve and nobody does into the pool, in order of price; how many?

    What comes after others is put behind them. If `alone`, those are left aside whose start hangs on others.
    """
    out = s.route_of == NOBODY
    if len(s.ties.rows):  # half a crew may be under way
        out &= np.bincount(s.ties.rows["order"], s.route_of != NOBODY, len(out)) == 0
    waiting = np.flatnonzero(out & s.servable)
    depth = s.ties.rows["depth"][waiting] if len(s.ties.rows) else np.zeros(len(waiting), np.int64)
    if alone and len(s.ties.rows):
        waiting, depth = waiting[~s.ties.rows["bound"][waiting]], depth[~s.ties.rows["bound"][waiting]]
    waiting = waiting[np.lexsort((-p.orders["unserved_min"][waiting], depth))]
    s.pool[: len(waiting)] = waiting
    s.tally[0]["pooled"] = len(waiting)
    return len(waiting)
