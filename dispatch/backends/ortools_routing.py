"""The routing library of OR-Tools as a backend: its sequences of orders, the evaluator's times and prices.

A stop that is frozen stays, all others are given out anew. What OR-Tools left out and what the evaluator could not set
as it was told is put in where it is cheapest, if it fits anywhere and is worth it, so that every reason is true; and
where all of that is dearer than the plan in force, filled up in the same way, that one is told.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dispatch.backends.routing.day import Day
from dispatch.backends.routing.laying import lay, strip
from dispatch.backends.routing.model import Effort, search
from dispatch.errors import require_alone
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.model import Plan, Problem
from dispatch.planner import Progress
from dispatch.planner.budget import Budget
from dispatch.planner.changes import return_to
from dispatch.planner.door import FREE, RESET, do
from dispatch.planner.ground import ground_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.outcome import plan_of, total_min
from dispatch.planner.start import fill_up
from dispatch.planner.state import Search, search_of

SETTING_S = 300e-6
"""About how many seconds it takes to set one order as it was told, and to tell it in the finished plan."""


def plan(  # noqa: PLR0913 - what is planned, four ways to say how long and how, and who is told
    problem: Problem,
    *,
    seed: int = 0,
    iterations: int | None = None,
    time_limit_s: float = 10.0,
    cores: int = 1,  # noqa: ARG001 - the library works on one core
    progress: Progress | None = None,
) -> Plan:
    """Plan all orders of a problem with OR-Tools' routing library.

    Parameters
    ----------
    seed
        Changes nothing in OR-Tools, which throws no dice.
    iterations
        How many plans OR-Tools may find after its first.
    time_limit_s
        Seconds from the call, if `iterations` is ``None``. To tell OR-Tools the problem, and to set the times of what
        it found, takes as long as it takes.
    progress
        Called at each plan that OR-Tools finds.

    Raises
    ------
    NotSupportedError
        If an order takes a crew, or comes after another.
    TooLargeError
        If the problem would not fit into memory.
    """
    budget = Budget(iterations, time_limit_s)
    for order in problem.orders:
        require_alone(order)
    asked = asked_of(problem, seed)
    p, s = asked.p, asked.s
    reserve_s = SETTING_S * len(problem.orders)
    limit_s = None if iterations is not None else time_limit_s - budget.elapsed_s - reserve_s
    found = search(asked.day, Effort(limit_s=limit_s, plans=iterations or 0), progress)
    lay(p, found.sequences or {})
    settle(p, s, budget)
    keep_cheaper(problem, asked, budget)
    return plan_of(problem, p, s, found.plans, None if iterations is not None else budget.elapsed_s)


class Asked(NamedTuple):
    """A problem of which nothing is left in the routes but what is frozen.

    Parameters
    ----------
    given
        The plan in force, freed of what may not stay.
    must
        Numbers of the orders that are locked into it.
    """

    p: Arrays
    s: Search
    day: Day
    given: Kept
    must: list[int]


def asked_of(problem: Problem, seed: int = 0) -> Asked:
    """Lay a problem out, and tell what of it is open as a day for OR-Tools."""
    p = ground_of(problem)
    s = search_of(p, seed)
    do(p, s, FREE)
    given = kept_of(p)
    must = [int(i) for i in np.flatnonzero(p.orders["kept"] & (s.route_of != NOBODY))]
    strip(p)
    return Asked(p, s, Day.of(p, s.able, must), given, must)


def settle(p: Arrays, s: Search, budget: Budget) -> None:
    """Take stock of the routes as they stand, and put in whatever else fits and is worth it."""
    do(p, s, FREE)
    fill_up(p, s, budget)
    do(p, s, RESET)


def keep_cheaper(problem: Problem, asked: Asked, budget: Budget) -> None:
    """Go back to the plan in force, filled up, where it is cheaper, or keeps a lock that is broken by what stands."""
    p, s = asked.p, asked.s
    if not asked.given.routes["count"].any():
        return
    stands, stands_min = kept_of(p), total_min(problem, p)
    is_broken = bool((s.route_of[asked.must] == NOBODY).any())
    return_to(p, s, asked.given)
    settle(p, s, budget)
    if not is_broken and stands_min <= total_min(problem, p):
        return_to(p, s, stands)
        settle(p, s, budget)
