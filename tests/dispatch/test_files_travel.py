"""Hours at which driving takes longer, and places that are told in another datum."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from dispatch.files.problem_file import problem_from_json, problem_sha256, problem_to_json
from geo.areas import Radius, Region
from geo.datums import from_wgs84
from geo.places import LatLng
from scheduling.traffic import Period
from tests.dispatch.documents import SQUARE, WHOLE, changed, faults_of
from tests.dispatch.test_files_parts import matrix

PERIODS = "/travel/time_of_day"


@pytest.mark.parametrize(
    ("pointer", "value", "code", "words"),
    [
        (PERIODS, {}, "type", "must be a list"),
        (PERIODS + "/0", "07:00", "type", "must be an object"),
        (PERIODS + "/0/from", ..., "required", "missing"),
        (PERIODS + "/0/to", ..., "required", "missing"),
        (PERIODS + "/0/factor", ..., "required", "missing"),
        (PERIODS + "/0/from", 7, "type", "must be text"),
        (PERIODS + "/0/from", "7:00", "value", "must be a time of day from 00:00 to 23:59"),
        (PERIODS + "/0/from", "24:00", "value", "to 23:59"),
        (PERIODS + "/0/from", "٠٧:٠٠", "value", "time of day"),
        (PERIODS + "/0/from", "07:00:00", "value", "time of day"),
        (PERIODS + "/0/to", "24:01", "value", "to 24:00"),
        (PERIODS + "/0/to", "09:60", "value", "time of day"),
        (PERIODS + "/0/to", "07:00", "value", "another than from"),
        (PERIODS + "/0/factor", 0, "range", "must lie between 0.01 and 100"),
        (PERIODS + "/0/factor", "1.4", "type", "must be a number"),
        (PERIODS + "/0/factor", float("inf"), "range", "beyond the range"),
        (PERIODS + "/0/day", "monday", "unknown_field", "factor, from, to"),
        # the second is from 22:30 to 05:00
        (PERIODS + "/0/from", "04:59", "value", "inside another period"),
        (PERIODS + "/0/to", "22:31", "value", "inside another period"),
        ("/travel/kind", "osrm", "not_supported", "must be 'great_circle' or 'matrix'"),
    ],
)
def test_periods_at_fault(pointer: str, value: Any, code: str, words: str) -> None:
    found = faults_of(changed(WHOLE, pointer, value))
    above = PERIODS if pointer.startswith(PERIODS) else pointer
    assert [fault for fault in found if fault.code == code and fault.pointer.startswith(above) and words in str(fault)]


@pytest.mark.parametrize(
    ("begin", "end", "read"),
    [
        ("07:00", "09:30", (25_200, 34_200)),
        ("22:00", "24:00", (79_200, 86_400)),
        ("22:00", "00:00", (79_200, 0)),
        ("22:00", "06:15", (79_200, 22_500)),
        ("00:00", "24:00", (0, 86_400)),
        ("00:00", "00:01", (0, 60)),
    ],
)
def test_periods_come_back(begin: str, end: str, read: tuple[int, int]) -> None:
    given = [{"from": begin, "to": end, "factor": 1.5}]
    problem = problem_from_json(changed(WHOLE, PERIODS, given))
    assert problem.traffic.periods == (Period(*read, 1.5),)
    assert problem_to_json(problem)["travel"]["time_of_day"] == given


def test_periods_may_touch_and_go_with_a_matrix_too() -> None:
    touching = [{"from": "07:00", "to": "09:00", "factor": 2}, {"from": "09:00", "to": "07:00", "factor": 0.5}]
    document = changed(matrix([[0, 9], [9, 0]]), PERIODS, touching)
    assert problem_to_json(problem_from_json(document))["travel"] == {
        "kind": "matrix",
        "durations_s": [[0, 9], [9, 0]],
        "time_of_day": touching,
    }
    assert "time_of_day" not in problem_to_json(problem_from_json(changed(document, PERIODS, [])))["travel"]


def test_no_way_takes_longer_than_can_be_counted() -> None:
    # half the earth is 20 015 115 m; with detour 1.3 at 0.04 km/h it takes 2.34e9 s, more than 2**31
    (fault,) = faults_of(changed(WHOLE, "/travel/speed_kmh", 0.04))
    assert (fault.pointer, fault.code) == ("/travel/speed_kmh", "range")
    assert "a way around half the earth take 2.34e+09 s, must be at most 2147483647" in fault.message
    assert faults_of(changed(WHOLE, "/travel/speed_kmh", 1e-320))[0].pointer == "/travel/speed_kmh"
    # at 4 km/h it takes 2.34e7 s; a hundred times that is too long, by traffic or by a slow driver; 50 times is not
    walking = changed(WHOLE, "/travel/speed_kmh", 4)
    assert faults_of(walking) == ()
    (fault,) = faults_of(changed(walking, PERIODS + "/0/factor", 100))
    assert (fault.pointer, fault.code) == (PERIODS, "range")
    assert faults_of(changed(walking, PERIODS + "/0/factor", 50)) == ()
    (fault,) = faults_of(changed(walking, "/technicians/0/speed_factor", 0.01))
    assert (fault.pointer, fault.code) == ("/technicians/0/speed_factor", "range")
    year = matrix([[0, 366 * 86_400], [1, 0]])
    assert faults_of(year) == ()
    (fault,) = faults_of(changed(year, "/technicians/1/speed_factor", 0.01))
    assert "the longest way take 3.16e+09 s" in fault.message


def shifted(datum: str) -> dict[str, Any]:
    """The whole problem as a map of another datum shows it."""

    def moved(value: Any) -> Any:
        if isinstance(value, list):
            if len(value) == 2 and all(isinstance(number, float) for number in value):
                there = from_wgs84(LatLng(lat=value[1], lng=value[0]), datum)
                return [there.lng, there.lat]
            return [moved(inner) for inner in value]
        if isinstance(value, dict):
            if "lat" in value:
                there = from_wgs84(LatLng(lat=value["lat"], lng=value["lng"]), datum)
                return {**value, "lat": there.lat, "lng": there.lng}
            return {name: moved(inner) for name, inner in value.items()}
        return value

    return {**{name: moved(value) for name, value in WHOLE.items()}, "datum": datum}


def points(problem_json: Any) -> list[float]:
    """All coordinates in the order in which they stand."""
    if isinstance(problem_json, dict):
        if "lat" in problem_json:
            return [problem_json["lat"], problem_json["lng"]]
        return [number for inner in problem_json.values() for number in points(inner)]
    if isinstance(problem_json, list):
        if len(problem_json) == 2 and all(isinstance(number, float) for number in problem_json):
            return list(problem_json)
        return [number for inner in problem_json for number in points(inner)]
    return []


@pytest.mark.parametrize("datum", ["GCJ-02", "BD-09"])
def test_every_place_is_converted_on_the_way_in(datum: str) -> None:
    document = shifted(datum)
    given, wanted = points(document), points(problem_to_json(problem_from_json(WHOLE)))
    # 10 points of technicians, orders and the center, and 5 corners of the square
    assert len(given) == len(wanted) == 2 * (4 + 3 + 1 + 5)
    problem = problem_from_json(document)
    told = problem_to_json(problem)
    outline = np.array(told["areas"][0]["geometry"]["coordinates"][0])
    # of the outline, which has corners in between now, only those that were given
    nearest = [int(np.abs(outline - corner).max(axis=1).argmin()) for corner in SQUARE]
    assert nearest == [*sorted(nearest[:4]), 0]
    told["areas"][0]["geometry"]["coordinates"] = [outline[nearest].tolist()]
    read = points(told)
    # a ten-millionth of a degree is a centimetre
    assert read == pytest.approx(wanted, abs=1e-7)
    assert read != pytest.approx(points(problem_to_json(problem_from_json({**document, "datum": None}))), abs=1e-3)
    assert "datum" not in problem_to_json(problem)
    assert problem.sha256 == problem_sha256(document)


def test_areas_are_converted_with_their_holes() -> None:
    hole = [[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.2]]
    areas = [
        {"id": "holed", "geometry": {"type": "Polygon", "coordinates": [square(), hole]}},
        {
            "id": "two",
            "geometry": {"type": "MultiPolygon", "coordinates": [[square()], [[[1, 2], [3, 2], [3, 4], [1, 2]]]]},
        },
        {"id": "round", "center": {"lat": 31.2, "lng": 121.4}, "radius_m": 9000},
    ]
    document = {**changed(WHOLE, "/areas", [*areas, WHOLE["areas"][2]]), "datum": "GCJ-02"}
    document = changed(document, "/technicians/0/areas", ["named"])
    holed, two, around, named = problem_from_json(document).areas
    assert isinstance(holed.extent, Region)
    assert len(shapely.get_rings(holed.extent.geometry)) == 2
    assert isinstance(two.extent, Region)
    assert shapely.get_parts(two.extent.geometry)[1].bounds == (1.0, 2.0, 3.0, 4.0)  # where no datum is shifted
    assert isinstance(around.extent, Radius)
    assert around.extent.radius_m == 9000.0
    # GCJ-02 lies north-east of, hence WGS-84 south-west of it: near Shanghai by some 0.002 and 0.0045 degrees
    assert (around.extent.center.lat - 31.2, around.extent.center.lng - 121.4) == pytest.approx(
        (0.002, -0.0045), abs=0.0008
    )
    assert named.holds(LatLng(lat=0.0, lng=0.0), "c1")


def square() -> list[list[float]]:
    return [[121.3, 31.1], [121.6, 31.1], [121.6, 31.4], [121.3, 31.4], [121.3, 31.1]]


def test_indexes_into_a_matrix_have_no_datum() -> None:
    document = {**matrix([[0, 9], [9, 0]]), "datum": "BD-09"}
    problem = problem_from_json(document)
    assert problem_to_json(problem)["technicians"][0]["start"] == {"index": 0}
