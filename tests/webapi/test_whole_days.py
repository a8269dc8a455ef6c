"""A day with every rule, over HTTP to a real worker: breaks in the schedule, changes that keep or give up visits."""

from __future__ import annotations

import time
from typing import Any

from dispatch.decide import decide
from dispatch.files.decision_file import decision_to_json
from dispatch.files.policy_file import TERM_ORDER
from dispatch.files.problem_file import read_problem
from operations import snapshots
from operations.engine import open_engine, read
from tests.webapi.conftest import ORDER, TECHNICIAN, Api, Running
from tests.webapi.test_dispatch import conforms

LUNCH = {"earliest": "2026-11-02T12:00:00+08:00", "latest": "2026-11-02T13:00:00+08:00", "duration_s": 1800}
SHIFT = TECHNICIAN["shifts"][0]
LADDER: dict[str, Any] = {
    **TECHNICIAN,
    "external_id": "anna",
    "end": TECHNICIAN["start"],
    "shifts": [{**SHIFT, "max_overtime_s": 1800, "breaks": [LUNCH]}],
    "skills": {"gas": 2},
    "certificates": [{"skill": "gas", "expires": "2026-11-03T00:00:00+08:00"}],
    "tags": ["ladder"],
    "capacity": [3, 50],
    "max_travel_s": 7200,
    "fixed_cost_min": 5.0,
    "speed_factor": 1.1,
    "service_factor": 0.9,
    "reviews": 3,
}
WISH: dict[str, Any] = {
    **ORDER,
    "setup_s": 300,
    "due": "2026-11-02T11:00:00+08:00",
    "lateness_weight": 2.0,
    "skills": {"gas": 1},
    "required_tags": ["ladder"],
    "load": [1, 20],
    "preferred_technicians": ["anna"],
}


def staffed(running: Running) -> Api:
    """One technician with everything, and a policy in which every term has a price."""
    api = running.tenant()
    weights = dict.fromkeys(TERM_ORDER, 1.0)
    given = {"name": "all", "weights": weights, "newcomer_reviews": 5, "newcomer_orders": 1, "in_force": True}
    assert api.post("/v1/policies", given).status_code == 201
    assert api.post("/v1/technicians", LADDER).status_code == 201
    return api


def window(begin: str, end: str) -> list[dict[str, str]]:
    return [{"start": f"2026-11-02T{begin}:00+08:00", "end": f"2026-11-02T{end}:00+08:00"}]


def schedule(api: Api) -> Any:
    answer = api.get("/v1/technicians/ext:anna/schedule?date=2026-11-02").json
    conforms("Schedule", answer)
    return answer


def test_a_day_with_everything_is_decided_told_and_decided_again(running: Running) -> None:
    # 3 240 s each: o1 as early as possible; o2 not before noon, so lunch fits before or behind it.
    api = staffed(running)
    decisions = []
    for windows in ([], window("12:00", "14:00")):
        answer = api.post("/v1/orders", {**WISH, "windows": windows}, Prefer="wait=30")
        assert (answer.status_code, answer.json["state"]) == (200, "scheduled")
        conforms("DecidedOrder", answer.json)
        decisions.append(answer.json["decision"])
    told = schedule(api)
    assert [stop["order"] for stop in told["stops"]] == ["o1", "o2"]
    assert [stop["role"] for stop in told["stops"]] == [0, 0]
    (lunch,) = told["breaks"]
    assert LUNCH["earliest"] <= lunch["start"] <= LUNCH["latest"]
    # The third would carry 60 of 50.
    third = api.post("/v1/orders", WISH, Prefer="wait=30").json
    assert third["reason"] == "does_not_fit"
    assert [rule["rule"] for rule in third["decision"]["rejected"][0]["rules"]] == ["capacity"]
    engine = open_engine(running.settings.database_url)
    with read(engine) as connection:
        for decision in (*decisions, third["decision"]):
            seen = read_problem(snapshots.get(connection, f"tenant{running.tenants}", decision["snapshot_sha256"]))
            again = decision_to_json(decide(seen, decision["order"]), seen.horizon)
            assert again == {name: value for name, value in decision.items() if name not in ("id", "made_at")}
    engine.dispose()


def test_a_change_keeps_the_visits_that_it_can(running: Running) -> None:
    api = staffed(running)
    answer = api.post("/v1/orders", {**WISH, "windows": window("10:00", "10:00")}, Prefer="wait=30").json
    assert answer["state"] == "scheduled"
    slower = api.patch("/v1/technicians/ext:anna", {"service_factor": 1.0, "capacity": [1]})
    assert slower.status_code == 200
    (stop,) = schedule(api)["stops"]
    assert (stop["start"], stop["finish"]) == ("2026-11-02T10:00:00+08:00", "2026-11-02T11:00:00+08:00")
    assert api.get("/v1/orders/o1").json["assignment"]["finish"] == stop["finish"]
    morning = {"earliest": "2026-11-02T10:00:00+08:00", "latest": "2026-11-02T10:30:00+08:00", "duration_s": 1800}
    broken = {"shifts": [{**SHIFT, "breaks": [morning]}]}
    refused = api.patch("/v1/technicians/ext:anna", broken)
    assert (refused.status_code, refused.json["code"], refused.json["orders"]) == (409, "orders_ahead", ["o1"])
    assert {violation["rule"] for violation in refused.json["violations"]} == {"break"}
    taken = api.patch("/v1/technicians/ext:anna?orders_ahead=redispatch", broken)
    assert taken.status_code == 200
    for _ in range(200):
        order = api.get("/v1/orders/o1").json
        if order["reason"] is not None:
            break
        time.sleep(0.05)
    assert (order["state"], order["reason"]) == ("unassigned", "does_not_fit")
