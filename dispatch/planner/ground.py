"""The problem laid out for a search: room for every stop that a shift may hold, and travel as a table where it fits."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.days import reset
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled_entry
from dispatch.layout import lay_out
from dispatch.layout.route_rows import with_room
from dispatch.limits import MAX_PAIRS, MAX_PLANNED_STOPS, require_at_most
from dispatch.model import Problem
from dispatch.objectives import DISTANCE

MAX_TABLE_PLACES = 3_000
"""Places up to which great-circle travel is worked out once for all pairs."""


def ground_of(problem: Problem) -> Arrays:
    """Lay a problem out for a search.

    Raises
    ------
    TooLargeError
        If orders times technicians, or the stops that all shifts together may hold, are too many.
    """
    pairs = len(problem.orders) * len(problem.technicians)
    require_at_most(pairs, MAX_PAIRS, "orders times technicians")
    p = with_table(with_all_room(lay_out(problem, room=0, bind=False)))
    keep_apart(p)
    return p


def keep_apart(p: Arrays) -> None:
    """Let overtime end where the next shift of its technician begins: the search gives out shifts one by one.

    What is in force stays as it is: the layout lets the next shift begin after it.
    """
    for row in p.technicians:
        routes = range(int(row["route_first"]), int(row["route_last"]))
        for r, later in pairwise(sorted(routes, key=lambda r: int(p.routes[r]["ends"]))):
            if p.routes[r]["closes"] > p.routes[later]["opens"]:
                p.routes[r]["closes"] = p.routes[later]["opens"]
                if p.routes[r]["count"] == 0:
                    reset(p, r)


def with_all_room(p: Arrays) -> Arrays:
    """The same with room in each route for as many stops more as can fit: by the clock, the quota and the orders."""
    routes = p.routes
    shortest = min(1.0, float(p.technicians["service_factor"].min(initial=1.0)))
    services_s = np.cumsum(np.floor(np.sort(p.orders["service_s"]) * shortest))
    length_s = routes["closes"] - np.maximum(routes["opens"], p.now)
    more = np.searchsorted(services_s, length_s, side="right")
    quota = p.technicians["max_orders"][routes["technician"]]
    more = np.minimum(more, np.minimum(len(p.orders), quota))
    rooms = routes["count"] + more
    require_at_most(int(rooms.sum()), MAX_PLANNED_STOPS, "stops that all shifts together may hold")
    return with_room(p, rooms)


def with_table(p: Arrays) -> Arrays:
    """The same with the seconds of every way in a table, where they are the same for all and at all hours.

    Not where there are too many places either, nor where metres are asked for.
    """
    places = len(p.network.points)
    varied = (p.network.turns["factor"] != 1.0).any() or (p.technicians["speed_factor"] != 1.0).any()
    if p.network.by_matrix or places > MAX_TABLE_PLACES or varied or p.weights[DISTANCE] != 0.0:
        return p
    durations_s = np.zeros((places, places), np.int32)
    fill_table(p, durations_s)
    return p._replace(network=p.network._replace(by_matrix=True, durations_s=durations_s))


@compiled_entry
def fill_table(p: Arrays, durations_s: npt.NDArray[np.int32]) -> None:
    """Work out every way."""
    for origin in range(durations_s.shape[0]):
        for destination in range(durations_s.shape[1]):
            durations_s[origin, destination] = max(0, math.ceil(base_s(p, origin, destination) - 1e-9))
