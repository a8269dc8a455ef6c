"""Runs every solver on every day, in turn, and has each plan judged by the independent checker."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from benchmarks.peers.child import Solved, solved_apart
from benchmarks.peers.kinds import KINDS
from benchmarks.peers.row import Row, Task
from benchmarks.peers.solvers import EXPRESSES, family
from dispatch.checker import check
from dispatch.model import Cost, Plan, Problem

UNSERVED, TRAVEL = "unserved", "travel_min"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is compared.

    Parameters
    ----------
    orders, limits_s
        One cell of the table for each pair.
    seeds
        One day for each; the solvers' dice have the same seed.
    cores
        For every solver.
    solvers
        Names.
    """

    kind: str
    orders: Sequence[int]
    limits_s: Sequence[float]
    seeds: Sequence[int]
    cores: int
    solvers: Sequence[str]

    @property
    def able(self) -> list[str]:
        """The solvers that can be told all that these days ask for."""
        return [name for name in self.solvers if not self.lacks(name)]

    def lacks(self, solver: str) -> frozenset[str]:
        """The parts of these days that a solver cannot be told of."""
        return KINDS[self.kind].parts - EXPRESSES[family(solver)]


def tasks(asked: Comparison) -> Iterator[Task]:
    """All tasks, solver after solver on the same day, each time beginning with another one.

    Whatever else the machine does, now or then, it does to all of them.
    """
    able = asked.able
    for orders in asked.orders:
        for limit_s in asked.limits_s:
            for n, seed in enumerate(asked.seeds):
                turn = n % max(1, len(able))
                for solver in able[turn:] + able[:turn]:
                    yield Task(
                        kind=asked.kind, orders=orders, limit_s=limit_s, cores=asked.cores, seed=seed, solver=solver
                    )


def run(asked: Comparison) -> Iterator[tuple[Row, Solved]]:
    """Each row when it is there, with what the solver told meanwhile."""
    days: dict[tuple[int, int], Problem] = {}
    for task in tasks(asked):
        key = task.orders, task.seed
        if key not in days:
            days = {key: task.problem()}
        found = solved_apart(task)
        yield judged(days[key], task, found), found


def judged(problem: Problem, task: Task, found: Solved) -> Row:
    """The row of a solve: the plan's figures as the checker has them, or why there are none."""
    times: dict[str, Any] = {"wall_s": found.wall_s, "busy_s": found.busy_s, "setup_s": found.setup_s}
    row = Row(task=task, **times)
    cost, fault = cost_of(problem, found)
    if cost is None or found.plan is None:
        return replace(row, fault=fault)
    return replace(
        row,
        cost_min=cost.total_min,
        left_out=left_out(problem, found.plan),
        left_out_min=cost.terms.get(UNSERVED, 0.0),
        travel_min=cost.terms.get(TRAVEL, 0.0),
    )


def cost_of(problem: Problem, found: Solved) -> tuple[Cost | None, str]:
    """What a legal plan costs by the checker, or why there is none: how the solver ended, or the first violation."""
    if found.plan is None:
        return None, found.fault
    report = check(problem, found.plan)
    if not report.legal:
        return None, f"{report.violations[0].rule}: {report.violations[0].message}"
    return report.cost, ""


def left_out(problem: Problem, plan: Plan) -> int:
    """How many orders a plan leaves out."""
    return len(problem.orders) - len({stop.order for route in plan.routes for stop in route.stops})
