"""The planner: which technician serves which orders, when, so that all together costs least?

A plan begins with what is in force, is filled up by regret insertion, and is improved by ruin and recreate until the
budget is spent. The loops are compiled; Python only hands out slices of the budget.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from dispatch.errors import require_alone
from dispatch.evaluator.arrays import Arrays
from dispatch.model import Plan, Problem
from dispatch.planner.anneal import anneal
from dispatch.planner.budget import Budget
from dispatch.planner.changes import count_up, keep_as_best, return_to, return_to_best
from dispatch.planner.ground import ground_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.outcome import plan_of, total_min
from dispatch.planner.start import fill_up, free_routes
from dispatch.planner.state import Search, search_of

__all__ = ["plan"]

HOT, COLD = 2.0, 0.01
"""Temperature at the beginning and at the end, as parts of what a served order costs on average."""

WRITING_S = 60e-6
"""About how many seconds it takes to tell one order in the finished plan."""

Progress = Callable[[float, int, int], None]
"""Told now and then: cost of the best plan in minutes, orders served, iterations done."""


def plan(
    problem: Problem,
    *,
    seed: int = 0,
    iterations: int | None = None,
    time_limit_s: float = 10.0,
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
    NotSupportedError
        If an order takes a crew, or comes after another.
    """
    budget = Budget(iterations, time_limit_s)
    for order in problem.orders:
        require_alone(order)
    p = ground_of(problem)
    s = search_of(p, seed)
    given, given_min = kept_of(p), total_min(problem, p)
    free_routes(p, s)
    if not is_whole(p, given):
        given_min = math.inf
    asking_s = fill_up(p, s, budget)
    keep_as_best(p, s)
    done = search(p, s, budget, asking_s + WRITING_S * len(problem.orders), progress)
    return_to_best(p, s)
    fill_up(p, s, budget)
    if total_min(problem, p) > given_min:  # terms of the whole plan may mislead the search
        return_to(p, s, given)
        fill_up(p, s, budget)
    return plan_of(problem, p, s, done, None if iterations is not None else budget.elapsed_s)


def is_whole(p: Arrays, given: Kept) -> bool:
    """Was the plan in force legal, so that nothing had to be taken out of it?"""
    return bool(given.routes["legal"].all() and (given.routes["count"] == p.routes["count"]).all())


def search(p: Arrays, s: Search, budget: Budget, reserve_s: float, progress: Progress | None) -> int:
    """Search until the budget is spent, but for `reserve_s` seconds; how many iterations were that?"""
    if not s.servable.any():
        return 0
    mean_min = float(s.price_min.sum()) / max(1, int(s.tally[0]["served"]))
    done = 0
    for size, spent, spent_after in budget.slices(reserve_s):
        count_up(p, s)  # sums of floats drift
        anneal(p, s, size, warmth(mean_min, spent), warmth(mean_min, spent_after))
        done += size
        if progress is not None:
            progress(float(s.tally[0]["best_min"]), int(s.best.routes["count"].sum()), done)
    return done


def warmth(mean_min: float, spent: float) -> float:
    """Temperature after this part of the budget, in minutes, where a served order costs `mean_min`."""
    return mean_min * HOT * float((COLD / HOT) ** spent)
