"""One solve in a process of its own: imported, compiled and warm before its clock starts."""

from __future__ import annotations

import os
import resource
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Protocol

from benchmarks.peers.plain_day import PlainDay
from benchmarks.peers.solver import Effort, NoPlanError, Solver
from benchmarks.peers.solvers import solver_of
from benchmarks.peers.timing import plan_of
from dispatch.model import Plan, Problem

WARM_S = 0.05
WARM_ROUNDS = 10
"""At most. What is loaded in one round may take all of its time, so that nothing behind it is reached."""

PATIENCE = 20.0
"""How many times its limit a solver may take before it is ended."""

PATIENCE_S = 600.0
"""The same in seconds for what comes before and after, compiling included."""


class Work(Protocol):
    """What a child is sent: who solves what. Problems are made in the child, from what says how."""

    @property
    def solver(self) -> str:
        """One of `benchmarks.peers.solvers.NAMES`."""
        ...

    @property
    def limit_s(self) -> float:
        """Seconds for the solve."""
        ...

    @property
    def cores(self) -> int:
        """How many the solver may use."""
        ...

    @property
    def seed(self) -> int:
        """Of the solver's dice."""
        ...

    def problem(self) -> Problem:
        """What is to be solved."""
        ...

    def tiny(self) -> Problem:
        """A few orders of the same kind, to get warm on."""
        ...


@dataclass(frozen=True, slots=True)
class Solved:
    """What a child reports.

    Parameters
    ----------
    plan
        ``None`` if there is none; `fault` says why.
    trace
        Seconds since the beginning of the solve, and the cost of the best plan by then, as far as the solver tells.
    """

    plan: Plan | None
    fault: str
    wall_s: float | None = None
    busy_s: float | None = None
    setup_s: float | None = None
    trace: tuple[tuple[float, float], ...] = ()


def solved_apart(task: Work) -> Solved:
    """Solve a task in a fresh process, pinned to as many cores as the task says where the system has that."""
    context = get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(task, there), daemon=True)
    process.start()
    there.close()
    patience_s = PATIENCE * task.limit_s + PATIENCE_S
    try:
        answered = here.poll(patience_s)
        found: Solved = here.recv() if answered else Solved(None, f"no answer within {patience_s:g} s")
    except EOFError:
        process.join()
        found = Solved(None, f"ended by itself with exit code {process.exitcode}")
    finally:
        process.kill()
        process.join()
        here.close()
    return found


def _work(task: Work, answer: Connection) -> None:
    pin(task.cores)
    try:
        found = solved(task)
    except Exception as error:
        found = Solved(None, f"{type(error).__name__}: {error}")
    answer.send(found)
    answer.close()


def pin(cores: int) -> None:
    """Let this process run on so many of the cores that it may use, where the system can be told so."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])


def solved(task: Work) -> Solved:
    """Solve a task in this process."""
    solver = solver_of(task.solver)
    _warm(solver, task)
    problem = task.problem()
    begin = time.perf_counter()
    solve = solver.prepared(problem)
    setup_s = time.perf_counter() - begin
    trace: list[tuple[float, float]] = []
    begin, busy = time.perf_counter(), processor_s()

    def tell(cost_min: float) -> None:
        trace.append((time.perf_counter() - begin, cost_min))

    try:
        answer = solve(Effort(task.limit_s, task.cores, task.seed, tell))
        fault = ""
    except NoPlanError as error:
        answer, fault = (), str(error)
    wall_s, busy_s = time.perf_counter() - begin, processor_s() - busy
    plan = None if fault else answer if isinstance(answer, Plan) else plan_of(problem, PlainDay.of(problem), answer)
    return Solved(plan, fault, wall_s, busy_s, setup_s, tuple(trace))


def _warm(solver: Solver, task: Work) -> None:
    """Solve a tiny problem of the same kind until that takes no longer than it may: what is loaded late is there."""
    problem = task.tiny()
    for _ in range(WARM_ROUNDS):
        begin = time.perf_counter()
        with suppress(NoPlanError):
            solver.prepared(problem)(Effort(WARM_S, task.cores, task.seed, lambda _: None))
        if time.perf_counter() - begin < 2.0 * WARM_S:
            return


def processor_s() -> float:
    """Seconds that the processors have worked for this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)
