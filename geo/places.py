"""Where something is: a point on the earth, or a row of a travel matrix."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from geo.errors import InvalidPlaceError

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LatLng:
    """A point in degrees, WGS-84.

    Parameters
    ----------
    lat
        Latitude in degrees, -90 to 90.
    lng
        Longitude in degrees, -180 to 180.

    Raises
    ------
    InvalidPlaceError
        If a coordinate is not a finite number or lies out of its bounds.
    """

    lat: float
    lng: float

    def __post_init__(self) -> None:
        for name, value, bound in (("lat", self.lat, 90.0), ("lng", self.lng, 180.0)):
            if not math.isfinite(value) or abs(value) > bound:
                raise InvalidPlaceError(f"{name} is {value}, must lie between {-bound:g} and {bound:g}", name)


@dataclass(frozen=True, slots=True)
class MatrixIndex:
    """A place that is known only as row and column of a travel matrix.

    Parameters
    ----------
    index
        Row and column, from 0.
    """

    index: int

    def __post_init__(self) -> None:
        if self.index < 0:
            raise InvalidPlaceError(f"index is {self.index}, must be at least 0", "index")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadPoint(LatLng):
    """A point that is a row and column of a travel matrix as well: where it lies matters to areas, its row to ways.

    Parameters
    ----------
    row
        Row and column, from 0.
    """

    row: int


Place = LatLng | MatrixIndex


def row_of(place: Place) -> int | None:
    """Which row of a travel matrix is a place? ``None`` for a point that is none."""
    if isinstance(place, MatrixIndex):
        return place.index
    return place.row if isinstance(place, RoadPoint) else None


def haversine_m(a: LatLng, b: LatLng) -> float:
    """How far are two points apart along the great circle, in metres?

    The haversine formula on a sphere of `EARTH_RADIUS_M` (R. W. Sinnott, "Virtues of the Haversine", 1984).
    """
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half_lat = math.sin((lat_b - lat_a) / 2.0)
    half_lng = math.sin(math.radians(b.lng - a.lng) / 2.0)
    h = half_lat * half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lng * half_lng
    return 2.0 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def haversines_m(a: LatLng, lng: npt.NDArray[np.float64], lat: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How far is each of many points from `a`, in metres? As `haversine_m`, up to the last places."""
    half_lat = np.sin(np.radians(lat - a.lat) / 2.0)
    half_lng = np.sin(np.radians(lng - a.lng) / 2.0)
    h = half_lat * half_lat + math.cos(math.radians(a.lat)) * np.cos(np.radians(lat)) * half_lng * half_lng
    metres: npt.NDArray[np.float64] = 2.0 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(h)))
    return metres
