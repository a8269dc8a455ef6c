"""Which cells of the grid make up a service area: those surely inside it, and those on its edge?

A point in a cell of the first kind lies in the area, a point in a cell of the second has to be asked, and a point in no
such cell lies outside. So an index by cell finds the areas around a place without asking each. The second kind may hold
cells that only come near; the first holds none that is not inside to its last corner.

Edges of cells are great circles, edges of polygons are straight in longitude and latitude. A cell is therefore drawn in
longitude and latitude by its corners, and whatever the polygon's edge comes nearer to than a great circle can bulge out
of that drawing is on the edge. Cells over the antimeridian or beside a pole are never called inside.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from geo.areas import Communities, Extent, Radius, Region
from geo.cells import cell_of, grid_disk, rings_to
from geo.outlines import SLACK_DEG, outlines_of
from geo.places import EARTH_RADIUS_M, LatLng, haversines_m

MAX_CELLS = 500
"""No cover that chooses its own resolution holds more cells."""

FINEST_COVER = 10
"""The finest resolution that is chosen, cells of some 120 m; what is smaller is all edge."""

_SLACK_M = 0.01


@dataclass(frozen=True, slots=True)
class Cover:
    """The cells of an area, all of one resolution.

    Parameters
    ----------
    inside
        Cells all of whose points lie in the area.
    edge
        Cells some of whose points may lie in the area: for them ask `ServiceArea.holds`.
    """

    resolution: int
    inside: frozenset[int]
    edge: frozenset[int]

    def holds(self, cell: int) -> bool | None:
        """Do all points of a cell of `resolution` lie in the area, or none? ``None`` if they have to be asked."""
        return True if cell in self.inside else None if cell in self.edge else False


class _TooManyCellsError(Exception):
    pass


def cover_of(extent: Extent, resolution: int | None = None) -> Cover | None:
    """The cover of an area's extent; ``None`` for communities, which lie wherever their orders do.

    Parameters
    ----------
    resolution
        Of the cells; unless given the finest up to `FINEST_COVER` that needs no more than `MAX_CELLS`.
    """
    if isinstance(extent, Communities):
        return None
    if resolution is not None:
        return _cover(extent, resolution, math.inf)
    for chosen in range(_guess(extent), 0, -1):
        try:
            return _cover(extent, chosen, MAX_CELLS)
        except _TooManyCellsError:
            continue
    return _cover(extent, 0, math.inf)


def _cover(extent: Radius | Region, resolution: int, limit: float) -> Cover:
    if isinstance(extent, Radius):
        return _cover_of_radius(extent, resolution, limit)
    return _cover_of_region(extent, resolution, limit)


def _guess(extent: Radius | Region) -> int:
    """The finest resolution that may do, by size and girth alone."""
    if isinstance(extent, Radius):
        size_m2, girth_m = math.pi * extent.radius_m**2, 2.0 * math.pi * extent.radius_m
    else:
        _, south, _, north = extent.geometry.bounds
        degree_m = math.radians(1.0) * EARTH_RADIUS_M
        narrow = math.cos(math.radians(min(abs(south), abs(north))))
        # hulls: the in and out of a jagged edge takes no more cells
        girth_deg = float(shapely.length(shapely.convex_hull(shapely.get_parts(extent.geometry))).sum())
        size_m2, girth_m = extent.geometry.area * degree_m**2 * narrow, girth_deg * degree_m * narrow
    for resolution in range(FINEST_COVER, 0, -1):
        cell_m2 = 4.0 * math.pi * EARTH_RADIUS_M**2 / (2.0 + 120.0 * 7.0**resolution)
        if size_m2 / cell_m2 + girth_m / (2.0 * math.sqrt(cell_m2)) <= MAX_CELLS:
            return resolution
    return 0


def _cover_of_radius(extent: Radius, resolution: int, limit: float) -> Cover:
    """All cells in reach, told apart by their middle and their corners."""
    rings = rings_to(extent.radius_m, resolution)
    if 3.0 * rings * rings > 4.0 * limit:  # no more than a third of the disk is in vain
        raise _TooManyCellsError
    cells = grid_disk(cell_of(extent.center, resolution), rings)
    drawn = outlines_of(cells)
    middle_m = haversines_m(extent.center, drawn.middle_lng, drawn.middle_lat)
    corners_m = haversines_m(extent.center, drawn.lng, drawn.lat)
    # a ball less than half the earth wide holds the great circle between any two of its points
    inside = corners_m.max(axis=1) <= extent.radius_m - _SLACK_M
    reached = middle_m - drawn.reach_rad * EARTH_RADIUS_M <= extent.radius_m + _SLACK_M
    if np.count_nonzero(reached) > limit:
        raise _TooManyCellsError
    numbers = np.array(cells, np.int64)
    return Cover(resolution, frozenset(numbers[inside].tolist()), frozenset(numbers[reached & ~inside].tolist()))


def _cover_of_region(extent: Region, resolution: int, limit: float) -> Cover:
    """From a corner of each part on to all neighbours that the region reaches, until there are no more.

    A part is connected, and so are the cells that it reaches.
    """
    corners = [shapely.get_coordinates(part)[0] for part in shapely.get_parts(extent.geometry)]
    found = _RegionCells(extent)
    ahead = {cell_of(LatLng(lat=float(lat), lng=float(lng)), resolution) for lng, lat in corners}
    seen = set(ahead)
    while ahead:
        reached = found.sort_out(sorted(ahead))
        if len(found.inside) + len(found.edge) > limit:
            raise _TooManyCellsError
        ahead = {neighbour for cell in reached for neighbour in grid_disk(cell, 1)} - seen
        seen |= ahead
    return Cover(resolution, frozenset(found.inside), frozenset(found.edge))


class _RegionCells:
    """The cells that a region was found to reach."""

    def __init__(self, extent: Region) -> None:
        self.geometry = extent.geometry
        self.border = shapely.boundary(extent.geometry)
        shapely.prepare(self.border)
        self.inside: set[int] = set()
        self.edge: set[int] = set()

    def sort_out(self, cells: list[int]) -> list[int]:
        """Which of the cells does the region reach? They are kept as inside or on the edge."""
        drawn = outlines_of(cells)
        inside, on_edge = np.zeros(len(cells), np.bool_), np.zeros(len(cells), np.bool_)
        plain = np.flatnonzero(drawn.is_plain)
        if len(plain) > 0:
            near_deg: Any = drawn.bulge_deg[plain] + SLACK_DEG
            on_edge[plain] = shapely.dwithin(self.border, drawn.polygons(plain), near_deg)
            # a cell away from the border lies on one side of it with all its corners
            inside[plain] = shapely.intersects_xy(self.geometry, drawn.lng[plain, 0], drawn.lat[plain, 0])
        for n in np.flatnonzero(~drawn.is_plain):
            on_edge[n] = any(shapely.intersects(self.geometry, box) for box in drawn.boxes(int(n)))
        numbers = np.array(cells, np.int64)
        self.edge.update(numbers[on_edge].tolist())
        self.inside.update(numbers[inside & ~on_edge].tolist())
        reached: list[int] = numbers[on_edge | inside].tolist()
        return reached
