"""A map of a few streets as OpenStreetMap keeps them (``.osm.pbf``), written by hand.

Four corners of a block, 0.01 degrees apart, and an island with a street of its own::

    d --- c          f
    |     |          |
    a --> b          e

All streets are residential, 25 km/h to OSRM's car. From a one may drive to b, but not back: that way is b, c, d, a.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from geo.places import LatLng, haversine_m

CORNERS = {
    "a": LatLng(lat=-30.04, lng=-51.22),
    "b": LatLng(lat=-30.04, lng=-51.21),
    "c": LatLng(lat=-30.03, lng=-51.21),
    "d": LatLng(lat=-30.03, lng=-51.22),
    "e": LatLng(lat=-30.04, lng=-51.15),
    "f": LatLng(lat=-30.03, lng=-51.15),
}
STREETS = (("ab", {"highway": "residential", "oneway": "yes"}), ("bcda", {"highway": "residential"}))
ISLAND = ("ef", {"highway": "residential"})


def write_tiny_map(path: Path, *, island: bool = True) -> Path:
    """Write the map."""
    streets = (*STREETS, ISLAND) if island else STREETS
    numbers = {corner: n for n, corner in enumerate(CORNERS, 1)}
    words = ["", *sorted({word for _, tags in streets for pair in tags.items() for word in pair})]
    nodes = [
        _field(1, _signed(1, numbers[corner]) + _signed(8, round(at.lat * 1e7)) + _signed(9, round(at.lng * 1e7)))
        for corner, at in CORNERS.items()
    ]
    ways = []
    for n, (corners, tags) in enumerate(streets, 1):
        refs = [numbers[corner] for corner in corners]
        steps = [after - before for before, after in zip([0, *refs], refs, strict=False)]
        keys, values = (b"".join(_varint(words.index(word)) for word in column) for column in (tags, tags.values()))
        told = _key(1, 0) + _varint(n) + _field(2, keys) + _field(3, values)
        ways.append(_field(3, told + _field(8, b"".join(_varint(_zigzag(step)) for step in steps))))
    strings = _field(1, b"".join(_field(1, word.encode()) for word in words))
    block = strings + _field(2, b"".join(nodes)) + _field(2, b"".join(ways))
    path.write_bytes(_blob(b"OSMHeader", _field(4, b"OsmSchema-V0.6")) + _blob(b"OSMData", block))
    return path


def _blob(kind: bytes, content: bytes) -> bytes:
    blob = _field(1, content) + _key(2, 0) + _varint(len(content))
    header = _field(1, kind) + _key(3, 0) + _varint(len(blob))
    return struct.pack(">I", len(header)) + header + blob


def _field(number: int, content: bytes) -> bytes:
    return _key(number, 2) + _varint(len(content)) + content


def _signed(number: int, value: int) -> bytes:
    return _key(number, 0) + _varint(_zigzag(value))


def _key(number: int, wire_type: int) -> bytes:
    return _varint(number << 3 | wire_type)


def _zigzag(value: int) -> int:
    return 2 * value if value >= 0 else -2 * value - 1


def _varint(value: int) -> bytes:
    digits: list[int] = []
    while True:
        value, digit = value >> 7, value & 0x7F
        digits.append(digit | (0x80 if value else 0))
        if not value:
            return bytes(digits)


def along(corners: Iterable[str]) -> float:
    """Metres of a way by these corners."""
    return sum(haversine_m(CORNERS[a], CORNERS[b]) for a, b in pairwise(corners))
