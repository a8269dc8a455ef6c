"""A problem laid out for a search in which no shift runs into the next one of its technician."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Arrays
from dispatch.model import Problem
from dispatch.planner.ground import ground_of
from dispatch.planner.start import reset_all
from dispatch.planner.state import Search, search_of


def opened(problem: Problem, seed: int) -> tuple[Arrays, Search]:
    """Lay a problem out, with a memory for a search.

    Raises
    ------
    TooLargeError
        If the problem would not fit into memory.
    """
    p = ground_of(problem)
    shortened = keep_apart(p)
    s = search_of(p, seed)
    reset_some(p, s, shortened & (p.routes["count"] == 0))
    return p, s


def keep_apart(p: Arrays) -> npt.NDArray[np.bool_]:
    """Let overtime end where the next shift of the technician begins; which routes did that shorten?

    What is in force stays as it is: the layout lets the next shift begin after it.
    """
    shortened = np.zeros(len(p.routes), np.bool_)
    for row in p.technicians:
        routes = range(int(row["route_first"]), int(row["route_last"]))
        for r, later in pairwise(sorted(routes, key=lambda r: int(p.routes[r]["ends"]))):
            shortened[r] = p.routes[r]["closes"] > p.routes[later]["opens"]
            p.routes[r]["closes"] = min(int(p.routes[r]["closes"]), int(p.routes[later]["opens"]))
    return shortened


def reset_some(p: Arrays, s: Search, routes: npt.NDArray[np.bool_]) -> None:
    """Set the clocks of some routes anew, shape (n_routes,); `reset_all` asks for nothing but their marks."""
    if routes.any():
        reset_all(p, s._replace(plain=routes))
