"""Which cells of the grid lie around an order, ring by ring?"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt

from dispatch.near.rows import GROUPS
from geo.cells import grid_disk, grid_ring, outside_m

FINEST, COARSEST, STEP = 9, 1, 2
"""Resolutions of cells that are chosen from, and how much coarser the cells are in which longer legs have entries."""

HALVES = (0.5, 1.0, 2.0)
"""Half the length of a leg in rings of cells, up to which it is in a group; what is longer is in larger cells."""

CROWD, SHORT = 100, 0.9
"""How many gaps a cell holds on average, and which share of legs is short enough for the finest cells, or more."""

SAMPLED = 50_000
"""Legs by which the resolution is chosen."""

FIRST_RINGS, MOST_RINGS = 4, 40
"""Rings that are asked about at first, and at how many one may as well look at all cells."""

REMEMBERED = 16_384
"""Disks of cells that are kept at most."""


class Disk(NamedTuple):
    """Rows of the cells around one, ring by ring: where each ring ends, and how far off is what lies beyond it."""

    cells: npt.NDArray[np.int32]
    ends: npt.NDArray[np.int32]
    outside_m: npt.NDArray[np.float64]


class Level:
    """Cells of one resolution in which anything has an entry, each a row of `Near.cells`."""

    def __init__(self, resolution: int, number: int) -> None:
        self.resolution = resolution
        self.number = number
        self.first_group = number * GROUPS
        self.ring_m = outside_m(2, resolution) - outside_m(1, resolution)
        self._outside_m = np.array([outside_m(k, resolution) for k in range(MOST_RINGS)])
        self._rows: dict[int, int] = {}
        self._disks: dict[int, Disk] = {}
        self._everything: Disk | None = None

    def __len__(self) -> int:
        return len(self._rows)

    def row_of(self, cell: int) -> int | None:
        """The row of a cell; ``None`` if nothing has an entry in it."""
        return self._rows.get(cell)

    def add(self, cell: int, row: int) -> None:
        """Something gets an entry in a cell for the first time."""
        self._rows[cell] = row
        self._everything = None
        if self._disks:
            for near in grid_disk(cell, FIRST_RINGS):
                self._disks.pop(near, None)

    def prepare(self) -> None:
        """Find the neighbours of all cells, as many as are remembered, before anything is asked."""
        for cell in [*self._rows][:REMEMBERED]:
            self.disk(cell)

    def disk(self, cell: int, rings: int = FIRST_RINGS) -> Disk:
        """The cells at most so many rings away from one; all there are, if one may as well look at them."""
        if rings >= MOST_RINGS or 3 * rings * (rings + 1) >= 2 * len(self._rows):
            return self._all()
        if rings > FIRST_RINGS:
            return self._disk(cell, rings)
        found = self._disks.get(cell)
        if found is None:
            if len(self._disks) >= REMEMBERED:
                self._disks.clear()
            found = self._disks[cell] = self._disk(cell, rings)
        return found

    def _all(self) -> Disk:
        if self._everything is None:
            rows = np.fromiter(self._rows.values(), np.int32, len(self._rows))
            self._everything = Disk(rows, np.array([len(rows)], np.int32), np.array([math.inf]))
        return self._everything

    def _disk(self, cell: int, rings: int) -> Disk:
        found: list[int] = []
        ends = []
        for k in range(rings + 1):
            found += [row for each in grid_ring(cell, k) if (row := self._rows.get(each)) is not None]
            ends.append(len(found))
        return Disk(np.array(found, np.int32), np.array(ends, np.int32), self._outside_m[: rings + 1])


def resolution_for(lat: Any, lng: Any, half_m: Any) -> int:
    """The finest resolution at which cells hold enough gaps, and nearly all legs are short enough for them.

    Parameters
    ----------
    lat, lng, half_m
        Of legs: degrees of their middles and half their lengths in metres, shape (n_legs,).
    """
    if len(half_m) == 0:
        return FINEST
    step = len(half_m) // SAMPLED + 1
    share = 1.0 / step
    pairs = list(zip(lat[::step].tolist(), lng[::step].tolist(), strict=True))
    long_m = float(np.quantile(half_m[::step], SHORT))
    for resolution in range(FINEST, COARSEST, -1):
        if long_m <= HALVES[-1] * Level(resolution, 0).ring_m:
            cells = {h3.latlng_to_cell(*pair, resolution) for pair in pairs}
            if len(pairs) >= CROWD * share * len(cells):
                return resolution
    return COARSEST
