"""`paidan bench roads` on a server made by the test; what a plan costs by road, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import roads
from benchmarks.roads_days import read_town, town_day
from benchmarks.roads_driven import Driven, driven_by_road
from dispatch.files.disk import UnusableError
from dispatch.model import Order, Plan, Policy, Problem, Route, Stop, Technician
from geo.places import RoadPoint
from geo.travel import UNREACHABLE, Roads
from scheduling.spans import Shift, Window
from tests.commands import run
from tests.dispatch.conftest import at
from tests.geo.osrm_server import Osrm, osrm_server

TABLE = "id,lon,lat,population,jobs\na,-51.20,-30.05,300,1\nb,-51.18,-30.02,100,1\nc,-51.15,-30.03,0,9\n"


@pytest.fixture
def places(tmp_path: Path) -> str:
    path = tmp_path / "places.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


@pytest.fixture
def osrm() -> Iterator[Osrm]:
    with osrm_server() as found:
        yield found


def test_a_server_and_the_great_circle_are_compared(osrm: Osrm, places: str) -> None:
    ended = run(
        "bench", "roads", "--url", osrm.url, "--places", places, "--orders", "10", "--limit", "0.05", "--seeds", "2"
    )
    assert (ended.code, ended.err) == (0, "")
    assert "All ways between so many points" in ended.out
    assert "times as long as by great circle at 30 km/h" in ended.out
    table = [line.split("│") for line in ended.out.splitlines() if line.startswith("│ 1 ") or line.startswith("│ 2 ")]
    assert [row[2].split(",")[0].strip() for row in table] == ["great circle", "great circle", "roads"] * 2
    assert [row[6].strip() for row in table if row[2].strip() == "roads"] == ["1.000", "1.000"]
    assert f"seeds 1, 2, {osrm.url}; commit" in ended.out


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (
            ["--url", "file:///maps/town.osm.pbf"],
            "which needs the extra roads: pip install 'paidan[roads]'",
        ),
        (["--url", "ftp://a"], "must begin with http://"),
        (["--url", "http://127.0.0.1:9"], "does not answer"),
        (["--places", "none.csv"], "none.csv: No such file"),
    ],
)
def test_what_cannot_be_measured_is_2_and_one_sentence(
    options: list[str], told: str, places: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roads, "is_installed", lambda: False)
    ended = run(
        "bench",
        "roads",
        *(["--url", "http://127.0.0.1:9"] if "--url" not in options else []),
        "--places",
        places,
        *options,
    )
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert told in ended.err


def test_data_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIDAN_DATA", str(tmp_path))
    ended = run("bench", "roads")
    assert ended.code == 2
    assert "holds no map (.osm.pbf); name one with --url and --places" in ended.err


@pytest.mark.parametrize("text", ["", "id,lat\na,1\n", "lon,lat,population\n1,x,3\n", "lon,lat,population\n1,2,0\n"])
def test_what_is_no_table_of_places(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnusableError, match=r"must be a CSV file|must tell where somebody lives"):
        read_town(path)


def test_days_are_drawn_where_people_live(places: str) -> None:
    town = read_town(Path(places))
    day = town_day(town, 400, 1)
    assert day == town_day(town, 400, 1)
    assert day.orders != town_day(town, 400, 2).orders
    south = sum(order.location.lat < -30.04 for order in day.orders)  # type: ignore[union-attr]
    assert 260 <= south <= 340  # three in four


def test_a_plan_is_driven_by_road() -> None:
    # home 0; 600 s to 1, 1 200 s on to 2, 900 s home from either; nothing leads to 3
    seconds = np.full((4, 4), 900, np.int32)
    seconds[0, 1], seconds[1, 2] = 600, 1200
    seconds[:3, 3] = UNREACHABLE
    np.fill_diagonal(seconds, 0)
    points = [RoadPoint(lat=-30.0 - n, lng=-51.0, row=n) for n in range(4)]
    windows = [Window(at("08:00"), at("09:00")), Window(at("08:00"), at("08:40")), Window(at("08:00"), at("16:00"))]
    orders = [Order(id=f"o{n}", location=points[n + 1], service_s=600, windows=(windows[n],)) for n in range(3)]
    problem = Problem(
        origin=at("00:00"),
        now=at("00:00"),
        travel=Roads(durations_s=seconds, distances_m=seconds, url="http://a"),
        technicians=(Technician(id="t", start=points[0], end=points[0], shifts=(Shift(at("08:00"), at("17:00")),)),),
        orders=tuple(orders),
        policy=Policy(name="roads", weights={"travel_min": 1.0}),
    )
    stops = tuple(Stop(order=order.id, start=at("08:10"), finish=at("08:20")) for order in orders)
    plan = Plan(routes=(Route(technician="t", depart=at("08:00"), back=at("12:00"), stops=stops),))
    # there at 08:10 and away at 08:20: at 2 by 08:40, just in time; 600 + 1 200 + 900 s of driving, o2 left out
    assert driven_by_road(problem, plan) == Driven(1, 2700, 45.0 + 2500.0)
    hurried = replace(orders[1], windows=(Window(at("08:00"), at("08:39")),))
    # o1 is a minute late and left out: 600 + 900 s
    late = driven_by_road(replace(problem, orders=(orders[0], hurried, orders[2])), plan)
    assert late == Driven(2, 1500, 25.0 + 5000.0)
