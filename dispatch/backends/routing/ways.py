"""Between the nodes of a day: how long it takes, how far it is, and what of setup is saved at one place.

Nodes are the visits, then the places where vehicles begin, then those where they end.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dispatch.backends.routing.vehicles import Vehicle
from dispatch.backends.routing.visits import Visit
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.limits import require_at_most
from dispatch.planner.ground import fill_table

Numbers = npt.NDArray[np.int64]

MAX_WAYS = 60_000_000
"""Pairs of nodes, times kinds of technicians, that OR-Tools is told the ways of; some gigabytes."""

NO_WAY = -1


class Ways:
    """The ways between all nodes.

    Parameters
    ----------
    starts, ends
        Node at which each vehicle begins and ends.
    spots
        A number for each node that those at one place share, shape (n_nodes,).
    base_s
        Seconds of the plain way, shape (n_nodes, n_nodes), NO_WAY where there is none.
    """

    def __init__(self, p: Arrays, visits: Sequence[Visit], vehicles: Sequence[Vehicle]) -> None:
        self.visits = visits
        begins: dict[tuple[int, bool], int] = {}
        ends: dict[int, int] = {}
        for vehicle in vehicles:
            begins.setdefault((vehicle.begins, vehicle.has_begun), len(visits) + len(begins))
        for vehicle in vehicles:
            ends.setdefault(vehicle.end, len(visits) + len(begins) + len(ends))
        self.starts = [begins[vehicle.begins, vehicle.has_begun] for vehicle in vehicles]
        self.ends = [ends[vehicle.end] for vehicle in vehicles]
        self.begun = [node for (_, has_begun), node in begins.items() if has_begun]
        self.places = np.array([*(visit.place for visit in visits), *(place for place, _ in begins), *ends], np.int64)
        self.first_end = len(visits) + len(begins)
        kinds = len({(vehicle.slowness, vehicle.service_factor) for vehicle in vehicles})
        require_at_most(self.count**2 * kinds, MAX_WAYS, "ways times kinds of technicians that OR-Tools is told")
        self.base_s = self._free_of_homes(base_seconds(p, self.places))
        self.base_s[:, self.places == NOBODY] = 0
        self.spots = spots_of(p, self.places)
        self.metres = self._free_of_homes(metres_between(p, self.places, self.base_s))

    @property
    def count(self) -> int:
        """How many nodes there are."""
        return len(self.places)

    def drive_s(self, slowness: float, no_way_s: int) -> Numbers:
        """Whole seconds of driving for somebody so slow, shape (n_nodes, n_nodes); `no_way_s` where nobody can."""
        driven = np.ceil(self.base_s * slowness - 1e-9).astype(np.int64)
        return np.where(self.base_s == NO_WAY, no_way_s, np.maximum(0, driven))

    def busy_s(self, service_factor: float) -> Numbers:
        """Seconds of setup and service at each node, for somebody so slow."""
        found = np.zeros(self.count, np.int64)
        found[: len(self.visits)] = [
            visit.setup_s + max(0, math.ceil(visit.service_s * service_factor - 1e-9)) for visit in self.visits
        ]
        return found

    def saved_s(self) -> Numbers:
        """Seconds of setup that are saved by who comes from the very same place, shape (n_nodes, n_nodes)."""
        setup_s = np.zeros(self.count, np.int64)
        setup_s[: len(self.visits)] = [visit.setup_s for visit in self.visits]
        stops = np.zeros(self.count, np.bool_)
        stops[: len(self.visits)] = stops[self.begun] = True
        same = self.spots[:, None] == self.spots
        return np.where(same & stops[:, None], setup_s, 0)

    def _free_of_homes(self, between: Numbers) -> Numbers:
        """The same with nothing between the beginning and the end of a route that holds no stop."""
        unbegun = [node for node in range(len(self.visits), self.first_end) if node not in self.begun]
        between[np.ix_(unbegun, range(self.first_end, self.count))] = 0
        return between


def spots_of(p: Arrays, places: Numbers) -> Numbers:
    """Numbers of places, those of equal coordinates the same."""
    if len(p.network.points) == 0:
        return places
    where = p.network.points[["lat_rad", "lng_deg"]][places]
    return np.unique(where, return_inverse=True)[1].astype(np.int64)


def base_seconds(p: Arrays, places: Numbers) -> Numbers:
    """Whole seconds of the plain way between places, rounded up; of NOBODY's place anything."""
    durations_s = p.network.durations_s
    if not p.network.by_matrix:
        durations_s = np.zeros((len(p.network.points),) * 2, np.int32)
        fill_table(p, durations_s)
    return durations_s[np.ix_(places, places)].astype(np.int64)


def metres_between(p: Arrays, places: Numbers, base_s: Numbers) -> Numbers:
    """Metres between places; those of the great circle follow from the seconds, as near as whole seconds tell."""
    if not p.network.by_matrix:
        return np.round(np.maximum(0, base_s) * p.network.speed_ms).astype(np.int64)
    if p.network.distances_m.shape[0] == 0:
        return np.zeros_like(base_s)
    found = np.maximum(0, p.network.distances_m[np.ix_(places, places)].astype(np.int64))
    found[:, places == NOBODY] = 0
    return found
