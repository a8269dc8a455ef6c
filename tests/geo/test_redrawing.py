"""Shapes drawn on Chinese maps hold in WGS-84 what they hold on the map, along the whole of their edges."""

from __future__ import annotations

import math

import pytest
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import Region
from geo.datums import EAST, NORTH, to_wgs84
from geo.places import LatLng
from geo.redrawing import redrawn_in_wgs84

SHANGHAI, BEIJING, URUMQI = (121.47, 31.23), (116.4, 39.9), (87.6, 43.8)
METRE = 1.0 / 111_195.0
"""Degrees of latitude."""


def box(west: float, south: float, width_m: float) -> BaseGeometry:
    high = width_m * METRE
    return shapely.box(west, south, west + high / math.cos(math.radians(south)), south + high)


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("width_m", [10_000.0, 20_000.0, 100_000.0])
@pytest.mark.parametrize("corner", [SHANGHAI, BEIJING, URUMQI, (EAST - 0.3, 45.0), (110.0, NORTH - 0.3)])
def test_what_is_a_metre_inside_an_edge_is_inside(datum: str, width_m: float, corner: tuple[float, float]) -> None:
    drawn = box(*corner, width_m)
    region = Region(redrawn_in_wgs84(drawn, datum))
    west, south, east, north = drawn.bounds
    aside = METRE / math.cos(math.radians(north))
    for n in range(1, 200):
        share = n / 200.0
        lng, lat = west + share * (east - west), south + share * (north - south)
        for side, beyond in (((lng, south), (0.0, -METRE)), ((lng, north), (0.0, METRE)), ((west, lat), (-aside, 0.0))):
            for sign in (1.0, -1.0):
                shown = LatLng(lng=side[0] + sign * beyond[0], lat=side[1] + sign * beyond[1])
                assert region.holds(to_wgs84(shown, datum), None) == (sign < 0.0), (side, sign)


def test_five_metres_inside_an_edge_of_twenty_kilometres() -> None:
    # the edge's middle is bent by 19.5 m in GCJ-02: corner by corner the point came out on the other side
    drawn = box(*SHANGHAI, 20_000.0)
    west, south, east, north = drawn.bounds
    corners = [to_wgs84(LatLng(lng=lng, lat=lat), "GCJ-02") for lng, lat in drawn.exterior.coords]
    cornered = Region(shapely.Polygon([(point.lng, point.lat) for point in corners]))
    lost = 0
    for side, inward in ((south, 5.0 * METRE), (north, -5.0 * METRE)):
        point = to_wgs84(LatLng(lng=(west + east) / 2.0, lat=side + inward), "GCJ-02")
        lost += not cornered.holds(point, None)
        assert Region(redrawn_in_wgs84(drawn, "GCJ-02")).holds(point, None)
    assert lost == 1


def test_neighbours_still_share_their_edge() -> None:
    west, east = shapely.box(121.0, 31.0, 121.4, 31.3), shapely.box(121.4, 31.0, 121.7, 31.3)
    for datum in ("GCJ-02", "BD-09"):
        one, other = redrawn_in_wgs84(west, datum), redrawn_in_wgs84(east, datum)
        shared = one.intersection(other)
        assert shared.area == 0.0
        assert shared.length > 0.29


def test_holes_and_parts_come_along() -> None:
    with_hole = shapely.Polygon(
        [(121.0, 31.0), (121.3, 31.0), (121.3, 31.3), (121.0, 31.3)],
        [[(121.1, 31.1), (121.2, 31.1), (121.2, 31.2), (121.1, 31.2)]],
    )
    both = shapely.MultiPolygon([with_hole, box(*BEIJING, 5_000.0)])
    found = Region(redrawn_in_wgs84(both, "BD-09"))
    assert found.geometry.geom_type == "MultiPolygon"
    for lng, lat, inside in ((121.05, 31.15, True), (121.15, 31.15, False), (116.42, 39.92, True)):
        assert found.holds(to_wgs84(LatLng(lng=lng, lat=lat), "BD-09"), None) is inside


def test_small_and_far_shapes_get_no_more_corners() -> None:
    block, europe = box(*SHANGHAI, 300.0), shapely.box(-10.0, 36.0, 30.0, 60.0)
    assert shapely.get_num_coordinates(redrawn_in_wgs84(block, "GCJ-02")) == 5
    assert redrawn_in_wgs84(europe, "BD-09").equals_exact(europe, 0.0)


def test_no_more_corners_than_needed() -> None:
    # four edges of a degree: 64 pieces each under 0.02 degrees, halved once more or twice where Baidu's ripples are
    assert shapely.get_num_coordinates(redrawn_in_wgs84(shapely.box(121.0, 31.0, 122.0, 32.0), "GCJ-02")) == 257
    assert shapely.get_num_coordinates(redrawn_in_wgs84(shapely.box(121.0, 31.0, 122.0, 32.0), "BD-09")) < 1_025
