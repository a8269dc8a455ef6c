"""What a solver is to the comparison."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from benchmarks.peers.timing import Sequences
from dispatch.model import Plan, Problem


class NoPlanError(Exception):
    """A solver ended without any plan."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What one solve may take.

    Parameters
    ----------
    limit_s
        Seconds, counted from the beginning of the solve.
    seed
        For those who throw dice.
    tell
        May be called with the cost of the best plan so far, minutes, whenever there is a better one.
    """

    limit_s: float
    cores: int
    seed: int
    tell: Callable[[float], None]


Answer = Sequences | Plan
"""A plan with times of the solver's own, or sequences that `benchmarks.peers.timing` tells as one."""

Solve = Callable[[Effort], Answer]
"""The timed part. It raises `NoPlanError` if it ends without a plan."""


class Solver(Protocol):
    """One of those that are compared."""

    @property
    def name(self) -> str:
        """As options and tables call it."""
        ...

    def prepared(self, problem: Problem) -> Solve:
        """Tell the solver the problem in its own terms, before the clock starts."""
        ...
