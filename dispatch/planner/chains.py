"""Several searches for one plan, each with dice of its own, which now and then all go on from the best plan of any.

For days that are too small to be divided, see `dispatch.planner.regions`.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, TypeVar

import numpy as np

from dispatch.evaluator.arrays import Arrays
from dispatch.planner.changes import count_up, keep_as_best, return_to
from dispatch.planner.dice import dice_of
from dispatch.planner.door import ANNEAL, do
from dispatch.planner.keeping import Kept
from dispatch.planner.state import Search

MOST = 8
"""Searches at once, whatever the cores: each holds a ledger of its own."""

WRITTEN = frozenset(
    {"orders", "routes", "stops", "gaps", "breaks", "carried", "worked_s", "late_max_s", "trial", "totals"}
)
"""What of the arrays a search writes."""

SHARED = frozenset({"able", "servable", "plain", "twins", "heads"})
"""What of a search's memory it only reads."""

Held = TypeVar("Held", bound=NamedTuple)


class Chains:
    """As many searches as there are cores, up to `MOST`; the first is the one that was there."""

    def __init__(self, p: Arrays, s: Search, cores: int) -> None:
        rng = np.random.default_rng(int(s.dice[0]))
        self.members = [(p, s)]
        for _ in range(min(cores, MOST) - 1):
            dice = dice_of(int(rng.integers(2**63)))
            self.members.append((copied(p, WRITTEN), copied(s, frozenset(s._fields) - SHARED)._replace(dice=dice)))
        self.threads = ThreadPoolExecutor(len(self.members))

    @property
    def leader(self) -> Search:
        """The search that has met the best plan."""
        return min((s for _, s in self.members), key=lambda s: float(s.tally[0]["best_min"]))

    def exchange(self) -> None:
        """Let all go on from the best plan."""
        best = self.leader.best
        for p, s in self.members:
            go_on_from(p, s, best)

    def anneal(self, iterations: int, hot_min: float, cold_min: float, spent: float) -> int:  # noqa: ARG002
        """Let all search for so many iterations, as `dispatch.planner.anneal.anneal` does.

        Returns
        -------
        int
            Iterations, of all searches together.
        """
        for p, s in self.members:
            count_up(p, s)  # sums of floats drift
        running = [self.threads.submit(do, p, s, ANNEAL, iterations, hot_min, cold_min) for p, s in self.members]
        for each in running:
            each.result()
        return iterations * len(self.members)

    def close(self) -> None:
        """Let the threads go; the first search has the best plan then."""
        self.threads.shutdown()
        go_on_from(*self.members[0], self.leader.best)


def go_on_from(p: Arrays, s: Search, best: Kept) -> None:
    """Let a search go on from this plan, and take it for the best that it has met."""
    return_to(p, s, best)
    s.differs[:] = s.best is not best
    keep_as_best(p, s)


def copied(held: Held, names: Iterable[str]) -> Held:
    """The same with copies of the arrays of these names, and of all that lies in tuples under them."""
    return held._replace(**{name: copy_of(getattr(held, name)) for name in names})


def copy_of(each: Any) -> Any:
    """An array, or a tuple of arrays, as a copy."""
    return each.copy() if isinstance(each, np.ndarray) else copied(each, each._fields)
