"""Areas, matrices, and the records that come as bodies of requests."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.errors import InvalidInputError
from dispatch.files.area_file import area_from_json, area_to_json
from dispatch.files.order_file import order_from_json, order_to_json
from dispatch.files.policy_file import policy_from_json, policy_to_json
from dispatch.files.problem_file import problem_from_json, problem_to_json
from dispatch.files.technician_file import technician_from_json, technician_to_json
from dispatch.policies import BUILT_IN
from geo.places import LatLng, MatrixIndex
from geo.travel import UNREACHABLE
from tests.dispatch.documents import PROBLEM, SQUARE, changed, faults_of

HOLE = [[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.2]]


def pointers(read: Any, data: object, **given: Any) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        read(data, **given)
    return {fault.pointer: fault.code for fault in caught.value.faults}


@pytest.mark.parametrize(
    ("area", "pointer", "code"),
    [
        ({}, "", "value"),
        ({"communities": ["a"], "center": {"lat": 0, "lng": 0}, "radius_m": 5}, "", "value"),
        ({"radius_m": 5}, "/center", "required"),
        ({"center": {"lat": 0, "lng": 0}}, "/radius_m", "required"),
        ({"center": {"index": 0}, "radius_m": 5}, "/center/index", "unknown_field"),
        ({"center": {"lat": 0, "lng": 0}, "radius_m": 3e6}, "/radius_m", "range"),
        ({"communities": "a"}, "/communities", "type"),
        ({"communities": ["a", "a"]}, "/communities/1", "duplicate"),
        ({"geometry": []}, "/geometry", "type"),
        ({"geometry": {"type": "Point", "coordinates": [0, 0]}}, "/geometry/type", "value"),
        ({"geometry": {"type": "Polygon"}}, "/geometry/coordinates", "required"),
        ({"geometry": {"type": "Polygon", "coordinates": []}}, "/geometry", "value"),
        ({"geometry": {"type": "Polygon", "coordinates": [[]]}}, "/geometry/coordinates/0", "value"),
        ({"geometry": {"type": "Polygon", "coordinates": [SQUARE[:3]]}}, "/geometry/coordinates/0", "value"),
        ({"geometry": {"type": "Polygon", "coordinates": [SQUARE[:-1]]}}, "/geometry/coordinates/0", "value"),
        ({"geometry": {"type": "Polygon", "coordinates": SQUARE}}, "/geometry/coordinates/0/0", "type"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[31, 121]] * 4]}}, "/geometry/coordinates/0/0/1", "range"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["a", 1]] * 4]}}, "/geometry/coordinates/0/0/0", "type"),
        ({"geometry": {"type": "Polygon", "coordinates": [[[1, 1]] * 4]}}, "/geometry", "value"),
        (
            {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}},
            "/geometry",
            "value",
        ),
        ({"geometry": {"type": "MultiPolygon", "coordinates": [SQUARE]}}, "/geometry/coordinates/0/0/0", "type"),
        ({"geometry": {"type": "Polygon", "coordinates": [SQUARE], "crs": {}}}, "/geometry/crs", "unknown_field"),
    ],
)
def test_areas_at_fault(area: dict[str, Any], pointer: str, code: str) -> None:
    assert pointers(area_from_json, {"id": "a", **area})[pointer] == code


def test_a_position_of_four_numbers_is_told_with_its_count() -> None:
    ring = [[121.3, 31.1, 4.0, 8.0], *SQUARE[1:]]
    with pytest.raises(InvalidInputError) as caught:
        area_from_json({"id": "a", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    assert [str(fault) for fault in caught.value.faults] == [
        "/geometry/coordinates/0/0: is a list of 4, must be a position [lng, lat] or [lng, lat, height]"
    ]


@pytest.mark.parametrize(
    "area",
    [
        {"communities": []},
        {"communities": ["b", "a"]},
        {"center": {"lat": 31.2, "lng": 121.5}, "radius_m": 0.5},
        {"geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]}},
        {"geometry": {"type": "Polygon", "coordinates": [SQUARE], "bbox": [121.3, 31.1, 121.6, 31.4]}},
        {"geometry": {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [[[1, 2], [3, 2], [3, 4], [1, 2]]]]}},
    ],
)
def test_areas_round_trip(area: dict[str, Any]) -> None:
    read = area_from_json({"id": "a", **area})
    again = area_from_json(area_to_json(read))
    assert again.id == read.id
    assert area_to_json(again) == area_to_json(read)


def test_polygons_keep_longitude_first_and_every_digit() -> None:
    ring = [[2.123456789012345, 48.1], [2.3, 48.1], [2.3, 48.9000000000001], [2.123456789012345, 48.1]]
    area = area_from_json({"id": "a", "geometry": {"type": "Polygon", "coordinates": [ring]}})
    assert area.holds(LatLng(lat=48.2, lng=2.25))
    assert not area.holds(LatLng(lat=2.25, lng=48.2))
    assert area_to_json(area)["geometry"]["coordinates"] == [ring]


def matrix(durations_s: Any, distances_m: Any = None) -> dict[str, Any]:
    """The problem in a matrix of two places."""
    travel = {"kind": "matrix", "durations_s": durations_s, "distances_m": distances_m}
    data = changed(PROBLEM, "/travel", travel)
    for pointer in ("/technicians/0/start", "/technicians/0/end", "/technicians/1/start"):
        data = changed(data, pointer, {"index": 0})
    for pointer in ("/orders/0/location", "/orders/1/location"):
        data = changed(data, pointer, {"index": 1})
    return data


@pytest.mark.parametrize(
    ("durations_s", "distances_m", "pointer"),
    [
        ([], None, "/travel/durations_s"),
        ("x", None, "/travel/durations_s"),
        ([[0, 1], [1]], None, "/travel/durations_s/1"),
        ([[0, 1], 1], None, "/travel/durations_s/1"),
        ([[0, 1], [-1, 0]], None, "/travel/durations_s/1/0"),
        ([[0, 1.0], [1, 0]], None, "/travel/durations_s/0/1"),
        ([[0, True], [1, 0]], None, "/travel/durations_s/0/1"),
        ([[0, 10**30], [None, 0]], None, "/travel/durations_s/0/1"),
        ([[0, 1], [1, 0]], [[0]], "/travel/distances_m"),
        ([[0, 1], [1, 0]], [[0, None], [1, 0]], "/travel/distances_m"),
        ([[0]], None, "/orders/0/location/index"),
    ],
)
def test_matrices_at_fault(durations_s: Any, distances_m: Any, pointer: str) -> None:
    assert pointer in {fault.pointer for fault in faults_of(matrix(durations_s, distances_m))}


def test_a_matrix_keeps_what_is_unreachable() -> None:
    problem = problem_from_json(matrix([[0, None], [7, 0]], [[0, 5], [70, 0]]))
    assert problem.travel.leg(MatrixIndex(0), MatrixIndex(1)) is None
    assert problem.travel.leg(MatrixIndex(1), MatrixIndex(0)) == (7, 70)
    data = problem_to_json(problem)["travel"]
    assert data["durations_s"] == [[0, None], [7, 0]]
    assert data["distances_m"] == [[0, None], [70, 0]]
    assert problem_from_json({**problem_to_json(problem)}).travel.durations_s[0, 1] == UNREACHABLE


def test_places_are_points_or_indexes() -> None:
    order = {"id": "o", "service_s": 1}
    assert pointers(order_from_json, {**order, "location": {"index": -1}}) == {"/location/index": "range"}
    assert pointers(order_from_json, {**order, "location": {"index": 0, "lat": 1}}) == {
        "/location/lat": "unknown_field"
    }
    assert pointers(order_from_json, {**order, "location": {"lat": 1}}) == {"/location/lng": "required"}


@pytest.mark.parametrize("read", [order_from_json, technician_from_json, area_from_json, policy_from_json])
@pytest.mark.parametrize("data", [None, [], "x", 7, True])
def test_bodies_that_are_no_objects(read: Any, data: object) -> None:
    assert pointers(read, data) == {"": "type"}


def test_bodies_do_without_an_id_that_is_known() -> None:
    body = {name: value for name, value in PROBLEM["orders"][0].items() if name != "id"}
    assert order_from_json(body, id="o7").id == "o7"
    assert order_from_json({**body, "id": "o7"}, id="o7").id == "o7"
    assert pointers(order_from_json, {**body, "id": "o8"}, id="o7") == {"/id": "value"}
    assert pointers(order_from_json, body) == {"/id": "required"}
    assert technician_from_json({**PROBLEM["technicians"][0], "id": "t9"}, id="t9").id == "t9"
    assert area_from_json({"communities": ["c"]}, id="a9").id == "a9"


def test_bodies_do_not_ask_whether_areas_and_technicians_exist() -> None:
    assert technician_from_json({**PROBLEM["technicians"][0], "areas": ["x"]}).areas == ("x",)
    assert order_from_json({**PROBLEM["orders"][0], "required_technicians": ["x"]}).required_technicians == ("x",)


def test_records_round_trip() -> None:
    for data in PROBLEM["orders"]:
        order = order_from_json(data)
        assert order_from_json(order_to_json(order)) == order
    for data in PROBLEM["technicians"]:
        technician = technician_from_json(data)
        assert technician_from_json(technician_to_json(technician)) == technician
    for policy in BUILT_IN.values():
        assert policy_from_json(policy_to_json(policy)) == policy
