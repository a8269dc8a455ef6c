"""Work by hand over HTTP: assign, reassign, unassign, cancel."""

from __future__ import annotations

import pytest

from tests.webapi.conftest import ORDER, TECHNICIAN, Api


@pytest.fixture
def desk(api: Api) -> Api:
    """Two technicians, the second without the skill that the second order needs."""
    api.post("/v1/technicians", TECHNICIAN | {"external_id": "ann", "skills": {"gas": 1}})
    api.post("/v1/technicians", TECHNICIAN)
    api.post("/v1/orders", ORDER | {"external_id": "first"})
    api.post("/v1/orders", ORDER | {"skills": {"gas": 1}})
    return api


def test_an_order_is_assigned_reassigned_taken_back_and_canceled(desk: Api) -> None:
    answer = desk.post("/v1/orders/ext:first/assign", {"technician": "ann"})
    assert answer.status_code == 200, answer.json
    assert answer.json["state"] == "scheduled"
    assert answer.json["assignment"]["technicians"] == ["t1"]
    assert answer.json["assignment"]["source"] == "dispatcher"
    assert answer.json["violations"] == []
    cost = answer.json["cost_difference"]
    assert cost["total_min"] == pytest.approx(sum(cost["terms"].values()))
    assert answer.headers["ETag"] == f'"{answer.json["revision"]}"'
    twice = desk.post("/v1/orders/o1/assign", {"technician": "t2"})
    assert (twice.status_code, twice.json["code"]) == (409, "illegal_move")
    assert twice.json["current_state"] == "scheduled"
    moved = desk.post("/v1/orders/o1/reassign", {"technician": "t2", "start": "2026-11-02T10:00:00+08:00"})
    assert moved.json["assignment"]["technicians"] == ["t2"]
    assert moved.json["assignment"]["start"] == "2026-11-02T10:00:00+08:00"
    assert desk.get("/v1/technicians/t1/schedule?date=2026-11-02").json["stops"] == []
    back = desk.post("/v1/orders/o1/unassign")
    assert (back.json["state"], back.json["reason"]) == ("unassigned", "unassigned_by_hand")
    assert desk.post("/v1/orders/o1/cancel", {}).json["state"] == "canceled"
    again = desk.post("/v1/orders/o1/cancel", {})
    assert (again.status_code, again.json["allowed_transitions"]) == (409, [])
    assert desk.get("/v1/orders?state=canceled").json["data"][0]["id"] == "o1"


def test_rules_that_break_are_all_told_and_a_reason_lets_it_through(desk: Api) -> None:
    refused = desk.post("/v1/orders/o2/assign", {"technician": "t2"})
    assert (refused.status_code, refused.json["code"]) == (409, "rules_broken")
    assert [violation["rule"] for violation in refused.json["violations"]] == ["skill_missing"]
    assert desk.get("/v1/orders/o2").json["state"] == "unassigned"
    done = desk.post("/v1/orders/o2/assign", {"technician": "t2", "override_reason": "he has just learnt it"})
    assert (done.status_code, done.json["state"]) == (200, "scheduled")
    assert [violation["rule"] for violation in done.json["violations"]] == ["skill_missing"]


def test_a_dry_run_answers_the_same_and_does_nothing(desk: Api) -> None:
    before = desk.get("/v1/orders/o1").json
    dry = desk.post("/v1/orders/o1/assign?dry_run=true", {"technician": "t1"})
    assert dry.status_code == 200
    assert dry.json["state"] == "unassigned"
    assert desk.get("/v1/orders/o1").json == before
    broken = desk.post("/v1/orders/o2/assign?dry_run=true", {"technician": "t2"})
    assert (broken.status_code, len(broken.json["violations"])) == (200, 1)
    real = desk.post("/v1/orders/o1/assign", {"technician": "t1"})
    assert real.json["cost_difference"] == dry.json["cost_difference"]


def test_the_same_request_twice_is_done_once_and_an_old_tag_is_refused(desk: Api) -> None:
    first = desk.post("/v1/orders/o1/assign", {"technician": "t1"}, Idempotency_Key="a")
    again = desk.post("/v1/orders/o1/assign", {"technician": "t1"}, Idempotency_Key="a")
    assert (again.status_code, again.json) == (200, first.json)
    assert again.headers["Idempotent-Replayed"] == "true"
    stale = desk.post("/v1/orders/o1/cancel", {}, If_Match='"1"')
    assert stale.status_code == 412
    assert desk.post("/v1/orders/o1/cancel", {}, If_Match=first.headers["ETag"]).status_code == 200


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, "/technician"),
        ({"technician": 3}, "/technician"),
        ({"technician": "nobody"}, "/technician"),
        ({"technician": "t1", "start": "at noon"}, "/start"),
        ({"technician": "t1", "shift": 1}, "/shift"),
        ({"technician": "t1", "override_reason": ""}, "/override_reason"),
    ],
)
def test_bad_bodies_are_told_by_field(desk: Api, body: dict[str, object], pointer: str) -> None:
    answer = desk.post("/v1/orders/o1/assign", body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json["errors"]]


def test_an_order_is_locked_and_unlocked(desk: Api) -> None:
    assert desk.post("/v1/orders/o1/lock").json["current_state"] == "unassigned"
    desk.post("/v1/orders/o1/assign", {"technician": "t1"})
    assert desk.post("/v1/orders/o1/lock?dry_run=true").json["assignment"]["locked"] is False
    assert desk.post("/v1/orders/o1/lock").json["assignment"]["locked"] is True
    assert desk.get("/v1/orders/o1").json["assignment"]["locked"] is True
    moved = desk.post("/v1/orders/o1/reassign", {"technician": "t2"})
    assert (moved.status_code, [each["rule"] for each in moved.json["violations"]]) == (409, ["lock"])
    assert desk.post("/v1/orders/o1/lock", {"lock": None}).json["assignment"]["locked"] is False
    assert desk.post("/v1/orders/o1/lock", {"lock": "door"}).status_code == 422
    assert desk.post("/v1/orders/o1/reassign", {"technician": "t2"}).status_code == 200


def test_who_only_reads_may_not(desk: Api) -> None:
    desk.key = "pk_analyst"
    assert desk.post("/v1/orders/o1/cancel").status_code == 403
