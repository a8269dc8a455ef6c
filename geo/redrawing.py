"""What is a shape drawn on a Chinese map in WGS-84? Its edges are bent there, and get the corners that they need."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import Degrees
from geo.datums import EAST, FADE_DEG, NORTH, SOUTH, WEST, to_wgs84
from geo.places import LatLng

LONG_DEG = 0.02
"""About two kilometres: a longer piece of an edge is halved without a look. The shift ripples over 12 km and more."""

BENT_DEG = 2e-6
"""Two tenths of a metre: a piece whose middle comes out further than this from the line is halved."""

SHORT_DEG = 1e-4
"""Ten metres: a shorter piece is not halved any more, as on the line from which on the shift fades."""

_Corner = tuple[float, float]
_REACH = 2.0 * FADE_DEG


def redrawn_in_wgs84(geometry: BaseGeometry, datum: str) -> BaseGeometry:
    """A polygon or several that a map of `datum` shows, in WGS-84: each point of an edge where it belongs.

    Halves are at the very middle, so an edge that two areas share, one there and one back, is still shared.

    Parameters
    ----------
    geometry
        Shapely Polygon or MultiPolygon, x = longitude, y = latitude.

    Returns
    -------
    BaseGeometry
        Of the same type. It need not be valid where the original is a sliver.
    """
    polygons = [
        shapely.Polygon(_ring(part.exterior, datum), [_ring(hole, datum) for hole in part.interiors])
        for part in shapely.get_parts(geometry)
    ]
    return polygons[0] if geometry.geom_type == "Polygon" else shapely.MultiPolygon(polygons)


def _ring(ring: BaseGeometry, datum: str) -> Degrees:
    corners: list[_Corner] = [(lng, lat) for lng, lat in shapely.get_coordinates(ring).tolist()]
    found = [_converted(corners[0], datum)]
    for begin, end in pairwise(corners):
        # pieces of the edge that are still to be looked at, the next one last
        waiting = [(begin, found[-1], end, _converted(end, datum))]
        while waiting:
            a, a_wgs84, b, b_wgs84 = waiting.pop()
            middle = (a[0] + b[0]) / 2.0, (a[1] + b[1]) / 2.0
            middle_wgs84 = _converted(middle, datum)
            if _is_bent(a, b, (a_wgs84, middle_wgs84, b_wgs84)):
                waiting += [(middle, middle_wgs84, b, b_wgs84), (a, a_wgs84, middle, middle_wgs84)]
            else:
                found.append(b_wgs84)
    return np.array(found)


def _is_bent(a: _Corner, b: _Corner, converted: tuple[_Corner, _Corner, _Corner]) -> bool:
    """Must the piece from `a` to `b` have a corner in its middle? Given both and their middle as converted."""
    length = max(abs(b[0] - a[0]), abs(b[1] - a[1]))
    if length <= SHORT_DEG or _is_beyond(a, b):
        return False
    begin, middle, end = converted
    off = max(abs(begin[n] + end[n] - 2.0 * middle[n]) / 2.0 for n in (0, 1))
    return length > LONG_DEG or off > BENT_DEG


def _is_beyond(a: _Corner, b: _Corner) -> bool:
    """Does the whole piece lie where nothing is shifted?"""
    (west, east), (south, north) = sorted((a[0], b[0])), sorted((a[1], b[1]))
    return west > EAST + _REACH or east < WEST - _REACH or south > NORTH + _REACH or north < SOUTH - _REACH


def _converted(corner: _Corner, datum: str) -> _Corner:
    point = to_wgs84(LatLng(lat=corner[1], lng=corner[0]), datum)
    return point.lng, point.lat
