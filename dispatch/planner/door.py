"""The one way from Python into the compiled search.

Numba compiles, keeps and loads each function that Python calls together with all that lies behind it, and behind each
of these lies almost everything: with one door for all of them both take a third of the time.
"""

from __future__ import annotations

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.kernel import compiled_entry
from dispatch.planner.anneal import anneal
from dispatch.planner.freeing import free_routes, reset_all
from dispatch.planner.recreate import insert_each
from dispatch.planner.regret import find_choices, insert_by_regret
from dispatch.planner.state import Search

FREE, COMPARE, REGRET, INSERT, ANNEAL, RESET = range(6)
"""What may be asked for: see `freeing`, `regret`, `recreate`, `anneal`."""


def do(p: Arrays, s: Search, task: int, count: int = 0, hot_min: float = 0.0, cold_min: float = 0.0) -> int:
    """Do one of the tasks, with so many orders of the pool, steps or iterations; how many orders went in?"""
    return enter(p, s, task, count, float(hot_min), float(cold_min))


@compiled_entry
def enter(p: Arrays, s: Search, task: int, count: int, hot_min: float, cold_min: float) -> int:
    """Do one of the tasks."""
    if task == FREE:
        free_routes(p, s)
    elif task == COMPARE:
        find_choices(p, s, count)
    elif task == REGRET:
        return insert_by_regret(p, s, count)
    elif task == INSERT:
        return insert_each(p, s, count)
    elif task == ANNEAL:
        anneal(p, s, count, hot_min, cold_min)
    elif task == RESET:
        reset_all(p, s)
    return 0
