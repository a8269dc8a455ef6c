"""Which cells of the grid lie around an order, and how many rings of them must be looked at?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.near.rows import GROUPS
from geo.cells import grid_disk, outside_m

FINEST, COARSEST, STEP = 9, 1, 2
"""Resolutions of cells that are chosen from, and how much coarser the cells are in which longer legs are filed."""

HALVES = (0.5, 1.0, 2.0)
"""Half the length of a leg in rings of cells, up to which it is in a group; what is longer is filed in larger cells."""

MOST_RINGS = 40
"""Whoever would have to look at as many rings looks at all cells."""

REMEMBERED = 4_096
"""Disks of cells that are kept at most."""


class Level:
    """Cells of one resolution in which anything is filed, each a row of `Near.cells`.

    Parameters
    ----------
    first_group
        Its groups are numbered from there.
    """

    def __init__(self, resolution: int, first_group: int) -> None:
        self.resolution = resolution
        self.first_group = first_group
        self.outside_m = [outside_m(k, resolution) for k in range(MOST_RINGS)]
        """What lies outside of so many rings is this far off at least."""
        self.ring_m = self.outside_m[2] - self.outside_m[1]
        self._rows: dict[int, int] = {}
        self._disks: dict[tuple[int, int], npt.NDArray[np.int32]] = {}

    def __len__(self) -> int:
        return len(self._rows)

    def row_of(self, cell: int) -> int | None:
        """The row of a cell; ``None`` if nothing is filed in it."""
        return self._rows.get(cell)

    def add(self, cell: int, row: int) -> None:
        """Something is filed in a cell for the first time."""
        self._rows[cell] = row
        self._disks.clear()

    def rings_to(self, distance_m: float) -> int:
        """After how many rings is nothing left at `distance_m` or less? `MOST_RINGS` if that is not known."""
        return bisect_right(self.outside_m, distance_m)

    def around(self, cell: int, rings: int) -> npt.NDArray[np.int32] | None:
        """Rows of the cells at most so many rings away; ``None`` if one may as well look at all."""
        if rings >= MOST_RINGS or 3 * rings * (rings + 1) >= len(self._rows):
            return None
        disk = self._disks.get((cell, rings))
        if disk is None:
            if len(self._disks) == REMEMBERED:
                self._disks.clear()
            disk = self._disks[cell, rings] = rows_of(self._rows.get(each) for each in grid_disk(cell, rings))
        return disk

    def everything(self) -> npt.NDArray[np.int32]:
        """Rows of all cells."""
        return np.fromiter(self._rows.values(), np.int32, len(self._rows))


def rows_of(found: Iterable[int | None]) -> Any:
    """Those that are there."""
    return np.array([row for row in found if row is not None], np.int32)


def levels_from(resolution: int) -> list[Level]:
    """Levels from the finest, of `resolution`, up."""
    return [Level(at, n * GROUPS) for n, at in enumerate(range(resolution, COARSEST - 1, -STEP))]
