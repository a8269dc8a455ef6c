from __future__ import annotations

import math
from itertools import pairwise

import h3.api.basic_int as h3
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.cells import cell_of, grid_disk, grid_ring, outside_m, rings_to
from geo.places import EARTH_RADIUS_M, LatLng, haversine_m

Array = npt.NDArray[np.float64]
SHANGHAI = LatLng(lat=31.2304, lng=121.4737)


def way_from(start: LatLng, bearing_deg: float, distance_m: float) -> LatLng:
    """Where does the great circle lead that leaves `start` in a bearing?"""
    lat, bearing, angle = math.radians(start.lat), math.radians(bearing_deg), distance_m / EARTH_RADIUS_M
    up = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    side = math.sin(bearing) * math.sin(angle) * math.cos(lat)
    turn = math.degrees(math.atan2(side, math.cos(angle) - math.sin(lat) * up))
    return LatLng(lat=math.degrees(math.asin(min(1.0, max(-1.0, up)))), lng=(start.lng + turn + 540.0) % 360.0 - 180.0)


def test_way_from() -> None:
    # a degree of a great circle is 111 195.08 m
    assert way_from(LatLng(lat=0.0, lng=179.5), 90.0, 111_195.08).lng == pytest.approx(-179.5)
    assert way_from(LatLng(lat=89.5, lng=10.0), 0.0, 111_195.08).lat == pytest.approx(89.5)


def test_a_cell_holds_its_middle() -> None:
    for resolution in range(16):
        lat, lng = h3.cell_to_latlng(cell_of(SHANGHAI, resolution))
        assert cell_of(LatLng(lat=lat, lng=lng), resolution) == cell_of(SHANGHAI, resolution)


def test_latitude_and_longitude_are_not_mixed_up() -> None:
    # cells of resolution 8 have sides of about half a kilometre
    lat, lng = h3.cell_to_latlng(cell_of(SHANGHAI, 8))
    assert haversine_m(SHANGHAI, LatLng(lat=lat, lng=lng)) < 700.0


def test_the_same_place_told_twice() -> None:
    assert cell_of(LatLng(lat=5.0, lng=180.0), 9) == cell_of(LatLng(lat=5.0, lng=-180.0), 9)
    assert cell_of(LatLng(lat=90.0, lng=0.0), 9) == cell_of(LatLng(lat=90.0, lng=123.0), 9)


@pytest.mark.parametrize("near_pentagon", [False, True])
def test_rings_are_what_the_disk_gains(near_pentagon: bool) -> None:
    cell = h3.get_pentagons(7)[4] if near_pentagon else cell_of(SHANGHAI, 7)
    sides = 5 if near_pentagon else 6
    for k in range(6):
        inner = set(grid_disk(cell, k - 1)) if k > 0 else set()
        assert set(grid_ring(cell, k)) == set(grid_disk(cell, k)) - inner
        assert len(grid_ring(cell, k)) == (sides * k or 1)


def test_the_earth_ends() -> None:
    # 122 cells of resolution 0; from a pentagon to the one opposite are ten steps
    pentagon = h3.get_pentagons(0)[0]
    assert [len(grid_ring(pentagon, k)) for k in (0, 1, 9, 10, 11)] == [1, 5, 5, 1, 0]
    assert len(grid_disk(pentagon, 20)) == 122


def test_the_bound_in_numbers() -> None:
    # resolution 8: 0.381966 / √7^8 = 1.590862e-4 steps, side 9.184846e-5, times 6 371 008.8 m and 0.631476: 369.52 m;
    # one ring leaves 1.5 × 2/3 = 1 side, two 2.5, five 7
    assert outside_m(0, 8) == 0.0
    assert outside_m(1, 8) == pytest.approx(369.52, abs=0.01)
    assert outside_m(2, 8) == pytest.approx(2.5 * 369.52, abs=0.02)
    assert outside_m(5, 8) == pytest.approx(7 * 369.52, abs=0.05)
    # a resolution finer is smaller by √7
    assert outside_m(5, 7) == pytest.approx(outside_m(5, 8) * math.sqrt(7.0), rel=1e-5)


@settings(max_examples=200, deadline=None)
@given(st.floats(0.0, 2e6), st.integers(0, 12))
def test_rings_to_is_the_smallest_number(distance_m: float, resolution: int) -> None:
    k = rings_to(distance_m, resolution)
    assert outside_m(k, resolution) > distance_m
    assert k == 0 or outside_m(k - 1, resolution) <= distance_m


def test_no_distance_needs_a_ring() -> None:
    # a point on the edge of a cell touches the next one: none is 0 m away only after one ring
    assert rings_to(0.0, 8) == 1
    assert [rings_to(metres, 8) for metres in (369.0, 370.0, 923.0, 924.0)] == [1, 2, 2, 3]


