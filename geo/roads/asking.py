"""All ways between some points: from what is kept, and for what is not from the engine, in tables that it takes."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from geo.errors import RoadsError
from geo.places import LatLng
from geo.roads.address import engine_at
from geo.roads.engine import Block, Engine, TooBigError
from geo.roads.folder import roads_folder
from geo.roads.store import UNKNOWN, Keys, Store, keys_of, point_of
from geo.travel import Roads

FILE = "ways-1.sqlite"
"""Another number for another kind of table."""

MAX_PATTERNS = 32
"""Origins that lack the same destinations are asked for together; beyond so many different lacks, all of them are."""

Rows = npt.NDArray[np.intp]


def roads_between(url: str, points: Sequence[LatLng]) -> Roads:
    """Ways between all of these points by the engine under `url`; rows in the order of the points.

    Raises
    ------
    InvalidTravelError
        If there can be no engine under such an address.
    RoadsError
        If there is none, or it does not answer as it should.
    """
    folder = roads_folder()
    store = Store(None if folder is None else folder / FILE)
    block = table(engine_at(url), points, store, int(time.time()))
    return Roads(durations_s=block.durations_s, distances_m=block.distances_m, url=url)


def table(engine: Engine, points: Sequence[LatLng], store: Store, now: int) -> Block:
    """Ways between all of these points; each way between different points is asked for at most once.

    Parameters
    ----------
    now
        Unix time, seconds.
    """
    keys, rows = np.unique(keys_of(points), return_inverse=True)
    found = store.known(engine.name, keys, keys, now)
    unknown = found.durations_s == UNKNOWN
    np.fill_diagonal(unknown, unknown.sum(axis=1) > 1)  # nobody is asked for the way to where one is, unless by the way
    asking = _Asking(engine, keys)
    for origins, destinations in lacks(unknown):
        for band in asking.bands(origins, destinations):
            for some, others, block in asking.blocks(band, destinations):
                found.durations_s[np.ix_(some, others)] = block.durations_s
                found.distances_m[np.ix_(some, others)] = block.distances_m
            _stay(found)
            told = Block(*(numbers[np.ix_(band, destinations)] for numbers in found))
            store.keep(engine.name, keys[band], keys[destinations], told, now)
    _stay(found)
    return Block(*(np.ascontiguousarray(numbers[np.ix_(rows, rows)]) for numbers in found))


def lacks(unknown: npt.NDArray[np.bool_]) -> Iterator[tuple[Rows, Rows]]:
    """Origins with the destinations that are unknown from them, those of the same lack together; both ascend."""
    if not unknown.any():
        return
    patterns, which = np.unique(unknown, axis=0, return_inverse=True)
    which = which.reshape(-1)  # NumPy 2.0 alone gives it a second axis
    if len(patterns) > MAX_PATTERNS:
        yield np.flatnonzero(unknown.any(axis=1)), np.flatnonzero(unknown.any(axis=0))
        return
    for n, pattern in enumerate(patterns):
        if pattern.any():
            yield np.flatnonzero(which == n), np.flatnonzero(pattern)


def _stay(ways: Block) -> None:
    """Who stays where they are is there, even far from any road."""
    for numbers in ways:
        np.fill_diagonal(numbers, 0)


class _Asking:
    """Cuts tables to what an engine takes, and learns how much that is."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self.engine = engine
        self.size = max(2, engine.size)
        self.points = [point_of(key) for key in keys.tolist()]

    def bands(self, origins: Rows, destinations: Rows) -> Iterator[Rows]:
        """Origins in parts after each of which it is worth to keep what is known."""
        if self._fits(origins, destinations):
            yield origins
            return
        step = max(self.size // 2, self.size - len(destinations))
        for first in range(0, len(origins), step):
            yield origins[first : first + step]

    def blocks(self, origins: Rows, destinations: Rows) -> Iterator[tuple[Rows, Rows, Block]]:
        """Ask for all ways from some points to others, in as many tables as it takes."""
        for some, others in self._pieces(origins, destinations):
            if not self._fits(some, others):  # another piece was refused meanwhile
                yield from self.blocks(some, others)
                continue
            if len(np.union1d(some, others)) == 1:  # OSRM refuses a table of one point
                yield some, others, Block.full_of(0, 1, 1)
                continue
            try:
                block = self.engine.table([self.points[i] for i in some], [self.points[i] for i in others])
            except TooBigError:
                self._shrink()
                yield from self.blocks(some, others)
                continue
            yield some, others, block

    def _pieces(self, origins: Rows, destinations: Rows) -> Iterator[tuple[Rows, Rows]]:
        if self._fits(origins, destinations):
            yield origins, destinations
            return
        step = min(len(origins), max(self.size // 2, self.size - len(destinations)))
        other_step = self.size - step
        for first in range(0, len(origins), step):
            for other in range(0, len(destinations), other_step):
                yield origins[first : first + step], destinations[other : other + other_step]

    def _fits(self, origins: Rows, destinations: Rows) -> bool:
        return len(np.union1d(origins, destinations)) <= self.size

    def _shrink(self) -> None:
        if self.size == 2:
            raise RoadsError(f"is {self.engine.name!r}, which takes no table of 2 points; raise its max-table-size")
        self.size = max(2, self.size // 2)
