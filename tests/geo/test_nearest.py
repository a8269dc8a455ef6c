"""The nearest point of an area, held against many points tried one by one."""

from __future__ import annotations

import numpy as np
import pytest

from geo.areas import Communities, Radius, Region, region_from_geojson
from geo.nearest import nearest_on_edge, reach_of
from geo.places import LatLng, MatrixIndex, haversine_m

SQUARE = [[121.0, 31.0], [121.1, 31.0], [121.1, 31.1], [121.0, 31.1], [121.0, 31.0]]
HOLE = [[121.04, 31.04], [121.04, 31.06], [121.06, 31.06], [121.06, 31.04], [121.04, 31.04]]


def region(*rings: list[list[float]]) -> Region:
    return region_from_geojson({"type": "Polygon", "coordinates": list(rings)})


def test_the_corner_and_the_side() -> None:
    square = region(SQUARE)
    assert nearest_on_edge(square, LatLng(lat=31.2, lng=121.2)) == LatLng(lat=31.1, lng=121.1)
    # due east of a side that follows a meridian: the nearest point lies a little polewards of the parallel
    side = nearest_on_edge(square, LatLng(lat=31.05, lng=121.2))
    assert (side.lng, side.lat) == (pytest.approx(121.1), pytest.approx(31.05, abs=1e-4))
    assert side.lat > 31.05


def test_a_place_in_a_hole() -> None:
    # the middle of the hole is 0.01° from each side, which is shorter in longitude: 0.01° × cos 31.05° ≈ 952.6 m
    found = reach_of(region(SQUARE, HOLE), LatLng(lat=31.05, lng=121.05))
    assert found is not None
    assert found.distance_m == pytest.approx(952.6, abs=0.5)
    assert (found.within_m, found.short_m) == (0.0, 953)


def test_a_radius_falls_short() -> None:
    # 0.1° of a meridian are 6 371 008.8 × 0.1 × π ÷ 180 = 11 119.508 m
    found = reach_of(Radius(LatLng(lat=31.0, lng=121.0), 10_000.0), LatLng(lat=31.1, lng=121.0))
    assert found is not None
    assert (found.point, found.within_m, found.short_m) == (LatLng(lat=31.0, lng=121.0), 10_000.0, 1120)


def test_no_metres_help() -> None:
    assert reach_of(Communities(frozenset(("c1",))), LatLng(lat=31.0, lng=121.0)) is None
    assert reach_of(region(SQUARE), MatrixIndex(3)) is None


def test_over_the_antimeridian_and_by_the_pole() -> None:
    fiji = region([[179.0, -18.0], [179.9, -18.0], [179.9, -17.0], [179.0, -17.0], [179.0, -18.0]])
    assert nearest_on_edge(fiji, LatLng(lat=-17.5, lng=-179.9)).lng == pytest.approx(179.9)
    cap = region([[-90.0, 80.0], [90.0, 80.0], [90.0, 85.0], [-90.0, 85.0], [-90.0, 80.0]])
    # from the pole all points of the upper side are 5° away, whichever it is
    assert haversine_m(nearest_on_edge(cap, LatLng(lat=90.0, lng=0.0)), LatLng(lat=90.0, lng=0.0)) == pytest.approx(
        555_975.4, abs=1.0
    )


@pytest.mark.parametrize("seed", range(30))
def test_against_points_tried_one_by_one(seed: int) -> None:
    # up to 20° wide, so that a straight edge is far from a great circle; 2 000 points for each edge
    rng = np.random.default_rng(seed)
    size = float(rng.choice([0.05, 1.0, 20.0]))
    angles = np.sort(rng.uniform(0.0, 2 * np.pi, 7))
    ring = [[20.0 + size * np.cos(a), 50.0 + size * 0.7 * np.sin(a)] for a in angles]
    shape = region([*ring, ring[0]])
    place = LatLng(lat=50.0 + size * float(rng.uniform(-1.5, 1.5)), lng=20.0 + size * float(rng.uniform(-1.5, 1.5)))
    edge = nearest_on_edge(shape, place)
    tried = min(
        haversine_m(LatLng(lat=a[1] + t * (b[1] - a[1]), lng=a[0] + t * (b[0] - a[0])), place)
        for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)
        for t in np.linspace(0.0, 1.0, 2001)
    )
    found = haversine_m(edge, place)
    assert found <= tried + 1e-6
    assert found >= tried - size * 100.0  # the edge's points are some 100 m × size apart
