"""Problems on roads at the command line: what a server says once is what every command sees."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dispatch.files.problem_file import problem_from_json, problem_sha256, problem_to_json
from geo.places import RoadPoint
from geo.roads import server
from geo.roads.asking import roads_between
from geo.roads.local import is_installed
from geo.roads.server import Patience
from tests.commands import run, write
from tests.dispatch.documents import faults_of
from tests.geo.osrm_server import Osrm, osrm_server
from tests.geo.tiny_map import CORNERS, write_tiny_map

HOME, WEST, NORTH = {"lat": 31.2, "lng": 121.4}, {"lat": 31.2, "lng": 121.39}, {"lat": 31.23, "lng": 121.4}
ISLAND = {"lat": 61.0, "lng": 121.4}
SHIFT = {"start": "2026-03-02T08:00:00+08:00", "end": "2026-03-02T17:00:00+08:00"}
RUSH = [{"from": "07:00", "to": "09:30", "factor": 1.5}]


@pytest.fixture
def osrm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Osrm]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(server.Server.__init__, "__defaults__", (Patience(2.0, 2, 0.01),))
    with osrm_server() as found:
        yield found


def document(url: str, **changes: Any) -> dict[str, Any]:
    return {
        "format": "paidan.problem.v1",
        "origin": "2026-03-02T00:00:00+08:00",
        "travel": {"kind": "osrm", "url": url},
        "technicians": [{"id": "t1", "start": HOME, "end": HOME, "shifts": [SHIFT]}],
        "orders": [
            {"id": "west", "location": WEST, "service_s": 600},
            {"id": "north", "location": NORTH, "service_s": 600},
        ],
        "policy": {"name": "way", "weights": {"travel_min": 1, "distance_km": 1}},
    } | changes


def test_a_plan_by_road_is_legal_and_checked_without_asking_again(osrm: Osrm, tmp_path: Path) -> None:
    given, made = write(tmp_path / "p.json", document(osrm.url)), str(tmp_path / "plan.json")
    ended = run("plan", given, "--iterations", "20", "-o", made)
    assert (ended.code, ended.err) == (0, "")
    told = json.loads(Path(made).read_text(encoding="utf-8"))
    # home to west 22.5 s, back 30; home to north and back 120 each, west to north 30 + 120 and back 22.5 + 120:
    # round by west and north 23 + 150 + 120 = 293 s, by north and west 120 + 143 + 30 = 293 s
    assert told["statistics"]["travel_s"] == 293
    assert told["problem_sha256"] == problem_sha256(document(osrm.url))
    asked = len(osrm.questions)
    for command in (["check", given, made], ["explain", given, made], ["assign", given, "--order", "west"]):
        assert run(*command).code == 0
    assert len(osrm.questions) == asked == 1


def test_a_server_that_is_gone_is_not_missed_until_something_new_is_asked(osrm: Osrm, tmp_path: Path) -> None:
    given, made = write(tmp_path / "p.json", document(osrm.url)), str(tmp_path / "plan.json")
    assert run("plan", given, "--iterations", "20", "-o", made).code == 0
    osrm.mishaps = [503] * 100
    assert run("check", given, made).code == 0
    new = document(osrm.url, orders=[{"id": "new", "location": {"lat": 31.4, "lng": 121.0}, "service_s": 60}])
    ended = run("assign", write(tmp_path / "q.json", new), "--order", "new")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines() == [
        f"paidan: {tmp_path / 'q.json'}: /travel/url: is '{osrm.url}', which answers 503 Service Unavailable; "
        "must be the address of an OSRM server that runs and can be reached from here"
    ]


def test_nobody_there_is_2_and_one_sentence(osrm: Osrm, tmp_path: Path) -> None:
    url = "http://127.0.0.1:9"
    ended = run("plan", write(tmp_path / "p.json", document(url)), "--iterations", "1")
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert f"/travel/url: is '{url}', which does not answer, asked 2 times: Connection refused; must be" in ended.err


@pytest.mark.skipif(not is_installed(), reason="the extra roads is not installed: it needs Python 3.12")
def test_a_map_on_this_machine_serves_without_any_server(osrm: Osrm, tmp_path: Path) -> None:
    corners = {name: {"lat": at.lat, "lng": at.lng} for name, at in CORNERS.items()}
    day = document(write_tiny_map(tmp_path / "tiny.osm.pbf").as_uri())
    day["technicians"][0] |= {"start": corners["a"], "end": corners["a"]}
    day["orders"] = [{"id": name, "location": corners[name], "service_s": 600} for name in "bce"]
    given, made = write(tmp_path / "p.json", day), str(tmp_path / "plan.json")
    assert run("plan", given, "--iterations", "20", "-o", made).code == 0
    plan = json.loads(Path(made).read_text(encoding="utf-8"))
    # from a one may drive to b, but not back, and e lies on the island
    assert [stop["order"] for stop in plan["routes"][0]["stops"]] == ["b", "c"]
    assert [(left["order"], left["detail"][0]["rule"]) for left in plan["unassigned"]] == [("e", "unreachable")]
    assert run("check", given, made).code == 0
    assert not osrm.questions


def test_an_island_is_unreachable_by_name(osrm: Osrm, tmp_path: Path) -> None:
    far = document(osrm.url, orders=[{"id": "far", "location": ISLAND, "service_s": 60}])
    ended = run("assign", write(tmp_path / "p.json", far), "--order", "far")
    assert ended.code == 0
    decision = json.loads(ended.out)
    assert [rule["rule"] for rule in decision["rejected"][0]["rules"]] == ["unreachable"]


def test_hours_of_traffic_lengthen_ways_by_road(osrm: Osrm, tmp_path: Path) -> None:
    travel = {"kind": "osrm", "url": osrm.url, "time_of_day": RUSH}
    window = [{"start": "2026-03-02T08:30:00+08:00", "end": "2026-03-02T08:40:00+08:00"}]
    orders = [{"id": "north", "location": NORTH, "service_s": 600, "windows": window}]
    given = write(tmp_path / "p.json", document(osrm.url, travel=travel, orders=orders))
    ended = run("plan", given, "--iterations", "1")
    # 120 s × 1.5 there at half past eight, and the same back
    assert json.loads(ended.out)["statistics"]["travel_s"] == 360


def test_a_problem_comes_back_as_it_was_told(osrm: Osrm) -> None:
    travel = {"kind": "osrm", "url": osrm.url + "/", "time_of_day": RUSH}
    problem = problem_from_json(document(osrm.url, travel=travel), roads_between)
    assert problem.orders[0].location == RoadPoint(**WEST, row=1)
    back = problem_to_json(problem)
    assert back["travel"] == travel
    assert [order["location"] for order in back["orders"]] == [WEST, NORTH]
    assert problem_to_json(problem_from_json(back, roads_between)) == back
    assert problem.sha256 == problem_sha256(document(osrm.url, travel=travel))


def test_another_datum_is_converted_before_anybody_is_asked(osrm: Osrm) -> None:
    problem = problem_from_json(document(osrm.url, datum="GCJ-02"), roads_between)
    start = problem.technicians[0].start
    assert isinstance(start, RoadPoint)
    assert (round(start.lng, 6), round(start.lat, 6)) in osrm.questions[0][0]
    assert round(start.lat, 3) != HOME["lat"]


@pytest.mark.parametrize(
    ("travel", "pointer", "told"),
    [
        ({"kind": "osrm"}, "/travel/url", "is missing"),
        ({"kind": "osrm", "url": 7}, "/travel/url", "must be text"),
        ({"kind": "osrm", "url": ""}, "/travel/url", "must have 1 to 2000"),
        ({"kind": "osrm", "url": "ftp://a"}, "/travel/url", "must begin with http://"),
        (
            {"kind": "osrm", "url": "http://a", "speed_kmh": 30},
            "/travel/speed_kmh",
            "kind, time_of_day, url",
        ),
        ({"kind": "osrm", "url": "http://a"}, "/orders/0/location", "must have lat and lng: travel is osrm"),
    ],
)
def test_travel_at_fault(travel: dict[str, Any], pointer: str, told: str) -> None:
    orders = [{"id": "o", "location": {"index": 0}, "service_s": 60}]
    found = faults_of(document("", travel=travel, orders=orders), roads_between)
    assert [fault for fault in found if fault.pointer == pointer and told in fault.message]


def test_a_pace_that_makes_seconds_endless_is_refused(osrm: Osrm) -> None:
    osrm.mishaps = [{"durations": [[31_000_000.0] * 3] * 3}]
    slow = document(osrm.url)
    slow["technicians"][0]["speed_factor"] = 0.01
    (fault,) = faults_of(slow, roads_between)
    assert (fault.pointer, fault.code) == ("/technicians/0/speed_factor", "range")
