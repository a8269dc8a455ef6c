"""Areas on the antimeridian and around the poles."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.areas import Extent, Radius, Region, ServiceArea, region_from_geojson
from geo.errors import InvalidAreaError
from geo.places import LatLng, haversine_m

Ring = list[tuple[float, float]]


def polygon(*rings: Ring) -> Region:
    return region_from_geojson({"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in rings]})


def box(west: float, south: float, east: float, north: float) -> Ring:
    return [(west, south), (east, south), (east, north), (west, north)]


def holds(extent: Extent, lat: float, lng: float) -> bool:
    """One by one and many at once, which must say the same."""
    area, place = ServiceArea("a", extent), LatLng(lat=lat, lng=lng)
    one = area.holds(place)
    assert area.holds_each([place, LatLng(lat=0.5, lng=0.5)], [None, None]).tolist()[0] == one
    return one


FIJI = region_from_geojson(
    {
        "type": "MultiPolygon",
        "coordinates": [[[*r, r[0]]] for r in (box(179.0, -17.0, 180.0, -16.0), box(-180.0, -17.0, -179.0, -16.0))],
    }
)


def test_cut_at_the_antimeridian() -> None:
    for lng in (179.5, 180.0, -180.0, -179.5):
        assert holds(FIJI, -16.5, lng)
        assert not holds(FIJI, -15.9, lng)
    for lng in (178.9, -178.9, 0.0):
        assert not holds(FIJI, -16.5, lng)


@pytest.mark.parametrize("drawn_lng", [180.0, -180.0])
def test_the_antimeridian_is_one_line_however_it_is_told(drawn_lng: float) -> None:
    # drawn on one side only, up to the line: the line belongs to it under both names, what lies beyond does not
    west, east = sorted((drawn_lng, drawn_lng * 0.99))
    region = polygon(box(west, 0.0, east, 1.0))
    assert holds(region, 0.5, 180.0)
    assert holds(region, 0.5, -180.0)
    assert holds(region, 0.5, drawn_lng * 0.995)
    assert not holds(region, 0.5, -drawn_lng * 0.995)
    assert not holds(region, 1.5, 180.0)


def test_a_hole_that_touches_the_antimeridian() -> None:
    # an edge belongs to the shape, so the line does where the hole ends on it, under both names
    region = polygon(
        [(178.0, 0.0), (180.0, 0.0), (180.0, 4.0), (178.0, 4.0)], [(179.0, 1.0), (180.0, 2.0), (179.0, 3.0)]
    )
    assert holds(region, 2.0, 180.0)
    assert holds(region, 2.0, -180.0)
    assert not holds(region, 2.0, 179.5)


@pytest.mark.parametrize(
    "ring",
    [
        box(179.0, -17.0, -179.0, -16.0),
        [(170.0, 0.0), (-170.0, 0.0), (-170.0, 5.0), (175.0, 5.0)],
        [(179.0, 0.0), (179.5, 0.0), (-179.5, 0.5), (-179.0, 1.0), (179.0, 1.0)],
        [(90.0, 0.0), (-90.1, 0.0), (0.0, 5.0)],
        # crosses itself as written: what helps is the cut, so that is what is told
        [(179.0, 0.0), (-179.0, 1.0), (179.0, 1.0), (-179.0, 0.0)],
    ],
)
def test_drawn_across_the_antimeridian(ring: Ring) -> None:
    with pytest.raises(InvalidAreaError, match="more than 180 degrees: cut it at the antimeridian") as caught:
        polygon(ring)
    assert caught.value.field == "geometry"


def test_a_hole_drawn_across_the_antimeridian() -> None:
    wide = [(-180.0, -50.0), (-60.0, -50.0), (60.0, -50.0), (180.0, -50.0), (180.0, 50.0), (60.0, 50.0), (-60.0, 50.0)]
    with pytest.raises(InvalidAreaError, match="from longitude 179 to -179"):
        polygon([*wide, (-180.0, 50.0)], [(179.0, 1.0), (-179.0, 1.0), (179.5, 2.0)])


def test_one_part_of_several_across_the_antimeridian() -> None:
    rings = [box(1.0, 1.0, 2.0, 2.0), box(179.0, 1.0, -179.0, 2.0)]
    with pytest.raises(InvalidAreaError, match="from longitude 179 to -179"):
        region_from_geojson({"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]] for ring in rings]})


def test_wide_shapes_need_corners_in_between() -> None:
    # an edge of 200 degrees could as well be one of 160 the other way round; with a corner at 0 it is clear
    with pytest.raises(InvalidAreaError, match="or give the edge a corner in between"):
        polygon([(-100.0, 0.0), (100.0, 0.0), (100.0, 5.0), (-100.0, 5.0)])
    wide = polygon([(-100.0, 0.0), (0.0, 0.0), (100.0, 0.0), (100.0, 5.0), (0.0, 5.0), (-100.0, 5.0)])
    assert holds(wide, 2.0, 0.0)
    assert not holds(wide, 2.0, 150.0)


def test_half_the_way_round_is_as_it_is_written() -> None:
    half = polygon(box(-90.0, 0.0, 90.0, 5.0))
    assert holds(half, 2.0, 0.0)
    assert not holds(half, 2.0, 180.0)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_pole_is_one_point_however_it_is_told(sign: float) -> None:
    # a quarter from 80 degrees to the pole: the pole is its corner, under every longitude
    south, north = sorted((80.0 * sign, 90.0 * sign))
    quarter = polygon(box(0.0, south, 90.0, north))
    for lng in (0.0, 45.0, 170.0, -120.0, 180.0, -180.0):
        assert holds(quarter, 90.0 * sign, lng)
        assert not holds(quarter, -90.0 * sign, lng)
    assert holds(quarter, 85.0 * sign, 45.0)
    assert not holds(quarter, 85.0 * sign, -45.0)


def test_near_a_pole_is_not_at_it() -> None:
    short = polygon(box(0.0, 80.0, 90.0, 89.999))
    assert not holds(short, 90.0, 45.0)
    assert holds(short, 89.999, 45.0)


def test_a_tip_that_touches_the_pole() -> None:
    tip = polygon([(0.0, 80.0), (20.0, 80.0), (10.0, 90.0)])
    assert holds(tip, 90.0, -100.0)
    assert not holds(tip, 89.0, 17.0)


def test_a_cap() -> None:
    around = [(float(lng), 80.0) for lng in range(-180, 181, 90)]
    cap = polygon([*around, (180.0, 90.0), (0.0, 90.0), (-180.0, 90.0)])
    for lng in (-180.0, -90.0, 0.0, 33.3, 180.0):
        assert holds(cap, 80.0, lng)
        assert holds(cap, 90.0, lng)
        assert not holds(cap, 79.9, lng)


def several(*parts: list[Ring]) -> Region:
    closed = [[[*ring, ring[0]] for ring in rings] for rings in parts]
    return region_from_geojson({"type": "MultiPolygon", "coordinates": closed})


def test_parts_that_share_an_edge_are_made_one() -> None:
    # OGC's simple features let parts touch in points alone
    with pytest.raises(InvalidAreaError, match="is not valid: Self-intersection"):
        Region(shapely.MultiPolygon([shapely.box(-90, 80, 0, 90), shapely.box(0, 80, 90, 90)]))
    districts = several(
        [box(121.0, 31.0, 121.2, 31.3)], [box(121.2, 31.1, 121.5, 31.2)], [box(122.0, 31.0, 122.1, 31.1)]
    )
    assert len(shapely.get_parts(districts.geometry)) == 2
    for lat, lng, inside in (
        (31.15, 121.2, True),
        (31.15, 121.4, True),
        (31.25, 121.3, False),
        (31.05, 122.05, True),
        (31.05, 121.9, False),
    ):
        assert holds(districts, lat, lng) is inside


def test_parts_around_another_leave_no_gap() -> None:
    ring = [box(121.0, 31.0, 121.3, 31.3), box(121.1, 31.1, 121.2, 31.2)]
    assert several(ring, [box(121.1, 31.1, 121.2, 31.2)]).geometry.equals(shapely.box(121.0, 31.0, 121.3, 31.3))


def test_parts_that_overlap_are_named() -> None:
    with pytest.raises(InvalidAreaError, match="has parts 0 and 2, which overlap: make them one polygon"):
        several([box(121.0, 31.0, 121.2, 31.3)], [box(123.0, 31.1, 123.5, 31.2)], [box(121.1, 31.1, 121.5, 31.2)])
    with pytest.raises(InvalidAreaError, match="is not valid: Self-intersection"):
        several([[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)]], [box(121.0, 31.0, 121.2, 31.3)])


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([(90.0, 0.0), (-90.0, 55.0), (89.9, -170.0), (0.0, 180.0), (-16.5, -179.99), (66.0, 179.9)]),
    st.floats(1.0, 2e6),
    st.floats(-90.0, 90.0),
    st.floats(-180.0, 180.0),
)
def test_radius_is_told_by_the_great_circle(at: tuple[float, float], radius_m: float, lat: float, lng: float) -> None:
    center = LatLng(lat=at[0], lng=at[1])
    # a point that is surely near the edge, along the meridian, and one anywhere
    step = radius_m / 111_195.08 * (-1.0 if center.lat > 0.0 else 1.0)
    places = [
        LatLng(lat=lat, lng=lng),
        *(LatLng(lat=center.lat + step * part, lng=center.lng) for part in (0.999, 1.001)),
    ]
    area = ServiceArea("a", Radius(center, radius_m))
    within = [haversine_m(center, place) <= radius_m for place in places]
    assert within[1:] == [True, False]
    assert [area.holds(place) for place in places] == within
    assert area.holds_each(places, [None] * 3).tolist() == within


@settings(max_examples=100, deadline=None)
@given(st.floats(1.0, 2e6), st.floats(-80.0, 80.0), st.floats(-180.0, 180.0), st.integers(0, 2**32 - 1))
def test_many_at_once_say_the_same_on_the_very_edge(radius_m: float, lat: float, lng: float, seed: int) -> None:
    # the radius is set to the distance of a place: that place is inside, in both ways of asking
    rng = np.random.default_rng(seed)
    center = LatLng(lat=lat, lng=lng)
    steps = (rng.uniform(-1.0, 1.0, (20, 2)) * radius_m / 111_195.08 / 2.0).tolist()
    places = [LatLng(lat=min(90.0, max(-90.0, lat + a)), lng=(lng + b + 540.0) % 360.0 - 180.0) for a, b in steps]
    for place in places:
        exact_m = haversine_m(center, place)
        if 0.0 < exact_m <= 2e6:
            area = ServiceArea("a", Radius(center, exact_m))
            assert area.holds(place)
            assert area.holds_each(places, [None] * 20).tolist() == [area.holds(other) for other in places]


def test_over_both_poles_and_the_line() -> None:
    # 111 195.08 m are a degree: from 89.5 over the pole to 89.5 on the other side
    cap = Radius(LatLng(lat=89.5, lng=10.0), 111_195.1)
    assert holds(cap, 89.5, -170.0)
    assert not holds(cap, 89.4, -170.0)
    assert holds(cap, 90.0, 123.0)
    line = Radius(LatLng(lat=0.0, lng=-179.5), 111_195.1)
    assert holds(line, 0.0, 179.5)
    assert not holds(line, 0.0, 179.4)
    assert holds(line, 0.5, 180.0)
    assert holds(line, 0.5, -180.0)
