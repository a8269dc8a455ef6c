from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from geo.datums import DATUMS, EAST, FADE_DEG, NORTH, SOUTH, WEST, from_wgs84, to_wgs84
from geo.errors import GeoError, UnknownDatumError
from geo.places import LatLng, haversine_m

SHIFTED = ("GCJ-02", "BD-09")
DEG = 1e-6

# lat, lng in WGS-84, then GCJ-02, then BD-09: what coordtransform 0.2.1 (PyPI) gives; eviltransform 0.1.1, with another
# half axis, is the same to 2e-7 degrees
CITIES = {
    "Beijing": ((39.9042, 116.4074), (39.90560334, 116.41364225), (39.91186534, 116.42004633)),
    "Shanghai": ((31.2304, 121.4737), (31.22845774, 121.47822306), (31.23431059, 121.48478147)),
    "Ürümqi": ((43.8256, 87.6168), (43.82680539, 87.61964995), (43.83294979, 87.62609977)),
    "Hong Kong": ((22.3193, 114.1694), (22.31655080, 114.17436707), (22.32222238, 114.18092760)),
}

in_china = st.builds(LatLng, lat=st.floats(SOUTH, NORTH), lng=st.floats(WEST, EAST))
near_the_edge = st.builds(
    LatLng,
    lat=st.one_of(st.floats(SOUTH - 0.2, SOUTH + 0.2), st.floats(NORTH - 0.2, NORTH + 0.2)),
    lng=st.one_of(st.floats(WEST - 0.2, WEST + 0.2), st.floats(EAST - 0.2, EAST + 0.2), st.floats(70.0, 140.0)),
)
anywhere = st.builds(LatLng, lat=st.floats(-90.0, 90.0), lng=st.floats(-180.0, 180.0))


def near(a: LatLng, b: LatLng, deg: float = DEG) -> bool:
    return abs(a.lat - b.lat) < deg and abs(a.lng - b.lng) < deg


@pytest.mark.parametrize("city", CITIES)
def test_what_the_libraries_say(city: str) -> None:
    wgs84, gcj02, bd09 = (LatLng(lat=lat, lng=lng) for lat, lng in CITIES[city])
    for datum, shown in (("WGS-84", wgs84), ("GCJ-02", gcj02), ("BD-09", bd09)):
        assert near(from_wgs84(wgs84, datum), shown)
        assert near(to_wgs84(shown, datum), wgs84)


@pytest.mark.parametrize(
    ("lat", "lng", "shown_lat", "shown_lng"),
    [
        (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
        (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
        (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
    ],
)
def test_eviltransforms_own_cases(lat: float, lng: float, shown_lat: float, shown_lng: float) -> None:
    # Shanghai, Shenzhen and Beijing of go/transform_test.go, which holds them to five decimals
    shown = from_wgs84(LatLng(lat=lat, lng=lng), "GCJ-02")
    assert near(shown, LatLng(lat=shown_lat, lng=shown_lng))


def test_how_far_the_maps_are_off() -> None:
    # Beijing: 0.00140334 and 0.00624225 degrees, 156 m and 532 m, so 555 m; Baidu is about 1.4 km off
    here = LatLng(lat=39.9042, lng=116.4074)
    assert haversine_m(here, from_wgs84(here, "GCJ-02")) == pytest.approx(555.0, abs=1.0)
    assert haversine_m(here, from_wgs84(here, "BD-09")) == pytest.approx(1374.0, abs=5.0)


@settings(max_examples=300, deadline=None)
@given(st.one_of(in_china, near_the_edge, anywhere), st.sampled_from(SHIFTED))
@example(LatLng(lat=35.0, lng=105.0), "GCJ-02")  # the formula has a root of |lng - 105|
@example(LatLng(lat=35.0, lng=105.0 + 1e-12), "BD-09")
@example(LatLng(lat=NORTH, lng=EAST), "GCJ-02")
@example(LatLng(lat=SOUTH, lng=WEST), "BD-09")
@example(LatLng(lat=NORTH + FADE_DEG, lng=100.0), "BD-09")
def test_there_and_back(point: LatLng, datum: str) -> None:
    # asked for are 5 m; a micrometre is what is left
    assert haversine_m(to_wgs84(from_wgs84(point, datum), datum), point) < 1e-6
    assert haversine_m(from_wgs84(to_wgs84(point, datum), datum), point) < 1e-6


@settings(max_examples=200, deadline=None)
@given(st.one_of(in_china, near_the_edge), st.sampled_from(SHIFTED), st.floats(-1e-7, 1e-7), st.floats(-1e-7, 1e-7))
def test_no_jump(point: LatLng, datum: str, lat_step: float, lng_step: float) -> None:
    # a step of at most 1e-7 degrees changes the shift by less than a fifth of it (near lng 105 the root adds 3e-9)
    step = LatLng(lat=point.lat + lat_step, lng=point.lng + lng_step)
    a, b = from_wgs84(point, datum), from_wgs84(step, datum)
    assert abs((b.lat - a.lat) - lat_step) < 3e-8
    assert abs((b.lng - a.lng) - lng_step) < 3e-8


@settings(max_examples=200, deadline=None)
@given(anywhere, st.sampled_from(SHIFTED))
@example(LatLng(lat=90.0, lng=100.0), "BD-09")
@example(LatLng(lat=-90.0, lng=180.0), "GCJ-02")
@example(LatLng(lat=35.6762, lng=139.6503), "BD-09")  # Tokyo
@example(LatLng(lat=1.3521, lng=103.8198), "GCJ-02")  # Singapore
@example(LatLng(lat=NORTH + FADE_DEG, lng=100.0), "GCJ-02")
@example(LatLng(lat=30.0, lng=WEST - FADE_DEG), "BD-09")
def test_untouched_abroad(point: LatLng, datum: str) -> None:
    outside = max(SOUTH - point.lat, point.lat - NORTH, WEST - point.lng, point.lng - EAST)
    if outside >= FADE_DEG - 1e-9:
        assert from_wgs84(point, datum) == point
    if outside >= 2 * FADE_DEG:
        assert to_wgs84(point, datum) == point


def test_the_shift_fades_outside_the_rectangle() -> None:
    # half way through the fade half the shift is left; the formula itself changes by less than 2 % over these 5 km
    edge, half = LatLng(lat=NORTH, lng=122.0), LatLng(lat=NORTH + FADE_DEG / 2, lng=122.0)
    whole = from_wgs84(edge, "GCJ-02").lng - edge.lng
    assert from_wgs84(half, "GCJ-02").lng - half.lng == pytest.approx(whole / 2, rel=0.02)


@settings(max_examples=50, deadline=None)
@given(anywhere)
def test_wgs84_is_left_alone(point: LatLng) -> None:
    assert to_wgs84(point, "WGS-84") is point
    assert from_wgs84(point, "WGS-84") is point


@pytest.mark.parametrize("datum", ["", "wgs84", "GCJ02", "CGCS2000"])
def test_no_such_datum(datum: str) -> None:
    here = LatLng(lat=31.0, lng=121.0)
    for convert in (to_wgs84, from_wgs84):
        with pytest.raises(UnknownDatumError, match="must be one of WGS-84, GCJ-02, BD-09") as caught:
            convert(here, datum)
        assert caught.value.field == "datum"
        assert isinstance(caught.value, GeoError)


def test_three_datums() -> None:
    assert DATUMS == ("WGS-84", "GCJ-02", "BD-09")
