"""OR-Tools' routing: the model of `dispatch.backends`, its sequences told as they come."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from benchmarks.peers.solver import Effort, NoPlanError, Solve
from benchmarks.peers.timing import Sequences
from dispatch.backends.ortools_routing import asked_of
from dispatch.backends.routing import model
from dispatch.model import Problem


@dataclass(frozen=True, slots=True)
class OrToolsRouting:
    """The classic routing library, on one core whatever it is given.

    Parameters
    ----------
    first
        How the first plan is made: ``auto`` leaves it to OR-Tools, ``insertion`` is the cheapest parallel insertion.
        Which one is better depends on the size of the day.
    """

    first: str

    @property
    def name(self) -> str:
        """With the way of the first plan."""
        return f"ortools-{self.first}"

    def prepared(self, problem: Problem) -> Solve:
        """The whole model; closing it, and searching, is timed. Routes are technicians: each has one shift."""
        told = model.Model(asked_of(problem).day)
        return partial(_solve, told, self.first, len(problem.technicians))


def _solve(told: model.Model, first: str, technicians: int, effort: Effort) -> Sequences:
    found = told.search(model.Effort(first=first, limit_s=effort.limit_s))
    if found.sequences is None:
        raise NoPlanError("no plan found")
    return [found.sequences.get(k, []) for k in range(technicians)]
