"""The functions that GeoAlchemy2 calls in SQLite, made with shapely.

Many Pythons' sqlite3 loads no extensions, so SpatiaLite cannot be counted on. A shape is kept as extended well-known
binary (EWKB) with its SRID; no query depends on these functions beyond storing a shape and reading it back.
"""

from __future__ import annotations

import sqlite3

import shapely
from geoalchemy2 import WKTElement

from geo.places import LatLng

SRID = 4326
"""WGS-84, longitude before latitude."""


def point(place: LatLng) -> WKTElement:
    """A place as a database point, longitude before latitude."""
    return WKTElement(f"POINT ({place.lng!r} {place.lat!r})", srid=SRID)


def register(connection: sqlite3.Connection) -> None:
    """Make the functions known to a connection."""
    connection.create_function("GeomFromEWKT", 1, _from_ewkt, deterministic=True)
    connection.create_function("AsEWKB", 1, _to_hex, deterministic=True)
    for name, arguments in (
        ("RecoverGeometryColumn", 5),
        ("CreateSpatialIndex", 2),
        ("DisableSpatialIndex", 2),
        ("DiscardGeometryColumn", 2),
    ):
        connection.create_function(name, arguments, _done)
    connection.create_function("CheckSpatialIndex", 2, _nothing)


def _from_ewkt(text: str | None) -> bytes | None:
    """EWKB of ``SRID=4326;POINT (121.47 31.23)``."""
    if text is None:
        return None
    head, _, shape = text.rpartition(";")
    srid = int(head.removeprefix("SRID=")) if head else SRID
    return bytes(shapely.to_wkb(shapely.set_srid(shapely.from_wkt(shape), srid), include_srid=True))


def _to_hex(shape: bytes | None) -> str | None:
    """EWKB as hexadecimal text, as PostGIS tells it."""
    return None if shape is None else shape.hex().upper()


def _done(*arguments: object) -> int:  # noqa: ARG001
    """Nothing to do for a column without SpatiaLite's catalogue; 1 means success there."""
    return 1


def _nothing(*arguments: object) -> None:  # noqa: ARG001
    """There is no such index."""
    return
