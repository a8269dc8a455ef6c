"""Problem files: what is wrong is told with pointer, value and bound; all of it, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.errors import TooLargeError
from dispatch.files import problem_file, travel_file
from dispatch.files.problem_file import problem_from_json, problem_to_json, read_problem
from dispatch.policies import BALANCED
from tests.dispatch.documents import PROBLEM, changed, faults_of

INSTANT = "2026-03-02T09:00:00+08:00"

FAULTS: list[tuple[str, Any, str, str]] = [
    # what is missing
    ("/origin", ..., "required", "missing"),
    ("/travel", ..., "required", "missing"),
    ("/technicians", ..., "required", "missing"),
    ("/orders", ..., "required", "missing"),
    ("/technicians/0/id", ..., "required", "missing"),
    ("/technicians/0/start", ..., "required", "missing"),
    ("/technicians/0/shifts", ..., "required", "missing"),
    ("/orders/0/id", ..., "required", "missing"),
    ("/orders/0/location", ..., "required", "missing"),
    ("/orders/0/service_s", ..., "required", "missing"),
    ("/travel/speed_kmh", ..., "required", "missing"),
    ("/orders/0/windows/0/end", ..., "required", "missing"),
    # what is of the wrong kind: true is no number, 3.0 no integer, text no instant
    ("/technicians", {}, "type", "must be a list"),
    ("/orders/1", None, "type", "must be an object"),
    ("/orders/0/service_s", True, "type", "must be an integer"),
    ("/orders/0/service_s", 3.0, "type", "is 3.0, must be an integer"),
    ("/orders/0/service_s", "600", "type", 'is "600"'),
    ("/orders/0/priority", None, "type", "is null"),
    ("/technicians/0/active", 1, "type", "must be true or false"),
    ("/technicians/0/rating", False, "type", "must be a number"),
    ("/technicians/0/skills", ["gas"], "type", "must be an object"),
    ("/technicians/0/skills/gas", 1.5, "type", "must be an integer"),
    ("/orders/0/windows", {}, "type", "must be a list"),
    ("/orders/0/windows/0/start", 1772413200, "type", "RFC 3339"),
    ("/orders/0/location", [31.2, 121.4], "type", "must be an object"),
    ("/policy", "balanced", "type", "must be an object"),
    ("/travel", "great_circle", "type", "must be an object"),
    ("/timezone", 8, "type", "must be text"),
    ("/skills", "gas", "type", "must be a list"),
    # what is out of its range
    ("/orders/0/service_s", -1, "range", "is -1, must lie between 0 and"),
    ("/orders/0/service_s", 10**30, "range", "must lie between"),
    ("/orders/0/service_s", 10**100, "range", "more than 256 bits"),
    ("/orders/0/priority", 6, "range", "is 6, must lie between 1 and 5"),
    ("/orders/0/priority", 0, "range", "is 0"),
    ("/orders/0/unserved_cost_min", -0.5, "range", "is -0.5"),
    ("/orders/0/unserved_cost_min", float("inf"), "range", "beyond the range of a double"),
    ("/orders/0/location/lat", 90.5, "range", "must lie between -90 and 90"),
    ("/orders/0/location/lng", -181, "range", "must lie between -180 and 180"),
    ("/orders/0/location/lat", float("nan"), "range", "is NaN"),
    ("/technicians/0/rating", 5.1, "range", "must lie between 0 and 5"),
    ("/technicians/0/reviews", -1, "range", "is -1"),
    ("/technicians/0/max_orders", -1, "range", "is -1"),
    ("/technicians/0/skills/gas", 0, "range", "must lie between 1 and"),
    ("/technicians/0/id", "", "range", "has 0 characters"),
    ("/technicians/1/id", "x" * 201, "range", "has 201 characters, must have 1 to 200"),
    ("/travel/speed_kmh", 0, "range", "must be above 0"),
    ("/travel/detour", 0.5, "range", "must lie between 1 and 10"),
    ("/policy/weights/travel_min", -1, "range", "is -1"),
    ("/policy/weights/travel_min", float("nan"), "range", "is NaN"),
    ("/policy/version", 0, "range", "is 0"),
    ("/policy/rating_prior", 6, "range", "must lie between 0 and 5"),
    ("/areas/1/radius_m", 0, "range", "must be above 0"),
    ("/now", "2026-03-01T23:59:59+08:00", "range", "must not be before origin"),
    ("/plan/routes/0/shift", 2, "range", "has 2 shifts"),
    ("/orders/1/location", {"index": 0}, "range", "must have lat and lng"),
    # what cannot be
    ("/format", "paidan.problem.v2", "value", 'must be "paidan.problem.v1"'),
    ("/origin", "2026-03-02T00:00:00", "value", "offset"),
    ("/origin", "2026-03-02T00:00:00.5+08:00", "value", "whole seconds"),
    ("/origin", "2026-02-30T00:00:00Z", "value", "day"),
    ("/origin", "0001-01-01T00:00:00Z", "value", "must lie between 1900-01-01T00:00:00Z and 2999-12-31T23:59:59Z"),
    ("/origin", "2026-03-02T00:00:00Z" * 99, "value", "too long"),
    ("/timezone", "Asia/Nowhere", "value", "IANA"),
    ("/timezone", "../../etc/passwd", "value", "IANA"),
    ("/timezone", "Asia", "value", "IANA"),
    ("/timezone", "asia/shanghai", "value", "IANA"),
    ("/timezone", "localtime", "value", 'is "localtime", must be an IANA time zone'),
    ("/timezone", "posixrules", "value", "IANA"),
    ("/timezone", "right/Europe/Berlin", "value", "IANA"),
    ("/travel/kind", "train", "value", "great_circle"),
    ("/orders/0/windows/0/end", "2026-03-02T08:59:59+08:00", "value", "before it starts"),
    ("/technicians/0/shifts/0/end", "2026-03-02T08:00:00+08:00", "value", "must end after"),
    ("/technicians/0/absences/0/end", "2026-03-02T14:00:00+08:00", "value", "must end after"),
    ("/technicians/0/shifts/1/start", "2026-03-02T11:59:59+08:00", "value", "before shift 0 ends"),
    ("/technicians/0/id", "a\nb", "value", "control character"),
    ("/orders/0/community", "\ud800", "value", "surrogate"),
    ("/orders/0/notes", {"a": ["\udfff"]}, "value", "surrogate"),
    ("/orders/0/skills", {"plumbing": 1}, "value", "one of the problem's skills"),
    ("/plan/routes/0/stops/0/start", "2026-03-02T08:49:59+08:00", "value", "must not be before"),
    ("/plan/routes/0/return", "2026-03-02T09:29:59+08:00", "value", "must not be before"),
    # what is not there
    ("/technicians/0/areas/1", "south", "unknown_id", "no area"),
    ("/orders/0/required_technicians/0", "t3", "unknown_id", "no technician"),
    ("/orders/0/forbidden_technicians/0", "t3", "unknown_id", "no technician"),
    ("/plan/routes/0/technician", "t3", "unknown_id", "no technician"),
    ("/plan/routes/0/stops/0/order", "o3", "unknown_id", "no order"),
    # what is there twice
    ("/technicians/1/id", "t1", "duplicate", "/technicians/0"),
    ("/orders/1/id", "o1", "duplicate", "/orders/0"),
    ("/areas/2/id", "round", "duplicate", "/areas/1"),
    ("/skills/1", "gas", "duplicate", "twice"),
    # what nobody knows, and what is not there yet
    ("/colour", "red", "unknown_field", "is no field here"),
    ("/orders/0/service_min", 30, "unknown_field", "is no field here"),
    ("/orders/0/a~1b~0c", 30, "unknown_field", "is no field here"),
    ("/technicians/0/start/alt", 3, "unknown_field", "is no field here"),
    ("/technicians/0/shifts/0/break", [], "unknown_field", "is no field here"),
    ("/policy/weights/speed", 3, "unknown_field", "is no field here"),
    ("/datum", "NAD27", "value", "BD-09"),
    ("/travel/kind", "osrm", "not_supported", "great_circle"),
]

MEANS_NOTHING: list[tuple[str, Any]] = [
    ("/now", None),
    ("/plan", None),
    ("/plan/locks", []),
    ("/plan/frozen_before", None),
    ("/travel/time_of_day", []),
    ("/technicians/0/end", None),
    ("/technicians/0/areas", None),
    ("/technicians/0/max_orders", None),
    ("/technicians/0/certificates", []),
    ("/technicians/0/tags", []),
    ("/technicians/0/position", None),
    ("/technicians/0/max_travel_s", None),
    ("/technicians/0/capacity", []),
    ("/technicians/0/fixed_cost_min", 0),
    ("/technicians/0/fixed_cost_min", 0.0),
    ("/technicians/0/speed_factor", 1),
    ("/technicians/0/service_factor", 1.0),
    ("/technicians/0/shifts/0/max_overtime_s", 0),
    ("/technicians/0/shifts/0/breaks", []),
    ("/technicians/0/shifts/1/start", "2026-03-02T12:00:00+08:00"),
    ("/orders/0/setup_s", 0),
    ("/orders/0/due", None),
    ("/orders/0/lateness_weight", 1.0),
    ("/orders/0/load", []),
    ("/orders/0/load", [0, 0]),
    ("/orders/0/declined_by", None),
    ("/orders/0/required_tags", None),
    ("/datum", None),
    ("/travel/time_of_day", None),
    ("/technicians/0/shifts/0/breaks", None),
    ("/plan/locks", None),
    ("/plan/routes/0/breaks", None),
    ("/orders/0/preferred_technicians", []),
    ("/orders/0/crew", []),
    ("/orders/0/after", []),
    ("/orders/0/windows", None),
    ("/orders/0/required_technicians", []),
    ("/policy/weights/distance_km", 0),
]


def test_the_whole_document_is_sound() -> None:
    assert faults_of(PROBLEM) == ()


@pytest.mark.parametrize(("pointer", "value", "code", "words"), FAULTS)
def test_a_fault_is_told_with_its_pointer(pointer: str, value: Any, code: str, words: str) -> None:
    found = faults_of(changed(PROBLEM, pointer, value))
    told = [fault for fault in found if fault.code == code and fault.pointer.startswith(pointer)]
    if pointer == "/orders/1/location":
        told = [fault for fault in found if fault.code == code]
    assert told, found
    assert words in told[0].message
    assert all(fault.message.isprintable() for fault in found)


@pytest.mark.parametrize(("pointer", "value"), MEANS_NOTHING)
def test_what_means_nothing_is_let_through(pointer: str, value: Any) -> None:
    assert faults_of(changed(PROBLEM, pointer, value)) == ()


def test_all_faults_are_told_at_once() -> None:
    data = changed(PROBLEM, "/orders/0/service_s", -1)
    data = changed(data, "/technicians/0/rating", 9)
    data = changed(data, "/policy/name", 7)
    data = changed(data, "/technicians/1/id", "t1")
    assert {fault.pointer for fault in faults_of(data)} == {
        "/orders/0/service_s",
        "/technicians/0/rating",
        "/policy/name",
        "/technicians/1/id",
    }


def test_a_technician_at_fault_is_still_known_to_others() -> None:
    found = faults_of(changed(PROBLEM, "/technicians/0/rating", 9))
    assert [fault.pointer for fault in found] == ["/technicians/0/rating"]


def test_faults_without_end_are_counted() -> None:
    found = faults_of({**PROBLEM, "orders": [7] * 3000, "plan": None})
    assert len(found) == 1001
    assert "2000 more faults" in found[-1].message


def test_defaults() -> None:
    problem = problem_from_json(
        {
            "format": "paidan.problem.v1",
            "origin": "2026-03-02T00:00:00+08:00",
            "travel": {"kind": "great_circle", "speed_kmh": 30, "detour": 1.3},
            "technicians": [{"id": "t1", "start": {"lat": 31, "lng": 121}, "shifts": []}],
            "orders": [{"id": "o1", "location": {"lat": 31, "lng": 121}, "service_s": 0}],
        }
    )
    assert problem.now == problem.origin
    assert problem.policy == BALANCED
    (technician,), (order,) = problem.technicians, problem.orders
    assert (technician.rating, technician.reviews, technician.active, technician.areas) == (5.0, 0, True, None)
    assert (order.priority, order.price_unserved_min, order.required_technicians) == (3, 2500.0, None)


def test_a_policy_without_weights_counts_driving_alone() -> None:
    problem = problem_from_json(changed(PROBLEM, "/policy/weights", ...))
    assert problem.policy.weights == {"travel_min": 1.0}
    assert problem_from_json(changed(PROBLEM, "/policy/weights", {})).policy.weights == {}


def test_weights_come_in_the_order_of_the_contract() -> None:
    weights = {"response_min": 1, "travel_min": 2, "rating_star": 3}
    read = problem_from_json(changed(PROBLEM, "/policy/weights", weights)).policy.weights
    assert list(read) == ["travel_min", "rating_star", "response_min"]


def test_nobody_is_not_anybody() -> None:
    assert problem_from_json(changed(PROBLEM, "/technicians/0/areas", [])).technicians[0].areas == ()
    assert (
        problem_from_json(changed(PROBLEM, "/orders/0/required_technicians", [])).orders[0].required_technicians == ()
    )


def test_ten_thousand_orders_are_not_too_many() -> None:
    many = [{**PROBLEM["orders"][1], "id": f"o{i}"} for i in range(3, 10_003)]
    problem = problem_from_json(changed(PROBLEM, "/orders", [*PROBLEM["orders"], *many]))
    assert len(problem.orders) == 10_002
    assert len(problem_to_json(problem)["orders"]) == 10_002


@pytest.mark.parametrize(
    ("module", "limit", "words"),
    [
        (problem_file, "MAX_ORDERS", "/orders: orders: 2, must be at most 1"),
        (problem_file, "MAX_TECHNICIANS", "/technicians: technicians: 2, must be at most 1"),
        (problem_file, "MAX_PAIRS", "orders times technicians: 4, must be at most 1"),
        (travel_file, "MAX_MATRIX_PLACES", "/travel/durations_s: rows: 2, must be at most 1"),
    ],
)
def test_too_large_is_refused_with_the_bound(
    module: Any, limit: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, limit, 1)
    data = changed(PROBLEM, "/travel", {"kind": "matrix", "durations_s": [[0, 1], [1, 0]]})
    with pytest.raises(TooLargeError, match=words):
        problem_from_json(data)


def test_a_file_too_large_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_file, "MAX_FILE_BYTES", 10)
    with pytest.raises(TooLargeError, match="bytes of the problem file: 11, must be at most 10"):
        read_problem("x" * 11)


def test_a_route_through_the_hour_that_comes_twice() -> None:
    stop = {"order": "o1", "start": "2026-11-01T01:00:00-05:00", "finish": "2026-11-01T01:30:00-05:00"}
    route = {"technician": "t1", "shift": 0, "depart": "2026-11-01T01:40:00-04:00", "return": stop["finish"]}
    document = changed(PROBLEM, "/timezone", "America/New_York")
    assert faults_of(changed(document, "/plan/routes", [{**route, "stops": [stop]}])) == ()
    backwards = changed(document, "/plan/routes", [{**route, "depart": stop["finish"], "stops": [stop]}])
    assert [fault.pointer for fault in faults_of(backwards)] == ["/plan/routes/0/stops/0/start"]
