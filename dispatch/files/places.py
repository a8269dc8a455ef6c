"""Places in files: ``{"lat", "lng"}`` in degrees, or ``{"index"}`` into a travel matrix."""

from __future__ import annotations

from dispatch.files.reading import Record, Shape
from dispatch.limits import MAX_MATRIX_PLACES
from geo.places import LatLng, MatrixIndex, Place

_POINT = Shape(frozenset(("lat", "lng")))
_INDEX = Shape(frozenset(("index",)))

NOWHERE = LatLng(lat=0.0, lng=0.0)
"""Stands in for a place at fault; a thing that has it is never given out."""


def place(record: Record, name: str) -> Place | None:
    """The place in a required field; ``None`` if it is at fault."""
    data = record.raw(name)
    inner = record.record(name, _INDEX if isinstance(data, dict) and "index" in data else _POINT)
    return None if inner is None else read_place(inner)


def read_place(record: Record) -> Place | None:
    """The place that an object says, perhaps beside other things; ``None`` if it is at fault."""
    if not record.says("index"):
        return _point(record)
    index = record.integer("index", 0, MAX_MATRIX_PLACES - 1)
    return MatrixIndex(index) if record.is_sound else None


def point(record: Record, name: str) -> LatLng | None:
    """The point in a required field, which may not be a matrix index; ``None`` if it is at fault."""
    inner = record.record(name, _POINT)
    return None if inner is None else _point(inner)


def place_to_json(of: Place) -> dict[str, float | int]:
    """A place as in files."""
    return {"lat": of.lat, "lng": of.lng} if isinstance(of, LatLng) else {"index": of.index}


def _point(record: Record) -> LatLng | None:
    lat, lng = record.number("lat", -90.0, 90.0), record.number("lng", -180.0, 180.0)
    return LatLng(lat=lat, lng=lng) if record.is_sound else None
