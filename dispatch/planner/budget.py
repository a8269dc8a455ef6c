"""How long may the search go on? By iterations, so that a plan can be made again, or by the clock."""

from __future__ import annotations

import time
from collections.abc import Iterator

SLICE = 500
"""Iterations between two looks at the clock, when iterations are the budget."""

SLICE_S = 0.03
"""About how many seconds lie between two looks at the clock, when time is the budget."""


SPARED = 0.4
"""Part of what is left of the time that something done at once may take."""


class Budget:
    """What may be spent, counted from the moment it is made.

    Parameters
    ----------
    iterations
        How many the search takes; the clock is not looked at. ``None``: as many as fit into `time_limit_s`.
    time_limit_s
        Seconds.
    """

    def __init__(self, iterations: int | None, time_limit_s: float) -> None:
        if iterations is not None and iterations < 0:
            raise ValueError(f"iterations is {iterations}, must be at least 0")
        if not time_limit_s >= 0.0:
            raise ValueError(f"time_limit_s is {time_limit_s}, must be at least 0")
        self.iterations = iterations
        self.time_limit_s = time_limit_s
        self.began = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds since it was made."""
        return time.monotonic() - self.began

    def is_left(self, share: float) -> bool:
        """Is less than this share of the time spent? Always, if iterations are the budget."""
        return self.iterations is not None or self.elapsed_s < share * self.time_limit_s

    def seconds(self, share: float) -> float | None:
        """Seconds in this share of the time, or less if little is left; ``None`` if iterations are the budget."""
        if self.iterations is not None:
            return None
        return min(share * self.time_limit_s, SPARED * max(0.0, self.time_limit_s - self.elapsed_s))

    def slices(self, reserve_s: float) -> Iterator[tuple[int, float, float]]:
        """Numbers of iterations to take one after the other, each with the shares of the budget spent before and after.

        Parameters
        ----------
        reserve_s
            Seconds of the time limit that are left for what comes after the search.
        """
        if self.iterations is not None:
            for done in range(0, self.iterations, SLICE):
                size = min(SLICE, self.iterations - done)
                yield size, done / self.iterations, (done + size) / self.iterations
            return
        first_s = self.elapsed_s
        last_s = self.time_limit_s - reserve_s
        size = 1
        while (now_s := self.elapsed_s) < last_s:
            spent = (now_s - first_s) / (last_s - first_s)
            yield size, spent, spent
            taken_s = self.elapsed_s - now_s
            goal_s = min(SLICE_S, max(0.0, last_s - self.elapsed_s))
            size = max(1, min(2 * size, int(size * goal_s / max(taken_s, 1e-6))))
