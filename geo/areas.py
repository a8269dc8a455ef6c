"""Does a service area hold a place? Three kinds: a set of communities, a polygon, a radius."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import InvalidAreaError
from geo.places import LatLng, Place, haversine_m

MAX_RADIUS_M = 2_000_000.0


@dataclass(frozen=True, slots=True)
class Communities:
    """The orders of named residential communities, wherever they lie."""

    names: frozenset[str]

    def holds(self, place: Place, community: str | None) -> bool:  # noqa: ARG002
        """Is `community` one of the set?"""
        return community is not None and community in self.names


@dataclass(frozen=True, slots=True)
class Radius:
    """All places at most `radius_m` from `center` along the great circle, the edge included."""

    center: LatLng
    radius_m: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.radius_m) or not 0.0 < self.radius_m <= MAX_RADIUS_M:
            raise InvalidAreaError(
                f"radius_m is {self.radius_m}, must be above 0 and at most {MAX_RADIUS_M:g}", "radius_m"
            )

    def holds(self, place: Place, community: str | None) -> bool:  # noqa: ARG002
        """Is the place near enough? A place without coordinates never is."""
        return isinstance(place, LatLng) and haversine_m(self.center, place) <= self.radius_m


@dataclass(frozen=True, slots=True)
class Region:
    """All places inside a polygon or several, holes left out, the edge included.

    Edges are straight in longitude and latitude, as in GeoJSON (RFC 7946). A shape over the antimeridian is refused:
    cut it there into two polygons, as the RFC asks.

    Parameters
    ----------
    geometry
        Shapely Polygon or MultiPolygon, x = longitude, y = latitude, degrees WGS-84.
    """

    geometry: BaseGeometry

    def __post_init__(self) -> None:
        if self.geometry.geom_type not in ("Polygon", "MultiPolygon"):
            raise InvalidAreaError(f"is a {self.geometry.geom_type}, must be Polygon or MultiPolygon", "geometry")
        if self.geometry.is_empty:
            raise InvalidAreaError("encloses nothing", "geometry")
        if not self.geometry.is_valid:
            raise InvalidAreaError(f"is not valid: {shapely.is_valid_reason(self.geometry)}", "geometry")
        west, south, east, north = self.geometry.bounds
        if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
            raise InvalidAreaError("reaches beyond longitude ±180 or latitude ±90", "geometry")
        if any(part.bounds[2] - part.bounds[0] > 180.0 for part in shapely.get_parts(self.geometry)):
            raise InvalidAreaError("spans more than 180 degrees of longitude: cut it at the antimeridian", "geometry")
        shapely.prepare(self.geometry)

    def holds(self, place: Place, community: str | None) -> bool:  # noqa: ARG002
        """Does the shape cover the place? A place without coordinates is in no shape."""
        return isinstance(place, LatLng) and bool(shapely.intersects_xy(self.geometry, place.lng, place.lat))


Extent = Communities | Radius | Region


def region_from_geojson(geometry: dict[str, Any]) -> Region:
    """The region of a GeoJSON Polygon or MultiPolygon, coordinates ``[lng, lat]``.

    Raises
    ------
    InvalidAreaError
        If the object is no such geometry.
    """
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise InvalidAreaError(f"has type {geometry.get('type')!r}, must be Polygon or MultiPolygon", "geometry")
    try:
        return Region(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.GEOSException, TypeError, ValueError) as fault:
        if isinstance(fault, InvalidAreaError):
            raise
        raise InvalidAreaError(f"is not a GeoJSON geometry: {fault}", "geometry") from None


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """A named part of the world in which a technician works."""

    id: str
    extent: Extent

    def holds(self, place: Place, community: str | None = None) -> bool:
        """Does the area hold an order at `place`, or of `community`?"""
        return self.extent.holds(place, community)

    def holds_each(self, places: Sequence[Place], communities: Sequence[str | None]) -> npt.NDArray[np.bool_]:
        """The same for many at once, shape (n_places,)."""
        if isinstance(self.extent, Region) and all(isinstance(place, LatLng) for place in places):
            points = np.array([(place.lng, place.lat) for place in places if isinstance(place, LatLng)])
            if len(points) > 0:
                return np.asarray(shapely.intersects_xy(self.extent.geometry, points[:, 0], points[:, 1]))
        pairs = zip(places, communities, strict=True)
        return np.array([self.extent.holds(place, community) for place, community in pairs], dtype=np.bool_)
