"""Paidan itself: `dispatch.planner.plan`, from the problem to the finished plan within the limit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial

from benchmarks.peers.solver import Effort, Solve
from dispatch.model import Plan, Problem
from dispatch.planner import plan


@dataclass(frozen=True, slots=True)
class Paidan:
    """Regret insertion, then ruin and recreate."""

    name: str = "paidan"

    def prepared(self, problem: Problem) -> Solve:
        """Nothing is prepared: laying out the day is within the limit."""
        return partial(_solve, problem)


def _solve(problem: Problem, effort: Effort) -> Plan:
    best_min = math.inf

    def progress(cost_min: float, served: int, iterations: int) -> None:  # noqa: ARG001 - the planner tells all three
        nonlocal best_min
        if cost_min < best_min:
            best_min = cost_min
            effort.tell(cost_min)

    return plan(problem, seed=effort.seed, time_limit_s=effort.limit_s, cores=effort.cores, progress=progress)
