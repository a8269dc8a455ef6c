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
from geo.places import LatLng, Place, haversine_m, haversines_m

MAX_RADIUS_M = 2_000_000.0

ROUNDING_DEG2 = 1e-12
"""A hundredth of a square metre: parts of a shape that overlap by no more share an edge, but for rounding."""

Degrees = npt.NDArray[np.float64]


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

    def covers(self, lng: Degrees, lat: Degrees) -> npt.NDArray[np.bool_]:
        """Are the points of these longitudes and latitudes near enough? Shape (n_points,)."""
        metres = haversines_m(self.center, lng, lat)
        inside: npt.NDArray[np.bool_] = metres <= self.radius_m
        # sines of numpy may differ from those of math in the last place: on the edge `holds` has the word
        for n in np.flatnonzero(np.abs(metres - self.radius_m) <= 1e-6 * (1.0 + self.radius_m)):
            inside[n] = self.holds(LatLng(lat=float(lat[n]), lng=float(lng[n])), None)
        return inside


@dataclass(frozen=True, slots=True)
class Region:
    """All places inside a polygon or several, holes left out, the edge included.

    Edges are straight in longitude and latitude, as in GeoJSON (RFC 7946). An edge over more than 180 degrees of
    longitude is refused, as it is meant the other way round, over the antimeridian: cut the shape there into two
    polygons, as the RFC asks. A meridian told as 180 and as -180 is one, and so is a pole under all longitudes.

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
        west, south, east, north = self.geometry.bounds
        if west < -180.0 or east > 180.0 or south < -90.0 or north > 90.0:
            raise InvalidAreaError("reaches beyond longitude ±180 or latitude ±90", "geometry")
        _require_short_edges(self.geometry)
        if not self.geometry.is_valid:
            raise InvalidAreaError(f"is not valid: {shapely.is_valid_reason(self.geometry)}", "geometry")
        shapely.prepare(self.geometry)

    def holds(self, place: Place, community: str | None) -> bool:  # noqa: ARG002
        """Does the shape cover the place? A place without coordinates is in no shape."""
        if not isinstance(place, LatLng):
            return False
        if abs(place.lng) == 180.0 or abs(place.lat) == 90.0:
            return bool(self.covers(np.array([place.lng]), np.array([place.lat]))[0])
        return bool(shapely.intersects_xy(self.geometry, place.lng, place.lat))

    def covers(self, lng: Degrees, lat: Degrees) -> npt.NDArray[np.bool_]:
        """Does the shape cover the points of these longitudes and latitudes? Shape (n_points,)."""
        inside: npt.NDArray[np.bool_] = shapely.intersects_xy(self.geometry, lng, lat)
        told_twice = np.abs(lng) == 180.0
        if told_twice.any():
            inside[told_twice] |= shapely.intersects_xy(self.geometry, -lng[told_twice], lat[told_twice])
        at_pole = np.abs(lat) == 90.0
        if at_pole.any():
            _, south, _, north = self.geometry.bounds
            inside[at_pole] = np.where(lat[at_pole] > 0.0, north == 90.0, south == -90.0)
        return inside


def _require_short_edges(geometry: BaseGeometry) -> None:
    for ring in shapely.get_rings(shapely.get_parts(geometry)):
        lng = shapely.get_coordinates(ring)[:, 0]
        too_long = np.flatnonzero(np.abs(np.diff(lng)) > 180.0)
        if len(too_long) > 0:
            begin, end = lng[too_long[0]], lng[too_long[0] + 1]
            raise InvalidAreaError(
                f"has an edge from longitude {begin:g} to {end:g}, more than 180 degrees: cut it at the antimeridian "
                "into two polygons, or give the edge a corner in between",
                "geometry",
            )


Extent = Communities | Radius | Region


def region_from_geojson(geometry: dict[str, Any]) -> Region:
    """The region of a GeoJSON Polygon or MultiPolygon, coordinates ``[lng, lat]``.

    Parts that share an edge, such as neighbouring districts, are made one. Strictly they are not valid (OGC's simple
    features let parts touch in points alone), but nobody can mean anything else.

    Raises
    ------
    InvalidAreaError
        If the object is no such geometry.
    """
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        raise InvalidAreaError(f"has type {geometry.get('type')!r}, must be Polygon or MultiPolygon", "geometry")
    try:
        return Region(_joined(shapely.from_geojson(json.dumps(geometry))))
    except (shapely.errors.GEOSException, TypeError, ValueError) as fault:
        if isinstance(fault, InvalidAreaError):
            raise
        raise InvalidAreaError(f"is not a GeoJSON geometry: {fault}", "geometry") from None


def _joined(shape: BaseGeometry) -> BaseGeometry:
    """A MultiPolygon whose parts share edges as one shape; whatever else is wrong with a shape is left as it is."""
    if shape.geom_type != "MultiPolygon" or shape.is_valid:
        return shape
    parts = shapely.get_parts(shape)
    if not shapely.is_valid(parts).all():
        return shape
    _require_short_edges(shape)
    one, other = shapely.STRtree(parts).query(parts, predicate="intersects")
    for a, b in zip(one.tolist(), other.tolist(), strict=True):
        if a < b and shapely.intersection(parts[a], parts[b]).area > ROUNDING_DEG2:
            raise InvalidAreaError(f"has parts {a} and {b}, which overlap: make them one polygon", "geometry")
    return shapely.union_all(parts)


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
        extent = self.extent
        if isinstance(extent, Communities) or not all(isinstance(place, LatLng) for place in places) or not places:
            pairs = zip(places, communities, strict=True)
            return np.array([extent.holds(place, community) for place, community in pairs], dtype=np.bool_)
        lng_lat = np.array([(place.lng, place.lat) for place in places if isinstance(place, LatLng)])
        return extent.covers(lng_lat[:, 0], lng_lat[:, 1])
