"""Which cell of H3's grid holds a point, and how far off is all that lies beyond so many rings of cells?

What an index by place needs: things are filed under the cell they lie in; who looks for the nearest goes ring by ring
around a cell, and stops when `outside_m` says that nothing further out can be near enough.

**Why the bound holds.** H3 (Sahr, White, Kimerling, "Geodesic discrete global grid systems", 2003) lays regular
hexagons on the faces of an icosahedron and throws them onto the sphere from its middle, face by face. Unfolded, the
faces are one plane of hexagons with side s, except that at each of the twelve corners a hexagon is cut to a pentagon.

- On the plane: measure in the norm whose unit is a step from cell to cell; it is at most the length over 1.5 s. A
  hexagon reaches 2/3 of a step from its middle, so points less than k - 1/3 steps apart lie in cells at most k apart.
- On the icosahedron: the shortest way between two points passes no corner (they are peaks), so it unfolds to a straight
  line in the plane. The cells it meets hold a shortest walk from its first to its last cell: where it crosses from one
  row of hexagons to the next it may go back and forth, and each such pair of steps can be cut short around a vertex. So
  the cells are no further apart than in the plane.
- On the sphere: the throw shortens lengths at most by the square of the cosine of the angle between a point and the
  middle of its face, which is widest at a corner.
"""

from __future__ import annotations

import math

import h3.api.basic_int as h3

from geo.places import EARTH_RADIUS_M, LatLng

FINEST = 15
"""The highest resolution of H3, cells of about a square metre; 0 is the lowest, 122 cells on the earth."""

_STEP_AT_0 = 0.381_966_011_250_105_0
"""From middle to middle of two cells of resolution 0 on a face, which touches a sphere of radius 1 in its middle."""

_MOST_SHORTENED = 1.0 / (1.0 + (2.0 * _STEP_AT_0) ** 2)
"""Squared cosine of the angle from the middle of a face to its corner, which is two steps of resolution 0 away."""

_ROUNDING_M = 0.001
"""H3 and the haversine agree on distances and on who is on which side of an edge far better than this."""


def cell_of(point: LatLng, resolution: int) -> int:
    """The cell that holds a point, at a resolution from 0 to `FINEST`."""
    return int(h3.latlng_to_cell(point.lat, point.lng, resolution))


def grid_disk(cell: int, k: int) -> list[int]:
    """The cells at most `k` steps from a cell, itself among them."""
    return list(h3.grid_disk(cell, k))


def grid_ring(cell: int, k: int) -> list[int]:
    """The cells exactly `k` steps from a cell; none if the earth ends before."""
    return list(h3.grid_ring(cell, k))


def outside_m(k: int, resolution: int) -> float:
    """How near may what lies outside `k` rings come to what lies in the middle cell? A lower bound in metres.

    From any point of a cell to any point of a cell more than `k` steps away the great circle is at least this long. It
    is sharp to a hundredth near a corner of the icosahedron and about a third too short in the middle of a face.

    Parameters
    ----------
    k
        Rings that are known, from 0: the middle cell alone, of which nothing follows.
    """
    return max(0.0, _row_m(resolution) * (k - 1.0 / 3.0) * (1.0 - 1e-9) - _ROUNDING_M)


def rings_to(distance_m: float, resolution: int) -> int:
    """After how many rings is nothing left at `distance_m` or less? The smallest `k` with a larger `outside_m`."""
    k = max(0, math.floor(distance_m / _row_m(resolution) + 1.0 / 3.0))
    while outside_m(k, resolution) <= distance_m:
        k += 1
    return k


def _row_m(resolution: int) -> float:
    """From one row of cells to the next, where they are smallest: 1.5 sides of a hexagon on the face, shortened."""
    side = _STEP_AT_0 / math.sqrt(3.0) / math.sqrt(7.0) ** resolution
    return EARTH_RADIUS_M * _MOST_SHORTENED * 1.5 * side
