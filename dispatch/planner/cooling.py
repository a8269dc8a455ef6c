"""How warm is the search, and when do all who search go on from the best plan?"""

from __future__ import annotations

from bisect import bisect_right

from dispatch.planner.budget import Budget

HOT = 4.0
"""Temperature at the beginning, in what a served order costs on average."""

AGAIN = 1.0
"""The same when it has been cold before."""

COLD, COOL = 0.03, 0.3
"""The same at the end: when all are served that can be; and while some are left out, whose prices lie far apart."""

EXCHANGES = (0.5, 0.75, 0.9)
"""Parts of the budget after which all go on from the best plan, if the search cools but once."""

CYCLES = 6
"""How often it cools if there is time for that. Each time a plan is made of all routes met."""

LAST = 0.95
"""Part of the budget after which the last of these plans is made; from there on it stays cold."""

DENSE, DENSE_S = 200, 0.003
"""Iterations and seconds for each order, at the least, for it to cool more than once."""

LONG_S = 2.0
"""Seconds, at the least, for the same."""

SHORT_ROUTES = 12.0
"""Stops in a route, on average and at the most, for the same: in long routes one long cooling finds more."""


class Cooling:
    """The course of a search.

    Parameters
    ----------
    mean_min
        What a served order costs on average, in minutes.
    cycles
        How often the search cools, beginning hot each time.
    """

    def __init__(self, mean_min: float, cycles: int) -> None:
        self.mean_min = mean_min
        self.cycles = cycles
        self.ends = [LAST * (cycle + 1) / cycles for cycle in range(cycles)] if cycles > 1 else [1.0]
        self.marks = list(self.ends if cycles > 1 else EXCHANGES)

    def is_due(self, spent: float) -> bool:
        """Is it time, after this part of the budget, for all to go on from the best plan? Told once each time."""
        is_due = bool(self.marks) and spent >= self.marks[0]
        while self.marks and spent >= self.marks[0]:
            del self.marks[0]
        return is_due

    def warmth(self, end: float, spent: float, spent_after: float) -> tuple[float, float]:
        """Temperature in minutes after both these parts of the budget, which lie in one cycle or count as such.

        Parameters
        ----------
        end
            Temperature at the end of each cycle, in what a served order costs on average.
        """
        cycle = bisect_right(self.ends, spent)
        if cycle == len(self.ends):
            return self.mean_min * end, self.mean_min * end
        begins, ends = (self.ends[cycle - 1] if cycle else 0.0), self.ends[cycle]
        before, after = ((min(part, ends) - begins) / (ends - begins) for part in (spent, spent_after))
        hot = AGAIN if cycle else HOT
        hot_min = self.mean_min * hot
        return hot_min * float((end / hot) ** before), hot_min * float((end / hot) ** after)


def cycles_for(budget: Budget, orders: int, stops: float) -> int:
    """How often does a search cool that has so many orders to place, all of which fit, in routes of so many stops?"""
    if stops > SHORT_ROUTES:
        return 1
    if budget.iterations is not None:
        return CYCLES if budget.iterations >= DENSE * orders else 1
    return CYCLES if budget.time_limit_s >= max(LONG_S, DENSE_S * orders) else 1
