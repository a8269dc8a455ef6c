"""Which order goes to whom, each technician getting one at most, for the least cost? A flow of OR-Tools tells."""

from __future__ import annotations

import numpy as np
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from dispatch.batch.desk import Desk, Integers
from dispatch.evaluator.arrays import NOBODY

UNITS_A_MINUTE = 1e6
"""Prices are whole micro-minutes to the solver, or coarser where those would be too large."""

LARGEST = 2.0**61
"""The solver multiplies costs by its number of nodes; what comes out must stay below this."""

MOVING = 2
"""Units that any other arc costs more than the present one, so that nobody is moved for a rounding."""


def matching(d: Desk, pool: Integers) -> Integers:
    """Match the orders of the pool at least cost to those whom each has found.

    Returns
    -------
    Integers
        The technician of each order, or NOBODY where it is left out.
    """
    was = d.holder_kept[pool]
    out_min = d.p.orders["unserved_min"][d.waiting[pool]]
    within = (np.arange(d.found.shape[1]) < d.known[pool][:, None]) & np.isfinite(d.found_min[pool])
    tails, _ = np.nonzero(within)
    who, cost_min = d.found[pool][within], d.found_min[pool][within]
    lowest = out_min.copy()
    np.minimum.at(lowest, tails, cost_min)
    numbers, heads = np.unique(d.rank[who], return_inverse=True)
    units = units_a_minute(float((out_min - lowest).max(initial=0.0)), len(pool) + len(numbers))
    costs = np.rint((cost_min - lowest[tails]) * units).astype(np.int64) + MOVING * (who != was[tails])
    outs = np.rint((out_min - lowest) * units).astype(np.int64) + MOVING * (was != NOBODY)
    taken = flow_of(tails, heads, costs, outs, len(numbers))
    chosen = np.full(len(pool), NOBODY, np.int64)
    chosen[tails[taken]] = who[taken]
    return chosen


def units_a_minute(largest_min: float, nodes: int) -> float:
    """Into how many units a minute is divided, so that the solver's numbers hold the largest price."""
    return min(UNITS_A_MINUTE, LARGEST / ((nodes + 4) * (largest_min + 2.0)))


def flow_of(tails: Integers, heads: Integers, costs: Integers, outs: Integers, technicians: int) -> Integers:
    """Which arcs are taken in a flow of least cost?

    Parameters
    ----------
    tails, heads, costs
        Of each arc its order, technician and cost, counted from 0.
    outs
        What leaving each order out costs.
    """
    orders = len(outs)
    sink = orders + technicians
    flow = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([tails, np.arange(orders), np.arange(orders, sink)]),
        np.concatenate([orders + heads, np.full(orders + technicians, sink)]),
        np.ones(len(costs) + orders + technicians, np.int64),
        np.concatenate([costs, outs, np.zeros(technicians, np.int64)]),
    )
    flow.set_nodes_supplies(np.arange(orders), np.ones(orders, np.int64))
    flow.set_node_supply(sink, -orders)
    status = flow.solve()
    assert status == flow.OPTIMAL, status  # every order may be left out, and `units_a_minute` keeps the range
    return np.flatnonzero(flow.flows(np.arange(len(costs))))