pentagons = st.builds(
    lambda resolution, n: h3.cell_to_latlng(h3.get_pentagons(resolution)[n]), st.integers(0, 12), st.integers(0, 11)
)
anywhere = st.builds(LatLng, lat=st.floats(-90.0, 90.0), lng=st.floats(-180.0, 180.0))
odd_places = st.one_of(
    st.builds(LatLng, lat=st.floats(89.99, 90.0), lng=st.floats(-180.0, 180.0)),
    st.builds(LatLng, lat=st.floats(-90.0, -89.9), lng=st.floats(-180.0, 180.0)),
    st.builds(LatLng, lat=st.floats(-90.0, 90.0), lng=st.sampled_from([180.0, -180.0, 179.9999, -179.9999])),
    st.builds(
        lambda at, bearing, metres: way_from(LatLng(lat=at[0], lng=at[1]), bearing, metres),
        pentagons,
        st.floats(0.0, 360.0),
        st.one_of(st.floats(0.0, 5e3), st.floats(0.0, 1e6)),
    ),
)


@settings(max_examples=600, deadline=None)
@given(
    st.one_of(anywhere, odd_places),
    st.integers(0, 12),
    st.integers(1, 8),
    st.floats(0.0, 360.0),
    st.floats(0.0, 1.0),
)
@example(LatLng(lat=90.0, lng=0.0), 5, 3, 77.0, 1.0)
@example(LatLng(lat=0.0, lng=180.0), 7, 4, 90.0, 1.0)
def test_what_is_nearer_than_the_bound_lies_in_the_rings(
    start: LatLng, resolution: int, k: int, bearing_deg: float, part: float
) -> None:
    # beyond a quarter of the earth the bound says nothing that a search would ask
    reach_m = min(outside_m(k, resolution) * part, 9e6)
    end = way_from(start, bearing_deg, reach_m)
    assert cell_of(end, resolution) in grid_disk(cell_of(start, resolution), k)


def vectors(cell: int) -> Array:
    """The corners of a cell as vectors, shape (n, 3)."""
    lat, lng = np.radians(np.array(h3.cell_to_boundary(cell))).T
    return np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], axis=-1)


def nearest_m(points: Array, begins: Array, ends: Array) -> float:
    """The least distance from points to great-circle arcs, each shape (n, 3)."""
    poles = np.cross(begins, ends)
    poles /= np.linalg.norm(poles, axis=1, keepdims=True)
    heights = points @ poles.T
    feet = points[:, None] - heights[..., None] * poles[None]
    between = np.einsum("ijk,jk->ij", np.cross(begins[None], feet), poles) > 0
    between &= np.einsum("ijk,jk->ij", np.cross(feet, ends[None]), poles) > 0
    to_corner = 2.0 * np.arcsin(np.linalg.norm(points[:, None] - begins[None], axis=2) / 2.0)
    angles = np.where(between, np.abs(np.arcsin(heights)), to_corner)
    return float(angles.min()) * EARTH_RADIUS_M


def gap_m(cell: int, k: int) -> float:
    """How near do the cells of ring k + 1 really come to a cell? From corner to edge, as edges are great circles."""
    ring = [vectors(other) for other in grid_ring(cell, k + 1)]
    begins, ends = np.concatenate(ring), np.concatenate([np.roll(corners, -1, axis=0) for corners in ring])
    own = vectors(cell)
    return min(nearest_m(own, begins, ends), nearest_m(begins, own, np.roll(own, -1, axis=0)))


@pytest.mark.parametrize("resolution", [0, 1, 2, 3, 4, 5, 7, 8, 9, 11])
def test_the_bound_against_the_cells_themselves(resolution: int) -> None:
    # measured on four pentagons with what is around them, on both poles, the antimeridian and six places more; the
    # nearest cells are those at a pentagon
    places = [(90.0, 0.0), (-90.0, 0.0), (0.3, 180.0), (-52.0, -179.99), (31.2, 121.5), (58.4, 10.6), (-33.9, 151.2)]
    cells = [cell_of(LatLng(lat=lat, lng=lng), resolution) for lat, lng in places]
    for pentagon in h3.get_pentagons(resolution)[::3]:
        cells += grid_disk(pentagon, 1 if resolution < 2 else 3)
    for k in (1, 2, 3) if resolution > 1 else (1, 2):
        bound_m, gaps = outside_m(k, resolution), [gap_m(cell, k) for cell in cells]
        assert min(gaps) >= bound_m
        if resolution >= 3:
            assert min(gaps) < 1.12 * bound_m  # not needlessly small
            assert max(gaps) < 1.9 * bound_m


def test_the_bound_grows_with_each_ring() -> None:
    for resolution in range(16):
        bounds = [outside_m(k, resolution) for k in range(20)]
        assert all(0.0 <= a < b for a, b in pairwise(bounds))
