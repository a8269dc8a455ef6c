from __future__ import annotations

import math

import pytest

from geo.errors import InvalidPlaceError
from geo.places import EARTH_RADIUS_M, LatLng, MatrixIndex, haversine_m


def test_quarter_of_the_earth() -> None:
    pole = LatLng(lat=90.0, lng=0.0)
    for lng in (-180.0, 0.0, 121.5):
        assert haversine_m(pole, LatLng(lat=0.0, lng=lng)) == pytest.approx(EARTH_RADIUS_M * math.pi / 2)


def test_latitude_and_longitude_are_not_mixed_up() -> None:
    # one degree of latitude is 111.195 km everywhere; one of longitude only at the equator, at 60 degrees half of it
    here = LatLng(lat=60.0, lng=10.0)
    assert haversine_m(here, LatLng(lat=61.0, lng=10.0)) == pytest.approx(111_195.08, abs=0.1)
    assert haversine_m(here, LatLng(lat=60.0, lng=11.0)) == pytest.approx(55_597.0, abs=3.0)


def test_over_the_antimeridian_is_a_short_way() -> None:
    fiji, samoa = LatLng(lat=-17.0, lng=179.9), LatLng(lat=-17.0, lng=-179.9)
    assert haversine_m(fiji, samoa) == pytest.approx(0.2 * 111_195.08 * math.cos(math.radians(17.0)), rel=1e-6)


def test_the_same_point_and_the_opposite_one() -> None:
    here = LatLng(lat=31.2304, lng=121.4737)
    assert haversine_m(here, here) == 0.0
    assert haversine_m(here, LatLng(lat=-31.2304, lng=-58.5263)) == pytest.approx(EARTH_RADIUS_M * math.pi)


@pytest.mark.parametrize(
    ("lat", "lng", "field"), [(90.1, 0.0, "lat"), (0.0, -180.1, "lng"), (math.nan, 0.0, "lat"), (0.0, math.inf, "lng")]
)
def test_no_such_point(lat: float, lng: float, field: str) -> None:
    with pytest.raises(InvalidPlaceError, match="must lie between") as caught:
        LatLng(lat=lat, lng=lng)
    assert caught.value.field == field


def test_no_such_row() -> None:
    with pytest.raises(InvalidPlaceError, match="index is -1, must be at least 0"):
        MatrixIndex(-1)
