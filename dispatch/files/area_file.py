"""A service area as in the problem file: communities, a polygon, or a radius."""

from __future__ import annotations

import json
from typing import Any

import shapely

from dispatch.files.faults import Faults, shown
from dispatch.files.places import place_to_json, point
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.values import number_of
from geo.areas import MAX_RADIUS_M, Communities, Extent, Radius, Region, ServiceArea, region_from_geojson
from geo.errors import InvalidAreaError

AREA = Shape(frozenset(("id", "geometry", "center", "radius_m", "communities")))
_GEOMETRY = Shape(frozenset(("type", "coordinates", "bbox")))
_DEPTH = {"Polygon": 2, "MultiPolygon": 3}
_KINDS = "must have exactly one of geometry, center with radius_m, communities"


def area_from_json(data: object, *, id: str | None = None) -> ServiceArea:  # noqa: A002
    """Read a service area.

    Parameters
    ----------
    data
        Parsed JSON.
    id
        The area's id, if whoever asks gives it; `data` may then leave it out, but not say another.

    Raises
    ------
    InvalidInputError
        With all faults, their pointers relative to the area.
    """
    faults = Faults()
    record = record_of(data, "", faults, AREA)
    area = None if record is None else read_area(record, id)
    faults.raise_if_any()
    assert area is not None
    return area


def read_area(record: Record, known_id: str | None = None) -> ServiceArea | None:
    """The area in a record; ``None`` if it is at fault."""
    area_id = record.given_id(known_id)
    kinds = [record.has("geometry"), record.has("center") or record.has("radius_m"), record.has("communities")]
    extent: Extent | None = None
    if sum(kinds) != 1:
        record.fault(None, "value", f"has {'none' if not any(kinds) else sum(kinds)} of the kinds, {_KINDS}")
    elif kinds[0]:
        extent = _region(record)
    elif kinds[1]:
        extent = _radius(record)
    else:
        extent = Communities(frozenset(record.names_or_none("communities") or ()))
    return ServiceArea(area_id, extent) if extent is not None and record.is_sound else None


def area_to_json(area: ServiceArea) -> dict[str, Any]:
    """A service area as in files."""
    extent = area.extent
    if isinstance(extent, Communities):
        return {"id": area.id, "communities": sorted(extent.names)}
    if isinstance(extent, Radius):
        return {"id": area.id, "center": place_to_json(extent.center), "radius_m": extent.radius_m}
    return {"id": area.id, "geometry": json.loads(shapely.to_geojson(extent.geometry))}


def _radius(record: Record) -> Radius | None:
    center, radius_m = point(record, "center"), record.number("radius_m", 0.0, MAX_RADIUS_M)
    if center is None or not record.is_sound:
        return None
    try:
        return Radius(center, radius_m)
    except InvalidAreaError as error:
        record.fault(error.field, "range", str(error))
        return None


def _region(record: Record) -> Region | None:
    geometry = record.record("geometry", _GEOMETRY)
    if geometry is None:
        return None
    kind = geometry.choice("type", tuple(_DEPTH))
    coordinates = geometry.items("coordinates", required=True)
    if geometry.is_sound:
        _check_rings(coordinates, _DEPTH[kind], geometry.pointer + "/coordinates", record.faults)
    if not record.is_sound:
        return None
    try:
        return region_from_geojson({"type": kind, "coordinates": coordinates})
    except InvalidAreaError as error:
        record.fault("geometry", "value", str(error))
        return None


def _check_rings(data: object, depth: int, pointer: str, faults: Faults) -> None:
    """Rings of at least four positions, the last the same as the first, `depth` lists above a position."""
    if not isinstance(data, list):
        faults.add(pointer, "type", f"is {shown(data)}, must be a list")
    elif depth > 1:
        for i, inner in enumerate(data):
            _check_rings(inner, depth - 1, f"{pointer}/{i}", faults)
    else:
        before = len(faults)
        for i, position in enumerate(data):
            _check_position(position, f"{pointer}/{i}", faults)
        if len(faults) == before and (len(data) < 4 or data[0] != data[-1]):
            faults.add(pointer, "value", f"is a ring of {len(data)} positions, must be closed and have 4 or more")


def _check_position(data: object, pointer: str, faults: Faults) -> None:
    if not isinstance(data, list) or len(data) not in (2, 3):
        what = f"a list of {len(data)}" if isinstance(data, list) else shown(data)
        faults.add(pointer, "type", f"is {what}, must be a position [lng, lat] or [lng, lat, height]")
        return
    for i, (value, bound) in enumerate(zip(data, (180.0, 90.0, 100_000.0), strict=False)):
        number_of(value, -bound, bound, f"{pointer}/{i}", faults)
