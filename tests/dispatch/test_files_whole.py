"""Every field of the contract: read, written, and refused where it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.files.order_file import ORDER
from dispatch.files.policy_file import POLICY, TERM_ORDER
from dispatch.files.problem_file import problem_from_json, problem_to_json
from dispatch.files.technician_file import TECHNICIAN
from dispatch.model import Problem
from tests.dispatch.documents import WHOLE, changed, faults_of

AT = "2026-03-02T09:00:00+08:00"
T1, O1, O2, O3 = "/technicians/0", "/orders/0", "/orders/1", "/orders/2"
SHIFT = T1 + "/shifts/0"
ROLE, AFTER = O2 + "/crew/1", O3 + "/after/0"

FAULTS: list[tuple[str, Any, str, str]] = [
    # technicians
    (T1 + "/certificates", {}, "type", "must be a list"),
    (T1 + "/certificates/0", "gas", "type", "must be an object"),
    (T1 + "/certificates/0/skill", ..., "required", "missing"),
    (T1 + "/certificates/0/expires", ..., "required", "missing"),
    (T1 + "/certificates/0/expires", "2026-03-02", "value", "RFC 3339"),
    (T1 + "/certificates/0/skill", "plumbing", "value", "one of the problem's skills"),
    (T1 + "/certificates/0/level", 2, "unknown_field", "expires, skill"),
    (T1 + "/certificates", [{"skill": "gas", "expires": AT}] * 2, "duplicate", "has a certificate already"),
    (T1 + "/tags", "ladder", "type", "must be a list"),
    (T1 + "/tags", ["ladder", "ladder"], "duplicate", "twice"),
    (T1 + "/tags/0", 7, "type", "must be text"),
    (T1 + "/position", [31.2, 121.4], "type", "must be an object"),
    (T1 + "/position/at", ..., "required", "missing"),
    (T1 + "/position/lat", ..., "required", "missing"),
    (T1 + "/position/lng", 181, "range", "between -180 and 180"),
    (T1 + "/position", {"index": 0, "at": AT}, "range", "must have lat and lng"),
    (T1 + "/max_travel_s", -1, "range", "is -1"),
    (T1 + "/max_travel_s", 60.0, "type", "must be an integer"),
    (T1 + "/capacity", 3, "type", "must be a list"),
    (T1 + "/capacity/1", -1, "range", "is -1, must lie between 0 and 1000000000"),
    (T1 + "/capacity/1", None, "type", "is null"),
    (T1 + "/capacity", [1] * 17, "range", "has 17 entries, must have at most 16"),
    (T1 + "/fixed_cost_min", -0.5, "range", "is -0.5"),
    (T1 + "/fixed_cost_min", False, "type", "must be a number"),
    (T1 + "/speed_factor", 0, "range", "must lie between 0.01 and 100"),
    (T1 + "/speed_factor", None, "type", "is null"),
    (T1 + "/service_factor", 101, "range", "must lie between 0.01 and 100"),
    (T1 + "/service_factor", float("nan"), "range", "is NaN"),
    # shifts
    (SHIFT + "/max_overtime_s", -1, "range", "is -1"),
    (SHIFT + "/max_overtime_s", 86_401, "range", "must lie between 0 and 86400"),
    (SHIFT + "/breaks", {}, "type", "must be a list"),
    (SHIFT + "/breaks", [WHOLE["technicians"][0]["shifts"][0]["breaks"][0]] * 9, "range", "at most 8"),
    (SHIFT + "/breaks/0/earliest", ..., "required", "missing"),
    (SHIFT + "/breaks/0/latest", ..., "required", "missing"),
    (SHIFT + "/breaks/0/duration_s", ..., "required", "missing"),
    (SHIFT + "/breaks/0/duration_s", 0, "range", "is 0, must lie between 1"),
    (SHIFT + "/breaks/0/latest", "2026-03-02T09:29:59+08:00", "value", "before earliest"),
    # 08:00 to 12:00 is 14 400 s; from 09:30 on 9 000 s are left
    (SHIFT + "/breaks/0/duration_s", 9_001, "value", "cannot lie inside the shift"),
    # the shift is over at 12:00
    (SHIFT + "/breaks/0/latest", "2026-03-02T07:59:59+08:00", "value", "before earliest"),
    (SHIFT + "/end", "2026-03-02T09:44:59+08:00", "value", "cannot lie inside the shift"),
    # orders
    (O1 + "/setup_s", -1, "range", "is -1"),
    (O1 + "/setup_s", None, "type", "is null"),
    (O1 + "/due", 9, "type", "RFC 3339"),
    (O1 + "/lateness_weight", -1, "range", "is -1"),
    (O1 + "/lateness_weight", True, "type", "must be a number"),
    (O1 + "/required_tags", [""], "range", "0 characters"),
    (O1 + "/load", [-1], "range", "is -1"),
    (O1 + "/load", [1.5], "type", "must be an integer"),
    (O1 + "/load", [0] * 17, "range", "has 17 entries"),
    (O1 + "/preferred_technicians", ["t1", "t9"], "unknown_id", "no technician"),
    (O1 + "/declined_by", ["t9"], "unknown_id", "no technician"),
    (O1 + "/declined_by", "t1", "type", "must be a list"),
    (O2 + "/crew", {}, "type", "must be a list"),
    (O2 + "/crew", [{}] * 17, "range", "has 17 entries, must have at most 16"),
    (O2 + "/crew/0", None, "type", "must be an object"),
    (O2 + "/crew/0/skills", {"plumbing": 1}, "value", "one of the problem's skills"),
    (O2 + "/crew/0/skills/gas", 0, "range", "is 0"),
    (O2 + "/crew/0/max_gap_s", 5, "value", "is 5, must be 0: gaps count from the first role's start"),
    (O2 + "/crew/0/setup_s", 5, "unknown_field", "service_s"),
    (ROLE + "/service_s", -1, "range", "is -1"),
    (ROLE + "/min_gap_s", None, "type", "is null"),
    (ROLE + "/min_gap_s", 601, "range", "max_gap_s: is 600, must be at least min_gap_s 601"),
    (ROLE + "/max_gap_s", ..., "range", "is 0, must be at least min_gap_s 300"),
    (O3 + "/after", "o1", "type", "must be a list"),
    (O3 + "/after/0", "o1", "type", "must be an object"),
    (AFTER + "/order", ..., "required", "missing"),
    (AFTER + "/order", "o9", "unknown_id", "no order has this id"),
    (AFTER + "/order", "o3", "value", "the order itself"),
    (AFTER + "/max_gap_s", 1_799, "range", "must be at least min_gap_s 1800"),
    (AFTER + "/min_gap_s", 366 * 86_400 + 1, "range", "must lie between"),
    (AFTER + "/same_technician", 1, "type", "must be true or false"),
    (O3 + "/after", [{"order": "o1"}, {"order": "o1"}], "duplicate", "twice"),
    (O1 + "/after", [{"order": "o3"}], "value", 'goes in a circle: "o1" after "o3" after "o1"'),
    # policies
    ("/policy/weights/distance_km", -1, "range", "is -1"),
    ("/policy/weights/unserved", 1, "unknown_field", "travel_min"),
    ("/policy/newcomer_reviews", -1, "range", "is -1"),
    ("/policy/newcomer_orders", 1.5, "type", "must be an integer"),
]

NOT_REFUSED: list[tuple[str, Any]] = [
    (T1 + "/certificates/0/skill", "aircon"),  # a skill that they do not hold
    (T1 + "/capacity", [0]),
    (T1 + "/max_travel_s", 0),
    (T1 + "/speed_factor", 0.01),
    (T1 + "/service_factor", 100),
    (T1 + "/position/at", "2026-03-05T00:00:00Z"),
    (SHIFT + "/max_overtime_s", 86_400),
    (SHIFT + "/breaks/0/duration_s", 9_000),
    # eight breaks that cannot all be taken one after the other are for the engine to tell of
    (SHIFT + "/breaks", [{"earliest": AT, "latest": AT, "duration_s": 60}] * 8),
    (O1 + "/lateness_weight", 0),
    (O1 + "/due", "2026-03-01T00:00:00Z"),
    (O1 + "/preferred_technicians", ["t1", "t2"]),
    (O1 + "/declined_by", ["t1", "t2"]),
    (ROLE + "/max_gap_s", 300),
    (ROLE + "/service_s", None),
    (ROLE + "/skills", ...),
    (AFTER + "/max_gap_s", 1_800),
    (AFTER + "/max_gap_s", None),
]


def test_every_field_is_used() -> None:
    def used(things: list[dict[str, Any]]) -> set[str]:
        return {name for thing in things for name in thing}

    assert used(WHOLE["technicians"]) == TECHNICIAN.fields
    assert used(WHOLE["orders"]) == ORDER.fields
    assert used([WHOLE["policy"]]) == POLICY.fields
    assert tuple(WHOLE["policy"]["weights"]) == TERM_ORDER
    assert faults_of(WHOLE) == ()


def test_every_field_comes_back() -> None:
    problem = problem_from_json(WHOLE)
    written = problem_to_json(problem)
    again = problem_from_json(written)
    assert parts(again) == parts(problem)
    for name in ("origin", "now", "timezone", "travel", "skills", "areas", "policy", "plan"):
        assert written[name] == WHOLE[name], name
    assert "datum" not in written
    for name, defaults in (
        ("technicians", {"skills": {}, "active": True, "rating": 5.0, "reviews": 0}),
        ("orders", {"priority": 3}),
    ):
        for given, told in zip(WHOLE[name], written[name], strict=True):
            assert told == {**defaults, **given}


def parts(problem: Problem) -> tuple[object, ...]:
    """What two problems must have in common; areas and ways of travelling know no equality."""
    return (
        problem.technicians,
        problem.orders,
        problem.policy,
        problem.traffic,
        problem.routes,
        problem.locks,
        problem.frozen_before,
        (problem.origin, problem.now, problem.timezone, problem.skills),
    )


@pytest.mark.parametrize(("pointer", "value", "code", "words"), FAULTS)
def test_a_fault_is_told_with_its_pointer(pointer: str, value: Any, code: str, words: str) -> None:
    document = changed(WHOLE, pointer, value)
    above = pointer.rsplit("/", 1)[0]
    told = [
        fault
        for fault in faults_of(document)
        if fault.code == code and fault.pointer.startswith(above) and words in str(fault)
    ]
    assert told, [str(fault) for fault in faults_of(document)]


@pytest.mark.parametrize(("pointer", "value"), NOT_REFUSED)
def test_what_is_at_the_edge_is_not_refused(pointer: str, value: Any) -> None:
    assert [str(fault) for fault in faults_of(changed(WHOLE, pointer, value))] == []


def test_circles_of_orders_are_named() -> None:
    def after(*names: str) -> list[dict[str, str]]:
        return [{"order": name} for name in names]

    bare = {"location": {"lat": 31.0, "lng": 121.0}, "service_s": 60}
    # 0 to 9 in a ring; a and b behind it wait for it without being in it; c and d for each other
    orders = [{**bare, "id": f"r{i}", "after": after(f"r{(i + 1) % 10}")} for i in range(10)]
    orders += [{**bare, "id": "a", "after": after("b", "r3")}, {**bare, "id": "b", "after": after("r0")}]
    orders += [{**bare, "id": "c", "after": after("d")}, {**bare, "id": "d", "after": after("c")}]
    document = {**changed(WHOLE, "/plan", ...), "orders": orders}
    circles = [str(fault) for fault in faults_of(document)]
    assert circles == [
        '/orders/0/after: goes in a circle: "r0" after "r1" after "r2" after "r3" after "r4" after … (10 orders)',
        '/orders/12/after: goes in a circle: "c" after "d" after "c"',
    ]


def test_a_price_on_kilometres_needs_kilometres() -> None:
    index = {"index": 0}
    document: dict[str, Any] = {
        "format": "paidan.problem.v1",
        "origin": AT,
        "travel": {"kind": "matrix", "durations_s": [[0]]},
        "technicians": [{"id": "t", "start": index, "shifts": [], "position": {**index, "at": AT}}],
        "orders": [{"id": "o", "location": index, "service_s": 60}],
        "policy": {"name": "far", "weights": {"distance_km": 1}},
    }
    (fault,) = faults_of(document)
    assert (fault.pointer, fault.code) == ("/policy/weights/distance_km", "value")
    assert "no distances_m" in fault.message
    assert faults_of(changed(document, "/policy/weights/distance_km", 0)) == ()
    assert faults_of(changed(document, "/travel/distances_m", [[0]])) == ()
    (fault,) = faults_of(changed(changed(document, "/policy", ...), "/technicians/0/position/index", 1))
    assert (fault.pointer, fault.code) == ("/technicians/0/position/index", "range")
