"""Regret-2 insertion: always the order next that would lose most without its best place; it stays there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from benchmarks.peers.solver import Effort, Solve
from dispatch.model import Plan, Problem
from dispatch.planner import plan


@dataclass(frozen=True, slots=True)
class Regret:
    """The plan that Paidan's search begins with, by the same evaluator.

    Beyond 2 000 orders it is best insertion instead, those of the highest price first.
    """

    name: str = "regret"

    def prepared(self, problem: Problem) -> Solve:
        """Nothing is prepared."""
        return partial(_solve, problem)


def _solve(problem: Problem, effort: Effort) -> Plan:
    return plan(problem, seed=effort.seed, iterations=0)
