"""An order's whole way: over HTTP to a real worker and back."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

from jsonschema import Draft202012Validator

from tests.webapi.conftest import ORDER, TECHNICIAN, Api, Running, until_decided
from webapi.schemas import COMPONENTS

NEAR = {**TECHNICIAN, "external_id": "near"}
FAR = {**TECHNICIAN, "external_id": "far", "start": {"lat": 31.4, "lng": 121.2}}


def conforms(name: str, data: object) -> None:
    components = {"components": {"schemas": dict(COMPONENTS)}}
    Draft202012Validator({**components, "$ref": f"#/components/schemas/{name}"}).validate(data)


def crewed(running: Running) -> Api:
    api = running.tenant()
    for technician in (NEAR, FAR):
        assert api.post("/v1/technicians", technician).status_code == 201
    return api


def test_an_order_that_is_waited_for_comes_with_its_decision(running: Running) -> None:
    api = crewed(running)
    answer = api.post("/v1/orders", {**ORDER, "external_id": "one"}, Prefer="wait=30")
    assert answer.status_code == 200
    assert answer.headers["Preference-Applied"] == "wait=30"
    assert answer.headers["Location"] == "/v1/orders/o1"
    conforms("DecidedOrder", answer.json)
    assert answer.json["state"] == "scheduled"
    assert answer.json["assignment"]["technicians"] == ["t1"]
    assert answer.json["assignment"]["source"] == "dispatch"
    decision = answer.json["decision"]
    assert decision["technicians"] == ["t1"]
    assert [candidate["rank"] for candidate in decision["candidates"]] == [1, 2]
    assert api.get(f"/v1/decisions/{decision['id']}").json == decision
    order = api.get("/v1/orders/ext:one")
    assert order.headers["ETag"] == answer.headers["ETag"]
    assert {**order.json, "decision": decision} == answer.json


def test_an_order_that_is_not_waited_for_is_decided_all_the_same(running: Running) -> None:
    api = crewed(running)
    answer = api.post("/v1/orders", ORDER)
    assert answer.status_code == 202
    assert answer.headers["Location"] == "/v1/orders/o1"
    conforms("Order", answer.json)
    assert answer.json["state"] == "unassigned"
    assert answer.json["assignment"] is None
    assert until_decided(api, "/v1/orders/o1")["state"] == "scheduled"


def test_nobody_who_can_serve_is_an_answer_and_no_error(running: Running) -> None:
    api = crewed(running)
    answer = api.post("/v1/orders", {**ORDER, "skills": {"gas": 2}}, Prefer="wait=30")
    assert answer.status_code == 200
    assert (answer.json["state"], answer.json["reason"]) == ("unassigned", "no_eligible_technician")
    decision = answer.json["decision"]
    assert decision["outcome"] == "unassigned"
    assert {rule["rule"] for rejected in decision["rejected"] for rule in rejected["rules"]} == {"skill_missing"}
    conforms("DecidedOrder", answer.json)


def test_a_window_in_the_past_is_decided_as_such(running: Running) -> None:
    api = crewed(running)
    past = [{"start": "2026-11-01T09:00:00+08:00", "end": "2026-11-01T10:00:00+08:00"}]
    decision = api.post("/v1/orders", {**ORDER, "windows": past}, Prefer="wait=30").json["decision"]
    assert decision["reason"] == "does_not_fit"
    assert "time_window" in {rule["rule"] for rejected in decision["rejected"] for rule in rejected["rules"]}


def test_an_unassigned_order_is_given_out_again(running: Running) -> None:
    api = crewed(running)
    left = api.post("/v1/orders", {**ORDER, "skills": {"gas": 2}}, Prefer="wait=30").json
    assert left["state"] == "unassigned"
    api.patch("/v1/technicians/ext:far", {"skills": {"gas": 3}})
    again = api.post("/v1/orders/o1/dispatch", Prefer="wait=30")
    assert again.status_code == 200
    assert again.json["assignment"]["technicians"] == ["t2"]
    assert again.json["decision"]["id"] != left["decision_id"]
    refused = api.post("/v1/orders/o1/dispatch")
    assert (refused.status_code, refused.json["current_state"]) == (409, "scheduled")


def test_candidates_change_nothing(running: Running) -> None:
    api = crewed(running)
    placed = api.post("/v1/orders", ORDER, Prefer="wait=30").json
    before = api.get("/v1/orders/o1").json
    answer = api.get("/v1/orders/o1/candidates")
    assert answer.status_code == 200
    conforms("Candidates", answer.json)
    assert answer.json["candidates"] == placed["decision"]["candidates"]
    assert api.get("/v1/orders/o1").json == before


def test_nobody_else_is_asked_about_once_somebody_is_under_way(running: Running) -> None:
    api = crewed(running)
    placed = api.post("/v1/orders", ORDER, Prefer="wait=30").json
    later = {**ORDER, "created": placed["assignment"]["start"]}
    assert api.post("/v1/orders", later).status_code == 202
    refused = api.get("/v1/orders/o1/candidates")
    assert (refused.status_code, refused.json["code"]) == (409, "frozen")
    assert "order o1: technician t1 is under way since" in refused.json["detail"]


def test_a_day_is_told_as_in_a_plan_file(running: Running) -> None:
    api = crewed(running)
    order = api.post("/v1/orders", ORDER, Prefer="wait=30").json
    schedule = api.get("/v1/technicians/ext:near/schedule?date=2026-11-02").json
    conforms("Schedule", schedule)
    assert [stop["order"] for stop in schedule["stops"]] == ["o1"]
    assert schedule["routes"][0]["stops"] == schedule["stops"]
    assert schedule["stops"][0]["start"] == order["assignment"]["start"]
    idle = api.get("/v1/technicians/ext:near/schedule?date=2026-11-03").json
    conforms("Schedule", idle)
    assert idle["routes"] == []


def test_taking_a_technician_out_of_service_names_the_orders_ahead(running: Running) -> None:
    api = crewed(running)
    late = [{"start": "2026-11-02T12:00:00+08:00", "end": "2026-11-02T16:00:00+08:00"}]
    assert api.post("/v1/orders", {**ORDER, "windows": late}, Prefer="wait=30").json["assignment"] is not None
    refused = api.patch("/v1/technicians/t1", {"active": False})
    assert (refused.status_code, refused.json["code"]) == (409, "orders_ahead")
    assert refused.json["orders"] == ["o1"]
    assert api.get("/v1/technicians/t1").json["active"] is True
    done = api.patch("/v1/technicians/t1?orders_ahead=redispatch", {"active": False})
    assert (done.status_code, done.json["active"]) == (200, False)
    for _ in range(200):
        order = api.get("/v1/orders/o1").json
        if order["assignment"] is not None:
            break
        time.sleep(0.05)
    assert order["assignment"]["technicians"] == ["t2"]


def test_two_orders_at_once_are_both_served_and_nobody_is_in_two_places(running: Running) -> None:
    api = running.tenant()
    api.post("/v1/technicians", NEAR)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: api.post("/v1/orders", ORDER, Prefer="wait=30"), range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert {answer.json["id"] for answer in answers} == {"o1", "o2", "o3", "o4"}
    stops = api.get("/v1/technicians/t1/schedule?date=2026-11-02").json["stops"]
    assert len(stops) == 4
    for before, after in pairwise(stops):
        assert before["finish"] <= after["arrive"]


def test_only_so_many_wait_and_the_rest_is_told_at_once(running: Running) -> None:
    api = crewed(running)
    waiters = api.app.extensions["paidan"].waiters
    taken = [waiters.acquire(blocking=False) for _ in range(100)].count(True)
    try:
        assert api.post("/v1/orders", ORDER, Prefer="wait=30").status_code == 202
    finally:
        waiters.release(taken)


def test_an_order_under_a_key_is_placed_once(running: Running) -> None:
    api = crewed(running)
    first = api.post("/v1/orders", ORDER, Prefer="wait=30", Idempotency_Key="k")
    again = api.post("/v1/orders", ORDER, Prefer="wait=30", Idempotency_Key="k")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json == first.json
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers["ETag"] == first.headers["ETag"]
    assert len(api.get("/v1/orders").json["data"]) == 1


def test_the_same_order_twice_at_once_is_placed_once(running: Running) -> None:
    api = crewed(running)
    with ThreadPoolExecutor(4) as pool:
        answers = list(
            pool.map(lambda _: api.post("/v1/orders", ORDER, Prefer="wait=30", Idempotency_Key="k"), range(4))
        )
    assert {answer.status_code for answer in answers} <= {200, 409}
    assert [answer.status_code for answer in answers].count(200) >= 1
    for answer in answers:
        if answer.status_code == 409:
            assert answer.json["code"] == "idempotency_running"
            assert int(answer.headers["Retry-After"]) > 0
    assert len(api.get("/v1/orders").json["data"]) == 1
