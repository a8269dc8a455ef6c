"""Which order goes to whom, each technician getting one at most, for the least cost? A minimum-cost flow of OR-Tools.

Only the cheapest few technicians of each order are arcs at first. The prices that go with the solution (its dual) tell
whether somebody who is no arc could be part of a cheaper one; where so, more are asked for, until nobody could.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.arrays import NOBODY
from dispatch.batch.desk import Desk, Integers, with_quotes
from dispatch.batch.quotes import quote_each
from dispatch.kernel import compiled_apart

UNITS_A_MINUTE = 1e6
"""Prices are whole micro-minutes to the solver, or coarser where those would be too large."""

LARGEST = 2.0**61
"""The solver multiplies costs by its number of nodes; what comes out must stay below this."""

MOVING = 2
"""Units that any other arc costs more than the present one, so that nobody is moved for a rounding."""


class Arcs(NamedTuple):
    """Who may get what: for each order of the pool its arcs, one order behind the other.

    Parameters
    ----------
    first
        Where the arcs of an order begin; shape (n_pool + 1,).
    heads, technicians
        The technician of each arc as a number from 0 in order of ids, and who that is.
    costs, outs, beyond
        In units, above the cheapest of the order: of each arc, of leaving each order out, and below which nobody is who
        has no arc.
    """

    first: Integers
    heads: Integers
    technicians: Integers
    costs: Integers
    outs: Integers
    beyond: Integers


def match(d: Desk, pool: Integers, was: Integers, want: int) -> tuple[Desk, Integers]:
    """Match the orders of the pool at least cost.

    Parameters
    ----------
    was
        Who has each order of the pool now, or NOBODY; of two equally cheap, the present one stays.
    want
        How many technicians are looked at of each order at first.

    Returns
    -------
    tuple
        The desk, with room for all quotes, and the technician of each order, or NOBODY where it is left out.
    """
    quote_each(d, pool, np.full(len(pool), want), False)
    while True:
        arcs = arcs_of(d, pool, was)
        chosen = solve(arcs)
        lacking = np.flatnonzero(unproven(arcs, chosen))
        if not len(lacking):
            return d, np.append(arcs.technicians[arcs.heads], NOBODY)[chosen]
        short = pool[lacking]
        wants = np.minimum(np.maximum(want, 4 * d.known[short]), len(d.held))
        d = with_quotes(d, int(wants.max()))
        quote_each(d, short, wants, True)


def arcs_of(d: Desk, pool: Integers, was: Integers) -> Arcs:
    """The arcs that the quotes give."""
    known = d.known[pool]
    quotes = d.quotes[pool]
    is_known = np.arange(quotes.shape[1]) < known[:, None]
    cost_min = quotes["cost_min"][is_known]
    who = quotes["technician"][is_known]
    tails = np.repeat(np.arange(len(pool)), known)
    out_min = d.limits_min[pool]
    lowest = np.where(known > 0, quotes["cost_min"][:, 0], out_min)
    numbers, heads = np.unique(d.rank[who], return_inverse=True)
    units = units_a_minute(float((out_min - lowest).max(initial=0.0)), len(pool) + len(numbers))
    beyond = np.minimum(np.maximum(d.beyond_min[pool], lowest), out_min + 1.0)
    return Arcs(
        first=np.concatenate([[0], np.cumsum(known)]),
        heads=heads,
        technicians=d.by_id[numbers],
        costs=np.rint((cost_min - lowest[tails]) * units).astype(np.int64) + MOVING * (who != was[tails]),
        outs=np.rint((out_min - lowest) * units).astype(np.int64) + MOVING * (was != NOBODY),
        beyond=np.floor((beyond - lowest) * units).astype(np.int64),
    )


def units_a_minute(largest_min: float, nodes: int) -> float:
    """Into how many units a minute is divided, so that the solver's numbers hold the largest price."""
    return min(UNITS_A_MINUTE, LARGEST / ((nodes + 4) * (largest_min + 2.0)))


def solve(arcs: Arcs) -> Integers:
    """The arc that each order takes, or -1 if it is left out, in a flow of least cost."""
    orders, technicians = len(arcs.outs), len(arcs.technicians)
    sink = orders + technicians
    tails = np.repeat(np.arange(orders), np.diff(arcs.first))
    flow = SimpleMinCostFlow()
    ends = (
        np.concatenate([tails, np.arange(orders), np.arange(orders, sink)]),
        np.concatenate([orders + arcs.heads, np.full(orders + technicians, sink)]),
    )
    costs = np.concatenate([arcs.costs, arcs.outs, np.zeros(technicians, np.int64)])
    flow.add_arcs_with_capacity_and_unit_cost(*ends, np.ones(len(costs), np.int64), costs)
    flow.set_nodes_supplies(np.arange(orders), np.ones(orders, np.int64))
    flow.set_node_supply(sink, -orders)
    status = flow.solve()
    assert status == flow.OPTIMAL, status  # every order may be left out, and `units_a_minute` keeps the range
    taken = np.flatnonzero(flow.flows(np.arange(len(arcs.costs))))
    chosen = np.full(orders, NOBODY, np.int64)
    chosen[tails[taken]] = taken
    return chosen


def unproven(arcs: Arcs, chosen: Integers) -> npt.NDArray[np.bool_]:
    """Of which orders might somebody without an arc be part of a cheaper matching? Shape (n_pool,)."""
    prices = np.zeros(len(arcs.technicians), np.int64)
    worth = np.zeros(len(arcs.outs), np.int64)
    find_prices(arcs, chosen, prices, worth)
    return worth > arcs.beyond


@compiled_apart
def find_prices(arcs: Arcs, chosen: Integers, prices: Integers, worth: Integers) -> None:
    """Find the lowest prices of technicians with which every order is content with what it has.

    The price of a technician is what the others would save with another of the kind; what an order is worth is what it
    pays, its technician's price included. They rise until no order would rather have another technician: Bellman and
    Ford's way through the flow that is left, which ends because no cheaper flow is.
    """
    moved = True
    while moved:
        moved = False
        for m in range(chosen.shape[0]):
            worth[m] = arcs.outs[m]
            if chosen[m] != NOBODY:
                worth[m] = arcs.costs[chosen[m]] + prices[arcs.heads[chosen[m]]]
            for a in range(arcs.first[m], arcs.first[m + 1]):
                if worth[m] - arcs.costs[a] > prices[arcs.heads[a]]:
                    prices[arcs.heads[a]] = worth[m] - arcs.costs[a]
                    moved = True
