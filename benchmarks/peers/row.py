"""One solve, as it is told: in the table, in the file, in the plot."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers.days import technician_day
from dispatch.model import Problem

TINY = 8
"""Orders of the day that a solver gets warm on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One solver on one day at one limit.

    Parameters
    ----------
    seed
        Of the day, and of the solver's dice.
    """

    kind: str
    orders: int
    limit_s: float
    cores: int
    seed: int
    solver: str

    def problem(self) -> Problem:
        """The day."""
        return technician_day(self.orders, self.seed, self.kind)

    def tiny(self) -> Problem:
        """A tiny day of the same kind."""
        return technician_day(TINY, self.seed, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What came of a task.

    Parameters
    ----------
    cost_min, left_out_min, travel_min
        By the checker: of the plan, of what it leaves out, and of its driving; ``None`` where there is no legal plan.
    left_out
        How many orders.
    wall_s, busy_s
        Of the solve alone: by the clock on the wall, and of the processors in all threads.
    setup_s
        How long it took before that to tell the solver the problem in its own terms.
    fault
        Why there is no legal plan: the first violation, or how the solver ended. Empty for a legal one.
    """

    task: Task
    cost_min: float | None = None
    left_out: int | None = None
    left_out_min: float | None = None
    travel_min: float | None = None
    wall_s: float | None = None
    busy_s: float | None = None
    setup_s: float | None = None
    fault: str = ""

    @property
    def legal(self) -> bool:
        """Is there a plan that the checker finds legal?"""
        return not self.fault
