from __future__ import annotations

import math
from itertools import pairwise

import h3.api.basic_int as h3
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import Communities, Extent, Radius, Region
from geo.cells import cell_of
from geo.covers import FINEST_COVER, MAX_CELLS, Cover, cover_of
from geo.outlines import outlines_of
from geo.places import LatLng, haversine_m
from tests.geo.test_cells import way_from

SHANGHAI = LatLng(lat=31.2304, lng=121.4737)


def cover(extent: Extent, resolution: int | None = None) -> Cover:
    found = cover_of(extent, resolution)
    assert found is not None
    return found


def points_of(extent: Radius | Region, rng: np.random.Generator, count: int) -> list[LatLng]:
    """Points in, out and, half of them, within some metres of the edge or right on it."""
    if isinstance(extent, Radius):
        parts = np.concatenate([rng.uniform(0.0, 1.3, count // 2), 1.0 + rng.normal(0.0, 1e-6, count // 2)])
        return [way_from(extent.center, rng.uniform(0.0, 360.0), part * extent.radius_m) for part in parts.tolist()]
    west, south, east, north = extent.geometry.bounds
    inner = rng.uniform((west - 0.1, south - 0.1), (east + 0.1, north + 0.1), (count // 2, 2))
    border = shapely.boundary(extent.geometry)
    along = shapely.line_interpolate_point(
        shapely.get_parts(border)[0], rng.uniform(0.0, 1.0, count // 2), normalized=True
    )
    edge = shapely.get_coordinates(along) + rng.normal(0.0, 1e-4, (count // 2, 2)) * rng.integers(0, 2, (count // 2, 1))
    held = np.clip(np.concatenate([inner, edge]), (-180.0, -90.0), (180.0, 90.0))
    return [LatLng(lat=lat, lng=lng) for lng, lat in held.tolist()]


def is_right(extent: Radius | Region, found: Cover, points: list[LatLng]) -> bool:
    """Inside is inside, and what is in no cell is outside."""
    said = [(found.holds(cell_of(point, found.resolution)), extent.holds(point, None)) for point in points]
    return all(surely is None or surely == truth for surely, truth in said)


def box(west: float, south: float, east: float, north: float) -> Region:
    return Region(shapely.box(west, south, east, north))


def test_three_answers() -> None:
    # 0.2 degrees are some 20 km: a cell of resolution 8, one kilometre wide, lies inside in the middle of the square,
    # on the edge at its corner and outside a degree further on
    found = cover(box(121.4, 31.1, 121.6, 31.3), 8)
    places = {(31.2, 121.5): True, (31.1, 121.4): None, (31.2, 122.6): False}
    for (lat, lng), answer in places.items():
        assert found.holds(cell_of(LatLng(lat=lat, lng=lng), 8)) is answer
    assert not found.inside & found.edge


def test_how_many_cells_a_square_takes() -> None:
    # 19.02 × 22.24 km = 423.0 km²: the whole cells are less, and with those on the edge it is more, but not by a fifth
    found = cover(box(121.4, 31.1, 121.6, 31.3), 8)
    middle = cell_of(LatLng(lat=31.2, lng=121.5), 8)
    area_km2 = h3.cell_area(middle, unit="km^2")
    whole, most = len(found.inside), len(found.inside) + len(found.edge)
    assert whole * area_km2 < 423.0 < most * area_km2
    assert most * area_km2 < 423.0 * 1.2


def test_communities_lie_anywhere() -> None:
    assert cover_of(Communities(frozenset({"c1"}))) is None


def test_the_resolution_follows_the_size() -> None:
    tiny, district = Radius(SHANGHAI, 100.0), Radius(SHANGHAI, 5_000.0)
    city, country = Radius(SHANGHAI, 40_000.0), Radius(SHANGHAI, 2e6)
    chosen = [cover(extent) for extent in (tiny, district, city, country)]
    assert chosen[0].resolution == FINEST_COVER
    assert all(a.resolution > b.resolution for a, b in pairwise(chosen))
    assert all(len(found.inside) + len(found.edge) <= MAX_CELLS for found in chosen)
    assert all(len(found.inside) > len(found.edge) for found in chosen[1:])


def test_a_long_thin_area_is_bounded_too() -> None:
    # a strip of 30 degrees by 1 metre: no inside at all, and its length alone decides
    strip = cover(box(90.0, 30.0, 120.0, 30.00001))
    assert strip.inside == frozenset()
    assert 0 < len(strip.edge) <= MAX_CELLS


def test_the_whole_earth_in_strips() -> None:
    # corners every 90 degrees, or the edges would be taken for ones over the antimeridian
    ring = [(lng, lat) for lat, turn in ((-60, 1), (60, -1)) for lng in range(-180 * turn, 181 * turn, 90 * turn)]
    belt = Region(shapely.Polygon(ring))
    found = cover(belt)
    assert len(found.inside) + len(found.edge) <= MAX_CELLS
    assert is_right(belt, found, points_of(belt, np.random.default_rng(1), 400))


def test_a_hole_is_no_part_of_the_cover() -> None:
    hole = shapely.box(121.45, 31.15, 121.55, 31.25)
    ring = Region(shapely.difference(shapely.box(121.4, 31.1, 121.6, 31.3), hole))
    found = cover(ring, 8)
    assert found.holds(cell_of(LatLng(lat=31.2, lng=121.5), 8)) is False
    assert found.holds(cell_of(LatLng(lat=31.15, lng=121.5), 8)) is None
    assert found.holds(cell_of(LatLng(lat=31.125, lng=121.42), 8)) is True


def test_a_hole_smaller_than_a_cell_is_found() -> None:
    # 10 m wide, in the middle of a cell
    lat, lng = h3.cell_to_latlng(cell_of(SHANGHAI, 8))
    hole = shapely.box(lng - 0.00005, lat - 0.00005, lng + 0.00005, lat + 0.00005)
    ring = Region(shapely.difference(shapely.box(121.0, 31.0, 122.0, 31.5), hole))
    assert cover(ring, 8).holds(cell_of(SHANGHAI, 8)) is None


def test_parts_far_apart_are_all_covered() -> None:
    parts = Region(shapely.MultiPolygon([shapely.box(121.0, 31.0, 121.1, 31.1), shapely.box(-0.1, -0.1, 0.1, 0.1)]))
    found = cover(parts, 7)
    for lat, lng in ((31.05, 121.05), (0.0, 0.0)):
        assert found.holds(cell_of(LatLng(lat=lat, lng=lng), 7)) is True


def fiji() -> Region:
    return Region(shapely.MultiPolygon([shapely.box(179.0, -17.0, 180.0, -16.0), shapely.box(-180, -17, -179, -16)]))


def test_cut_at_the_antimeridian() -> None:
    region = fiji()
    found = cover(region)
    for lng in (180.0, -180.0, 179.9999, -179.9999):
        cell = cell_of(LatLng(lat=-16.5, lng=lng), found.resolution)
        assert cell in found.edge  # right, if not sharp: such cells are always asked
    assert found.holds(cell_of(LatLng(lat=-16.5, lng=179.5), found.resolution)) is True
    assert found.holds(cell_of(LatLng(lat=-16.5, lng=-179.5), found.resolution)) is True
    assert found.holds(cell_of(LatLng(lat=-16.5, lng=0.0), found.resolution)) is False
    assert is_right(region, found, points_of(region, np.random.default_rng(2), 2000))


@pytest.mark.parametrize("lat", [90.0, -90.0])
def test_regions_that_touch_a_pole(lat: float) -> None:
    south, north = sorted((lat, lat * 8 / 9))
    quarter = box(10.0, south, 100.0, north)
    found = cover(quarter)
    assert found.inside
    for lng in (0.0, 55.0, -120.0, 180.0):
        pole = LatLng(lat=lat, lng=lng)
        assert quarter.holds(pole, None)
        assert found.holds(cell_of(pole, found.resolution)) is None
    assert is_right(quarter, found, points_of(quarter, np.random.default_rng(3), 2000))


def test_a_cap_around_a_pole() -> None:
    # 80 degrees and more, all the way round
    ring = [(lng, 80.0) for lng in range(-180, 181, 90)] + [(180, 90), (0, 90), (-180, 90)]
    cap = Region(shapely.Polygon(ring))
    assert cap.holds(LatLng(lat=85.0, lng=180.0), None)
    for resolution in (None, 0, 1, 2, 3, 5):
        assert is_right(cap, cover(cap, resolution), points_of(cap, np.random.default_rng(4), 500))


@pytest.mark.parametrize(
    ("lat", "lng", "radius_m"),
    [
        (90.0, 0.0, 20_000.0),
        (89.9, 77.0, 500_000.0),
        (-90.0, 180.0, 2e6),
        (0.0, 180.0, 30_000.0),
        (52.0, -179.99, 400_000.0),
        (31.2304, 121.4737, 1.0),
        (58.397, 10.536, 9_000.0),  # on a pentagon of the grid
    ],
)
def test_radius_covers(lat: float, lng: float, radius_m: float) -> None:
    extent = Radius(LatLng(lat=lat, lng=lng), radius_m)
    found = cover(extent)
    assert 0 < len(found.inside) + len(found.edge) <= MAX_CELLS
    assert found.holds(cell_of(extent.center, found.resolution)) in (True, None)
    assert is_right(extent, found, points_of(extent, np.random.default_rng(5), 2000))


@st.composite
def stars(draw: st.DrawFn) -> Region:
    """Jagged polygons of 3 to 12 corners, anywhere, also beside the antimeridian and a pole."""
    lat = draw(st.one_of(st.floats(-85.0, 85.0), st.sampled_from([-89.0, 0.0, 89.0])))
    lng = draw(st.one_of(st.floats(-175.0, 175.0), st.sampled_from([-179.5, 179.5])))
    size = draw(st.sampled_from([0.003, 0.05, 0.4, 4.0]))
    reaches = draw(st.lists(st.floats(0.2, 1.0), min_size=3, max_size=12))
    wide = size / max(0.05, math.cos(math.radians(lat)))
    turns = [2.0 * math.pi * n / len(reaches) for n in range(len(reaches))]
    ring = [
        (lng + wide * reach * math.cos(turn), lat + size * reach * math.sin(turn))
        for reach, turn in zip(reaches, turns, strict=True)
    ]
    shape = shapely.intersection(shapely.Polygon(ring), shapely.box(-180.0, -90.0, 180.0, 90.0))
    return Region(shape)


@settings(max_examples=120, deadline=None)
@given(stars(), st.integers(0, 2**32 - 1), st.one_of(st.none(), st.integers(0, 4)))
def test_region_covers_are_right(extent: Region, seed: int, resolution: int | None) -> None:
    found = cover(extent, resolution)
    assert resolution is not None or len(found.inside) + len(found.edge) <= MAX_CELLS
    assert is_right(extent, found, points_of(extent, np.random.default_rng(seed), 120))
    # each cell's own corners too, drawn in a little
    for cell in sorted(found.inside)[:40]:
        lat, lng = h3.cell_to_latlng(cell)
        for corner in h3.cell_to_boundary(cell):
            near = LatLng(lat=lat + 0.999 * (corner[0] - lat), lng=lng + 0.999 * (corner[1] - lng))
            assert extent.holds(near, None)


@settings(max_examples=80, deadline=None)
@given(
    st.floats(-90.0, 90.0),
    st.floats(-180.0, 180.0),
    st.floats(1.0, 6.3),
    st.integers(0, 2**32 - 1),
    st.one_of(st.none(), st.integers(0, 3)),
)
def test_radius_covers_are_right(lat: float, lng: float, size: float, seed: int, resolution: int | None) -> None:
    # radius from 10 m to 2 000 km
    extent = Radius(LatLng(lat=lat, lng=lng), min(2e6, 10.0**size))
    found = cover(extent, resolution)
    assert is_right(extent, found, points_of(extent, np.random.default_rng(seed), 120))


@pytest.mark.parametrize("resolution", [0, 1, 2, 3, 5, 8])
def test_no_edge_runs_further_than_the_bulge(resolution: int) -> None:
    # points on the great circle between two corners, against the cell as it is drawn; among the cells some beside a
    # pole, where the bulge is largest
    places = [(lat, lng) for lat in (-84.0, -70.0, -45.0, -1.0, 0.0, 31.2, 60.0, 80.0, 86.0) for lng in (-100.0, 10.6)]
    cells = sorted({cell_of(LatLng(lat=lat, lng=lng), resolution) for lat, lng in places})
    drawn = outlines_of(cells)
    plain = np.flatnonzero(drawn.is_plain)
    assert len(plain) > 5
    for n, shape in zip(plain, drawn.polygons(plain), strict=True):
        corners = [LatLng(lat=lat, lng=lng) for lat, lng in h3.cell_to_boundary(cells[n])]
        edges = [between(a, b, part) for a, b in pairwise([*corners, corners[0]]) for part in (0.25, 0.5, 0.75)]
        furthest = shapely.distance(shape.boundary, shapely.points([(p.lng, p.lat) for p in edges])).max()
        assert furthest <= drawn.bulge_deg[n] + 1e-12
        middle = LatLng(lat=drawn.middle_lat[n], lng=drawn.middle_lng[n])
        reach_m = drawn.reach_rad[n] * 6_371_008.8 + 0.001
        assert all(haversine_m(middle, point) <= reach_m for point in [*corners, *edges])


def between(a: LatLng, b: LatLng, part: float) -> LatLng:
    """A point on the great circle from `a` to `b`, by the sum of two vectors."""
    vectors = [
        np.array([math.cos(phi) * math.cos(lam), math.cos(phi) * math.sin(lam), math.sin(phi)])
        for phi, lam in ((math.radians(p.lat), math.radians(p.lng)) for p in (a, b))
    ]
    x, y, z = ((1.0 - part) * vectors[0] + part * vectors[1]).tolist()
    return LatLng(lat=math.degrees(math.atan2(z, math.hypot(x, y))), lng=math.degrees(math.atan2(y, x)))
