"""Where does an area lie nearest to a place outside it, and how far is that along the great circle?"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import shapely

from geo.areas import Extent, Radius, Region
from geo.places import EARTH_RADIUS_M, LatLng, Place, haversine_m, haversines_m

STEPS = 16
"""Into how many pieces an edge is cut to find the one in which its nearest point lies."""

ROUNDS = 80
"""How often that piece is shortened by a third: to less than a ten-billionth of a millimetre."""


class Reach(NamedTuple):
    """How an area falls short of a place: it reaches `within_m` from `point`, the place is `distance_m` away."""

    point: LatLng
    within_m: float
    distance_m: float

    @property
    def short_m(self) -> int:
        """How many metres more, at least, let the place in?"""
        by_m = math.ceil(self.distance_m - self.within_m)
        return max(1, by_m if self.within_m + by_m >= self.distance_m else by_m + 1)


def reach_of(extent: Extent, place: Place) -> Reach | None:
    """How does an area fall short of a place that it does not hold?

    Returns
    -------
    Reach or None
        From the centre of a radius; or from the point on the edge of a shape that is nearest to the place, within 0 m.
        ``None`` for communities, and for a place without coordinates: no number of metres helps those.
    """
    if not isinstance(place, LatLng):
        return None
    if isinstance(extent, Radius):
        return Reach(extent.center, extent.radius_m, haversine_m(extent.center, place))
    if isinstance(extent, Region):
        edge = nearest_on_edge(extent, place)
        return Reach(edge, 0.0, haversine_m(edge, place))
    return None


def nearest_on_edge(region: Region, place: LatLng) -> LatLng:
    """The point on the edge of a shape, holes included, that is nearest to a place along the great circle.

    Edges are straight in longitude and latitude, which no formula for great circles knows. Each is cut into `STEPS`
    pieces; where one may hold the nearest point, it is closed in on from both sides.
    """
    rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(region.geometry))]
    begins, ends = np.concatenate([ring[:-1] for ring in rings]), np.concatenate([ring[1:] for ring in rings])
    at = np.linspace(0.0, 1.0, STEPS + 1)
    metres = _metres(place, begins[:, None, :] + at[:, None] * (ends - begins)[:, None, :])
    piece_m = _piece_m(begins, ends)
    near = metres.min(axis=1) - piece_m <= metres.min()
    begins, ends, best = begins[near], ends[near], at[metres[near].argmin(axis=1)]
    low, high = np.maximum(0.0, best - 1.0 / STEPS), np.minimum(1.0, best + 1.0 / STEPS)
    for _ in range(ROUNDS):
        left, right = (2.0 * low + high) / 3.0, (low + 2.0 * high) / 3.0
        nearer = _metres(place, _points(begins, ends, left)) <= _metres(place, _points(begins, ends, right))
        low, high = np.where(nearer, low, left), np.where(nearer, right, high)
    points = np.concatenate([_points(begins, ends, low), begins, ends])  # a corner is told exactly
    lng, lat = points[_metres(place, points).argmin()]
    return LatLng(lat=float(lat), lng=math.remainder(float(lng), 360.0))


def _points(
    begins: npt.NDArray[np.float64], ends: npt.NDArray[np.float64], at: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Points on edges, `at` parts of their way; shapes (n, 2), (n, 2) and (n,), columns longitude and latitude."""
    return np.asarray(begins + at[:, None] * (ends - begins))


def _metres(place: LatLng, points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far is a place from points, shape (…, 2)?"""
    return haversines_m(place, points[..., 0], points[..., 1])


def _piece_m(begins: npt.NDArray[np.float64], ends: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """No piece of an edge is longer than this: its degrees, as though all lay on the equator."""
    return np.asarray(np.radians(np.hypot(*(ends - begins).T)) * EARTH_RADIUS_M / STEPS)
