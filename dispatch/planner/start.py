"""A first plan: what is in force, freed of the starts it was told, and filled up with all that is worth serving."""

from __future__ import annotations

import time

import numpy as np

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import refresh
from dispatch.evaluator.kernel import compiled_entry
from dispatch.planner.budget import Budget
from dispatch.planner.changes import count_up, forget_touched, free, set_clock
from dispatch.planner.recreate import insert_each
from dispatch.planner.regret import find_choices, insert_by_regret
from dispatch.planner.state import Search

REGRET_ORDERS = 2_000
REGRET_PAIRS = 4_000_000
"""Orders, and orders times routes, up to which orders go in by regret; beyond, those of the highest price first."""

REGRET_STEPS = 50
"""Orders put in between two looks at the clock."""

REGRET_SHARE = 0.3
"""Part of the time after which regret is given up for plain best insertion."""


@compiled_entry
def free_routes(p: Arrays, s: Search) -> None:
    """Free what is not under way, and take stock."""
    for r in range(p.routes.shape[0]):
        if p.routes[r].count > p.routes[r].fixed:
            free(p, s, r)
        if s.plain[r]:
            set_clock(p, s, r, 0)
    forget_touched(s)
    count_up(p, s)


@compiled_entry
def reset_all(p: Arrays, s: Search) -> None:
    """Set the clocks of plain routes as those of all others are set: with departures, returns and sums by stop."""
    for r in range(p.routes.shape[0]):
        if s.plain[r]:
            refresh(p, r, 0)


def fill_up(p: Arrays, s: Search, budget: Budget) -> float:
    """Put in every order that fits and is worth it; afterwards `s.choices` tells of each that is left out, why.

    Returns
    -------
    float
        Seconds that it took to ask about those that stayed out.
    """
    orders, routes = len(p.orders), len(p.routes)
    if len(s.ledger) and orders <= REGRET_ORDERS and orders * routes <= REGRET_PAIRS:
        find_choices(p, s, 0, pool_left_out(p, s))
        while budget.is_left(REGRET_SHARE) and insert_by_regret(p, s, REGRET_STEPS):
            pass
    while True:
        began = time.monotonic()
        inserted = insert_each(p, s, 0, pool_left_out(p, s))
        forget_touched(s)
        if inserted == 0:
            return time.monotonic() - began


def pool_left_out(p: Arrays, s: Search) -> int:
    """Put all orders that somebody is able to serve and nobody does into the pool, in order of price; how many?"""
    waiting = np.flatnonzero((s.route_of == NOBODY) & s.servable)
    waiting = waiting[np.argsort(-p.orders["unserved_min"][waiting], kind="stable")]
    s.pool[: len(waiting)] = waiting
    s.tally[0]["pooled"] = len(waiting)
    return len(waiting)
