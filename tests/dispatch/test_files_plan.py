"""Plan and decision files."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from dispatch.decide import decide
from dispatch.errors import InvalidInputError, TooLargeError
from dispatch.files import plan_file
from dispatch.files.decision_file import decision_to_json
from dispatch.files.plan_file import plan_from_json, plan_to_json, read_plan, route_from_json, route_to_json
from dispatch.files.problem_file import problem_from_json, problem_sha256
from scheduling.horizon import Horizon
from tests.dispatch.documents import PLAN, PROBLEM, WHOLE_PLAN, changed

HORIZON = Horizon(datetime.fromisoformat("2026-03-02T00:00:00+08:00"))


def codes(data: object) -> dict[str, str]:
    with pytest.raises(InvalidInputError) as caught:
        plan_from_json(data, HORIZON)
    return {fault.pointer: fault.code for fault in caught.value.faults}


def test_all_that_is_said_comes_back() -> None:
    for plan in (PLAN, WHOLE_PLAN):
        assert plan_to_json(plan_from_json(plan, HORIZON), HORIZON) == plan


def test_role_and_breaks_are_always_written() -> None:
    plan = changed(changed(PLAN, "/routes/0/breaks", ...), "/routes/0/stops/0/role", ...)
    assert plan_to_json(plan_from_json(plan, HORIZON), HORIZON) == PLAN


def test_breaks_come_in_order_of_time() -> None:
    early = {"start": "2026-03-02T01:30:00Z", "finish": "2026-03-02T01:40:00Z"}
    late = {"start": "2026-03-02T09:40:00+08:00", "finish": "2026-03-02T09:50:00+08:00"}
    (route,) = plan_from_json(changed(PLAN, "/routes/0/breaks", [late, early]), HORIZON).routes
    # 01:30 UTC is 09:30 in Shanghai
    assert [pause.start.isoformat() for pause in route.breaks] == [
        "2026-03-02T09:30:00+08:00",
        "2026-03-02T09:40:00+08:00",
    ]


def test_what_may_be_left_out_is_none() -> None:
    stop = {"order": "o1", "start": "2026-03-02T09:00:00+08:00", "finish": "2026-03-02T09:30:00+08:00"}
    route = {
        "technician": "t1",
        "depart": "2026-03-02T08:50:00+08:00",
        "return": "2026-03-02T10:00:00+08:00",
        "stops": [stop],
    }
    plan = plan_from_json({"format": "paidan.plan.v1", "routes": [route]}, HORIZON)
    assert (plan.unassigned, plan.cost, plan.statistics, plan.problem_sha256) == (None, None, None, None)
    (read,) = plan.routes
    assert read.shift == 0
    assert (read.stops[0].arrive, read.stops[0].travel_s, read.stops[0].distance_m) == (None, None, None)
    written = plan_to_json(plan, HORIZON)
    assert written["routes"][0]["stops"] == [{**stop, "role": 0}]
    assert written["routes"][0]["breaks"] == []
    assert route_from_json(route, HORIZON) == read
    assert route_from_json(route_to_json(read, HORIZON), HORIZON) == read


def test_instants_are_told_in_the_zone_of_the_horizon() -> None:
    plan = plan_from_json(changed(PLAN, "/routes/0/depart", "2026-03-02T00:50:00Z"), HORIZON)
    assert plan_to_json(plan, HORIZON)["routes"][0]["depart"] == "2026-03-02T08:50:00+08:00"
    assert plan_to_json(plan, Horizon(HORIZON.origin, UTC))["routes"][0]["depart"] == "2026-03-02T00:50:00+00:00"


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/format", ..., "required"),
        ("/format", "paidan.problem.v1", "value"),
        ("/routes", ..., "required"),
        ("/routes", None, "type"),
        ("/routes/0", [], "type"),
        ("/routes/0/technician", ..., "required"),
        ("/routes/0/technician", 1, "type"),
        ("/routes/0/shift", -1, "range"),
        ("/routes/0/depart", "08:50", "value"),
        ("/routes/0/stops", ..., "required"),
        ("/routes/0/stops/0/order", ..., "required"),
        ("/routes/0/stops/0/travel_s", -1, "range"),
        ("/routes/0/stops/0/distance_m", 1.5, "type"),
        ("/routes/0/stops/0/role", -1, "range"),
        ("/routes/0/stops/0/role", False, "type"),
        ("/routes/0/stops/0/role", None, "type"),
        ("/routes/0/breaks", {}, "type"),
        ("/routes/0/breaks/0", 7, "type"),
        ("/routes/0/breaks/0/start", ..., "required"),
        ("/routes/0/breaks/0/finish", "12:00", "value"),
        ("/routes/0/breaks/0/end", "2026-03-02T12:00:00+08:00", "unknown_field"),
        ("/routes/0/colour", "red", "unknown_field"),
        ("/unassigned/0/reason", "no_time", "value"),
        ("/unassigned/0/detail", [{"rule": "outside_area", "count": -1}], "range"),
        ("/cost/total_min", float("nan"), "range"),
        ("/cost/terms", [], "type"),
        ("/cost/terms/travel_min", "1", "type"),
        ("/statistics/served", 1.0, "type"),
        ("/statistics/speed", 1, "unknown_field"),
        ("/elapsed", 1, "unknown_field"),
    ],
)
def test_plans_at_fault(pointer: str, value: Any, code: str) -> None:
    found = codes(changed(WHOLE_PLAN, pointer, value))
    assert code in [told for at, told in found.items() if at.startswith(pointer)]


def test_what_the_checker_tells_is_no_fault_of_form() -> None:
    data = changed(PLAN, "/routes/0/technician", "nobody")
    data = changed(data, "/routes/0/stops/0/finish", "2026-03-02T08:00:00+08:00")
    data = changed(data, "/routes/0/stops/0/role", 7)
    backwards = {"start": "2026-03-02T09:00:00+08:00", "finish": "2026-03-02T08:00:00+08:00"}
    data = changed(data, "/routes/0/breaks", [backwards])
    data = changed(data, "/cost/terms", {"travel_min": -3.0, "fun": 1})
    assert plan_from_json(data, HORIZON).routes[0].technician == "nobody"


def test_a_plan_file_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_file, "MAX_FILE_BYTES", 10)
    with pytest.raises(TooLargeError, match="must be at most 10"):
        read_plan(b"x" * 11, HORIZON)


def test_the_hash_is_of_sorted_keys_without_white_space() -> None:
    data = {"b": "é", "a": [1, 2.5, None]}
    # printf '{"a":[1,2.5,null],"b":"é"}' | sha256sum
    assert problem_sha256(data) == "41a039b5a690a0e490a416507920c9993f5d12a59eb496d685026408ea22b407"
    assert problem_from_json(PROBLEM).sha256 == problem_sha256(json.loads(json.dumps(PROBLEM)))


def test_decisions_have_the_fields_of_the_contract() -> None:
    problem = problem_from_json(PROBLEM)
    data = decision_to_json(decide(problem, "o1"), problem.horizon)
    assert list(data) == [
        "format",
        "order",
        "outcome",
        "technicians",
        "start",
        "finish",
        "candidates",
        "rejected",
        "rejected_counts",
        "relaxations",
        "policy",
        "seed",
        "snapshot_sha256",
    ]
    assert data["format"] == "paidan.decision.v1"
    assert data["technicians"] == ["t1"]
    assert set(data["candidates"][0]) == {"technicians", "rank", "start", "cost"}
    assert {rule["rule"] for rule in data["rejected"][0]["rules"]} >= {"forbidden_technician"}
    assert data["policy"] == {"name": "mine", "version": 3}
    json.dumps(data, allow_nan=False)


def test_who_stays_unassigned_has_a_reason_and_nobody() -> None:
    problem = problem_from_json(changed(PROBLEM, "/orders/0/required_technicians", []))
    data = decision_to_json(decide(problem, "o1"), problem.horizon)
    assert data["outcome"] == "unassigned"
    assert data["reason"] == "no_eligible_technician"
    assert (data["technicians"], data["start"], data["finish"]) == ([], None, None)
