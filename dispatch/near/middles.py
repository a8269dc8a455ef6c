"""Where is the middle of a leg, and how long is half of it? On the sphere, over the poles and the antimeridian too."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from geo.places import EARTH_RADIUS_M


def middles_of(begins: Any, ends: Any) -> tuple[Any, Any, Any]:
    """Of legs between points: latitude and longitude of the middle in degrees, and half the length in metres."""
    one, other = _vectors(begins), _vectors(ends)
    x, y, z = one + other
    level = np.hypot(x, y)
    half = np.arctan2(np.sqrt(((one - other) ** 2).sum(axis=0)), np.hypot(level, z))
    return np.degrees(np.arctan2(z, level)), np.degrees(np.arctan2(y, x)), half * EARTH_RADIUS_M


def _vectors(points: Any) -> Any:
    lng = np.radians(points["lng_deg"])
    return np.array([points["cos_lat"] * np.cos(lng), points["cos_lat"] * np.sin(lng), np.sin(points["lat_rad"])])


def middle_of(begins: Any, ends: Any) -> tuple[float, float, float]:
    """The same of one leg."""
    lng, other_lng = math.radians(begins["lng_deg"]), math.radians(ends["lng_deg"])
    cos_lat, other_cos = float(begins["cos_lat"]), float(ends["cos_lat"])
    one = cos_lat * math.cos(lng), cos_lat * math.sin(lng), math.sin(begins["lat_rad"])
    other = other_cos * math.cos(other_lng), other_cos * math.sin(other_lng), math.sin(ends["lat_rad"])
    x, y, z = one[0] + other[0], one[1] + other[1], one[2] + other[2]
    level = math.hypot(x, y)
    half = math.atan2(math.dist(one, other), math.hypot(level, z))
    return math.degrees(math.atan2(z, level)), math.degrees(math.atan2(y, x)), half * EARTH_RADIUS_M
