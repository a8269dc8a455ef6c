from __future__ import annotations

from typing import Any

import pytest

from geo.areas import Communities, Radius, ServiceArea, region_from_geojson
from geo.errors import InvalidAreaError
from geo.places import LatLng, MatrixIndex

CENTER = LatLng(lat=31.0, lng=121.0)


def square(west: float, south: float, side: float) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def area(*rings: list[list[float]]) -> ServiceArea:
    return ServiceArea("a", region_from_geojson({"type": "Polygon", "coordinates": list(rings)}))


def test_longitude_comes_first_in_geojson() -> None:
    drawn = area(square(121.0, 31.0, 0.1))
    assert drawn.holds(LatLng(lat=31.05, lng=121.05))
    assert not drawn.holds(LatLng(lat=31.05, lng=121.15))
    assert not drawn.holds(LatLng(lat=31.15, lng=121.05))


def test_the_edge_and_the_corner_are_inside() -> None:
    drawn = area(square(121.0, 31.0, 0.5))
    assert drawn.holds(LatLng(lat=31.25, lng=121.0))
    assert drawn.holds(LatLng(lat=31.5, lng=121.5))


def test_a_hole_is_outside_but_its_edge_is_not() -> None:
    drawn = area(square(121.0, 31.0, 1.0), square(121.25, 31.25, 0.5)[::-1])
    assert not drawn.holds(LatLng(lat=31.5, lng=121.5))
    assert drawn.holds(LatLng(lat=31.25, lng=121.5))
    assert drawn.holds(LatLng(lat=31.1, lng=121.1))


def test_several_parts() -> None:
    parts = [[square(121.0, 31.0, 0.1)], [square(122.0, 31.0, 0.1)]]
    drawn = ServiceArea("a", region_from_geojson({"type": "MultiPolygon", "coordinates": parts}))
    assert drawn.holds(LatLng(lat=31.05, lng=122.05))
    assert not drawn.holds(LatLng(lat=31.05, lng=121.5))


def test_radius_holds_its_edge() -> None:
    # a degree of latitude is 111 195.08 m
    north = LatLng(lat=32.0, lng=121.0)
    assert ServiceArea("a", Radius(CENTER, 111_195.1)).holds(north)
    assert not ServiceArea("a", Radius(CENTER, 111_195.0)).holds(north)


def test_radius_reaches_over_the_antimeridian_and_the_pole() -> None:
    assert ServiceArea("a", Radius(LatLng(lat=0.0, lng=179.99), 5000.0)).holds(LatLng(lat=0.0, lng=-179.99))
    assert ServiceArea("a", Radius(LatLng(lat=89.99, lng=0.0), 5000.0)).holds(LatLng(lat=89.99, lng=180.0))


def test_communities_ask_for_the_name_alone() -> None:
    named = ServiceArea("a", Communities(frozenset({"c1"})))
    assert named.holds(MatrixIndex(3), "c1")
    assert not named.holds(CENTER, "c2")
    assert not named.holds(CENTER)


def test_a_place_without_coordinates_is_in_no_shape() -> None:
    assert not area(square(121.0, 31.0, 0.1)).holds(MatrixIndex(0))
    assert not ServiceArea("a", Radius(CENTER, 1000.0)).holds(MatrixIndex(0))


def test_many_at_once_is_the_same_as_one_by_one() -> None:
    places = [LatLng(lat=31.0 + n / 40, lng=121.0 + n / 70) for n in range(8)]
    communities = ["c1", None] * 4
    for extent in (
        region_from_geojson({"type": "Polygon", "coordinates": [square(121.0, 31.0, 0.1)]}),
        Radius(CENTER, 9000.0),
        Communities(frozenset({"c1"})),
    ):
        one = ServiceArea("a", extent)
        singly = [one.holds(place, name) for place, name in zip(places, communities, strict=True)]
        assert one.holds_each(places, communities).tolist() == singly
        assert one.holds_each([], []).tolist() == []


@pytest.mark.parametrize(
    ("geometry", "words"),
    [
        ({"type": "Point", "coordinates": [121.0, 31.0]}, "must be Polygon or MultiPolygon"),
        ({"type": "Polygon", "coordinates": []}, "encloses nothing"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, "is not valid"),
        ({"type": "Polygon", "coordinates": [square(170.0, 0.0, 20.0)]}, "beyond longitude"),
        (
            {"type": "Polygon", "coordinates": [[[-179, 0], [179, 0], [179, 1], [-179, 1], [-179, 0]]]},
            "cut it at the antimeridian",
        ),
        ({"type": "Polygon", "coordinates": "no"}, "is not a GeoJSON geometry"),
        ({"type": "Polygon"}, "is not a GeoJSON geometry"),
    ],
)
def test_no_such_shape(geometry: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidAreaError, match=words):
        region_from_geojson(geometry)


@pytest.mark.parametrize("radius_m", [0.0, -1.0, float("nan"), 2_000_001.0])
def test_no_such_radius(radius_m: float) -> None:
    with pytest.raises(InvalidAreaError, match="radius_m is"):
        Radius(CENTER, radius_m)
