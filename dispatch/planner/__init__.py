"""The planner: which technician serves which orders, when, so that all together costs least?

A plan begins with what is in force, is filled up by regret insertion, and is improved by ruin and recreate until the
budget is spent. The loops are compiled; Python only hands out slices of the budget.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from contextlib import closing

import numpy as np

from dispatch.evaluator.arrays import Arrays
from dispatch.model import Plan, Problem
from dispatch.planner.budget import Budget
from dispatch.planner.chains import Chains
from dispatch.planner.changes import keep_as_best, return_to, return_to_best
from dispatch.planner.cooling import COLD, COOL, Cooling, cycles_for
from dispatch.planner.door import FREE, RESET, do
from dispatch.planner.ground import ground_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.outcome import plan_of, total_min
from dispatch.planner.pool import Pool, is_poolable, take_up
from dispatch.planner.regions import LEAST_ORDERS, Regions
from dispatch.planner.start import fill_up
from dispatch.planner.state import Search, search_of
from dispatch.planner.ties import ties_of

__all__ = ["plan"]

POOL_SHARE = 0.04
"""Part of the time that may go into each plan that is made of routes met."""

WRITING_S = 60e-6
"""About how many seconds it takes to tell one order in the finished plan."""

Progress = Callable[[float, int, int], None]
"""Told now and then: cost of the best plan in minutes, orders served, iterations done."""


def plan(  # noqa: PLR0913 - what is planned, four ways to say how long and how, and who is told
    problem: Problem,
    *,
    seed: int = 0,
    iterations: int | None = None,
    time_limit_s: float = 10.0,
    cores: int = 1,
    progress: Progress | None = None,
) -> Plan:
    """Plan all orders of a problem, from the plan in force on.

    Parameters
    ----------
    problem
        Its stops under way stay as they are; all others may change technician, place and start.
    iterations
        How many to search. The same number, seed and problem give the same plan; the time limit is not looked at.
    time_limit_s
        Seconds from the call, if `iterations` is ``None``. A first complete plan is made whatever the limit.
    cores
        How many searches may work at once, if time is the limit: each in a part of the town of its own, or, with few
        orders, each for a plan of its own.
    progress
        Called between slices of the search.

    Returns
    -------
    Plan
        The best plan met: never worse than what was in force, every order in a route or left out with its reason.

    Raises
    ------
    TooLargeError
        If the problem would not fit into memory.
    """
    if cores < 1:
        raise ValueError(f"cores is {cores}, must be at least 1")
    budget = Budget(iterations, time_limit_s)
    p = ground_of(problem)
    s = search_of(p, seed, ties_of(problem))
    given, given_min = kept_of(p), total_min(problem, p)
    do(p, s, FREE)
    if not is_whole(p, given):
        given_min = math.inf
    asking_s = fill_up(p, s, budget)
    keep_as_best(p, s)
    reserve_s = asking_s + WRITING_S * len(problem.orders)
    done = search(p, s, budget, reserve_s, cores if iterations is None else 1, progress)
    return_to_best(p, s)
    fill_up(p, s, budget)
    do(p, s, RESET)
    if total_min(problem, p) > given_min:  # the search prices wishes and waits role by role
        return_to(p, s, given)
        fill_up(p, s, budget)
        do(p, s, RESET)
    return plan_of(problem, p, s, done, None if iterations is not None else budget.elapsed_s)


def is_whole(p: Arrays, given: Kept) -> bool:
    """Was the plan in force legal, so that nothing had to be taken out of it?"""
    return bool(given.routes["legal"].all() and (given.routes["count"] == p.routes["count"]).all())


def search(  # noqa: PLR0913, PLR0917 - what is searched, for how long, by how many, and who is told
    p: Arrays, s: Search, budget: Budget, reserve_s: float, cores: int, progress: Progress | None
) -> int:
    """Search until the budget is spent, but for `reserve_s` seconds; how many iterations were that?"""
    if not s.servable.any():
        return 0
    n_servable = int(s.servable[s.ties.rows["order"]].sum() if len(s.ties.rows) else s.servable.sum())
    served = int(s.tally[0]["served"])
    mean_min = float(s.price_min.sum()) / max(1, served)
    all_fit = is_poolable(p, s) and served >= n_servable
    mean_stops = served / max(1, int((p.routes["count"] > 0).sum()))
    cooling = Cooling(mean_min, cycles_for(budget, n_servable, mean_stops) if all_fit else 1)
    pool = Pool() if cooling.cycles > 1 else None
    done = 0
    with closing(searchers(p, s, cores)) as team:
        for size, spent, spent_after in budget.slices(reserve_s):
            if pool is not None:
                pool.gather(team.members)
            if cooling.is_due(spent):
                recombine(pool, team, budget)
            end = COOL if s.tally[0]["served"] < n_servable else COLD
            done += team.anneal(size, *cooling.warmth(end, spent, spent_after), spent)
            if progress is not None:
                leader = team.leader
                progress(float(leader.tally[0]["best_min"]), served_of(leader), done)
        if budget.iterations is not None and cooling.is_due(1.0):
            recombine(pool, team, budget)
    return done


def recombine(pool: Pool | None, team: Regions | Chains, budget: Budget) -> None:
    """Let all who search go on from the best plan: of those met, and of those that can be made of routes met."""
    if pool is not None:
        p, s = team.members[0]
        best = pool.cheapest(p, budget.seconds(POOL_SHARE))
        if best is not None:
            take_up(p, s, best)
    team.exchange()


def searchers(p: Arrays, s: Search, cores: int) -> Regions | Chains:
    """Who searches on so many cores: each in a part of the town, or all for the same plan if that is too small."""
    if cores == 1 or len(p.orders) >= 2 * LEAST_ORDERS:
        return Regions(p, s, cores)
    return Chains(p, s, cores)


def served_of(s: Search) -> int:
    """How many orders does the best plan serve that a search has met?"""
    held = [s.best.stops["order"][row["first"] : row["first"] + row["count"]] for row in s.best.routes]
    rows = np.concatenate(held) if held else np.zeros(0, np.int32)
    return len(rows) if not len(s.ties.rows) else int((s.ties.rows["order"][rows] == rows).sum())
