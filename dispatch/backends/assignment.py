"""Matching in rounds as a backend: what is in force stays, all orders that wait are given out together.

Each round is a minimum-cost flow of OR-Tools, see `dispatch.batch`. It keeps to all rules that a decision keeps.
"""

from __future__ import annotations

import time
from dataclasses import replace

from dispatch.batch import WORK, match
from dispatch.checker import check
from dispatch.errors import Fault, InvalidInputError, require_alone
from dispatch.model import Plan, Problem
from dispatch.planner import Progress


def plan(  # noqa: PLR0913 - what is planned, four ways to say how long and how, and who is told
    problem: Problem,
    *,
    seed: int = 0,  # noqa: ARG001 - there are no dice
    iterations: int | None = None,
    time_limit_s: float = 10.0,  # noqa: ARG001 - work is counted in questions
    cores: int = 1,  # noqa: ARG001 - it works on one core
    progress: Progress | None = None,  # noqa: ARG001 - it has nothing to tell meanwhile
) -> Plan:
    """Plan all orders that are not in the plan in force, around those that are.

    Parameters
    ----------
    iterations
        How many questions may be asked of the evaluator before no further round is begun; `dispatch.batch.WORK` if
        ``None``. There is one round at least.
    time_limit_s
        Not looked at: the work is bounded, and takes as long as it takes.
    seed, cores, progress
        Change nothing.

    Raises
    ------
    NotSupportedError
        If an order takes a crew, or comes after another.
    InvalidInputError
        If the plan in force breaks a rule: it would be kept.
    TooLargeError
        If the stops that all shifts together may hold are too many.
    """
    began = time.monotonic()
    for order in problem.orders:
        require_alone(order)
    require_legal(problem)
    found = match(problem, work=WORK if iterations is None else iterations).plan
    if iterations is not None or found.statistics is None:
        return found
    return replace(found, statistics={**found.statistics, "elapsed_s": round(time.monotonic() - began, 3)})


def require_legal(problem: Problem) -> None:
    """Refuse a plan in force that breaks a rule."""
    if not problem.routes:
        return
    faults = [
        Fault("/plan", "value", f"is kept by this backend, but breaks {broken.rule}: {broken.message}")
        for broken in check(problem, Plan(routes=problem.routes)).violations
    ]
    if faults:
        raise InvalidInputError(faults)
