"""Several searches at once, each in a part of the town of its own: they share all arrays, and no technician.

A line through the town, another one for each stint, divides technicians by where their stops lie. What one search
changes no other reads but to see that it is not its own.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled_entry
from dispatch.planner.changes import count_up, keep_as_best, return_to_best
from dispatch.planner.dice import dice_of
from dispatch.planner.door import ANNEAL, do
from dispatch.planner.nearness import find_all
from dispatch.planner.state import FIELD, Search

LEAST_ORDERS = 2 * FIELD
"""Orders for each search, at the least: with fewer there is little room to move."""


class Regions:
    """As many searches over one plan as there are cores and orders for."""

    def __init__(self, p: Arrays, s: Search, cores: int) -> None:
        self.p, self.s = p, s
        self.members = [(p, s)]
        self.count = max(1, min(cores, len(p.orders) // LEAST_ORDERS))
        self.rng = np.random.default_rng(int(s.dice[0]))
        if self.count > 1:
            find_all(p, s)
            self.parts = [part_of(p, s, int(self.rng.integers(2**63))) for _ in range(self.count)]
            self.threads = ThreadPoolExecutor(self.count)

    @property
    def leader(self) -> Search:
        """The search that has met the best plan: the one over the whole town."""
        return self.s

    def close(self) -> None:
        """Let the threads go."""
        if self.count > 1:
            self.threads.shutdown()

    def exchange(self) -> None:
        """Nothing is to be done: all work on one plan."""

    def anneal(self, iterations: int, hot_min: float, cold_min: float, spent: float) -> int:
        """Search for so many iterations in each part of the town, as `dispatch.planner.anneal.anneal` does.

        In the end, when more than `TOGETHER` of the budget is spent, one search goes on alone from the best plan met.

        Returns
        -------
        int
            Iterations, of all searches together.
        """
        p, s = self.p, self.s
        if self.count > 1 and spent > TOGETHER:
            return_to_best(p, s)
            self.close()
            self.count = 1
        count_up(p, s)  # sums of floats drift
        if self.count == 1:
            do(p, s, ANNEAL, iterations, hot_min, cold_min)
        else:
            self.anneal_parts(iterations, hot_min, cold_min)
            count_up(p, s)
            if s.tally[0]["cost_min"] < s.tally[0]["best_min"]:
                keep_as_best(p, s)
        return iterations * self.count

    def anneal_parts(self, iterations: int, hot_min: float, cold_min: float) -> None:
        """Let each search work on its own part, all at once."""
        self.divide()
        for _, s in self.parts:
            s.tally[0] = self.s.tally[0]
            s.tally[0]["best_min"] = -np.inf  # no part knows what the whole plan costs
        running = [self.threads.submit(do, p, s, ANNEAL, iterations, hot_min, cold_min) for p, s in self.parts]
        for each in running:
            each.result()

    def divide(self) -> None:
        """Draw a line, and give each search as many technicians as any other."""
        p = self.p
        a, b = self.rng.integers(0, len(p.orders), 2)
        across_s, homes_s = across(p, a, b, p.orders["place"]), across(p, a, b, p.technicians["start"])
        owner = np.where(self.s.route_of == NOBODY, NOBODY, p.routes["technician"][self.s.route_of])
        served = owner != NOBODY
        stops = np.bincount(owner[served], minlength=len(p.technicians))
        sums_s = np.bincount(owner[served], across_s[served], len(p.technicians))
        middle_s = np.where(stops > 0, sums_s / np.maximum(1, stops), homes_s)
        part = np.searchsorted(self.bounds(middle_s), middle_s, side="right")
        part_of_order = np.where(served, part[owner], np.searchsorted(self.bounds(middle_s), across_s, side="right"))
        for n, (_, s) in enumerate(self.parts):
            s.open_routes[:] = part[p.routes["technician"]] == n
            s.open_orders[:] = part_of_order == n

    def bounds(self, middle_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Where one part ends and the next begins, shape (count - 1,)."""
        return np.quantile(middle_s, np.arange(1, self.count) / self.count)


def part_of(p: Arrays, s: Search, seed: int) -> tuple[Arrays, Search]:
    """The same arrays and the same memory, with room of its own for what an iteration holds."""
    own = {name: getattr(s, name).copy() for name in OWN}
    return p._replace(trial=p.trial.copy(), totals=p.totals.copy()), s._replace(**own, dice=dice_of(seed))


TOGETHER = 0.9
"""Part of the budget that all searches work through together."""

OWN = (
    "pool",
    "rank",
    "touched",
    "is_touched",
    "open_routes",
    "open_orders",
    "field",
    "far_s",
    "gathered",
    "asked",
    "tally",
)
"""What each search must have for itself."""


def across(p: Arrays, a: int, b: int, places: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
    """How much nearer is each place to order `b` than to order `a`, in seconds? Shape as `places`."""
    found_s = np.zeros(len(places))
    score(p, int(p.orders["place"][a]), int(p.orders["place"][b]), np.ascontiguousarray(places), found_s)
    return found_s


@compiled_entry
def score(p: Arrays, a: int, b: int, places: npt.NDArray[np.int32], found_s: npt.NDArray[np.float64]) -> None:
    """Write into `found_s` how much nearer each place is to `b` than to `a`."""
    for n in range(places.shape[0]):
        found_s[n] = base_s(p, a, places[n]) - base_s(p, b, places[n])
