"""Several searches for one plan, each with dice of its own, which now and then all go on from the best plan of any.

For days that are too small to be divided, see `dispatch.planner.regions`.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar, cast

import numpy as np

from dispatch.evaluator.arrays import Arrays
from dispatch.planner.anneal import anneal
from dispatch.planner.changes import count_up, keep_as_best, return_to
from dispatch.planner.dice import dice_of
from dispatch.planner.keeping import Kept
from dispatch.planner.state import Search

EXCHANGES = (0.5, 0.75, 0.9)
"""Parts of the budget after which all go on from the best plan."""

Held = TypeVar("Held")


class Chains:
    """As many searches as there are cores; the first is the one that was there."""

    def __init__(self, p: Arrays, s: Search, cores: int) -> None:
        rng = np.random.default_rng(int(s.dice[0]))
        self.members = [(p, s)]
        for _ in range(cores - 1):
            own = copied(p._replace(network=p.network._replace(durations_s=p.network.durations_s[:0])))
            own = own._replace(network=p.network)
            self.members.append((own, copied(s)._replace(dice=dice_of(int(rng.integers(2**63))))))
        self.threads = ThreadPoolExecutor(cores)
        self.ahead = list(EXCHANGES)

    @property
    def leader(self) -> Search:
        """The search that has met the best plan."""
        return min((s for _, s in self.members), key=lambda s: float(s.tally[0]["best_min"]))

    def anneal(self, iterations: int, hot_min: float, cold_min: float, spent: float) -> int:
        """Let all search for so many iterations, as `dispatch.planner.anneal.anneal` does; `spent` of the budget is.

        Returns
        -------
        int
            Iterations, of all searches together.
        """
        if self.ahead and spent >= self.ahead[0]:
            del self.ahead[0]
            best = self.leader.best
            for p, s in self.members:
                go_on_from(p, s, best)
        for p, s in self.members:
            count_up(p, s)  # sums of floats drift
        running = [self.threads.submit(anneal, p, s, iterations, hot_min, cold_min) for p, s in self.members]
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


def copied(held: Held) -> Held:
    """The same arrays, however deep in tuples, as copies."""
    if isinstance(held, np.ndarray):
        return cast("Held", held.copy())
    if isinstance(held, tuple):
        return cast("Held", type(held)(*(copied(each) for each in held)))
    return held
