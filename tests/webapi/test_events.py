"""Events are pulled in order, each once; an order's timeline tells what happened to it alone."""

from __future__ import annotations

import pytest

from tests.webapi.conftest import ORDER, TECHNICIAN, Api


@pytest.fixture
def busy(api: Api) -> Api:
    api.post("/v1/technicians", TECHNICIAN)
    for number in range(3):
        api.post("/v1/orders", ORDER | {"external_id": f"mine-{number}"})
    api.post("/v1/orders/o2/assign", {"technician": "t1"})
    api.post("/v1/orders/o2/cancel")
    return api


def test_events_are_pulled_piece_by_piece_and_none_twice(busy: Api) -> None:
    seen, after = [], 0
    while True:
        batch = busy.get(f"/v1/events?after={after}&limit=2").json
        assert len(batch["data"]) <= 2
        if not batch["data"]:
            break
        seen += batch["data"]
        after = batch["last"]
    assert batch["last"] == after
    assert [event["id"] for event in seen] == list(range(1, 6))
    assert [(event["order"], event["number"], event["type"]) for event in seen] == [
        ("o1", 1, "order.placed"),
        ("o2", 1, "order.placed"),
        ("o3", 1, "order.placed"),
        ("o2", 2, "order.scheduled"),
        ("o2", 3, "order.canceled"),
    ]


def test_the_timeline_of_an_order_is_its_own(busy: Api) -> None:
    told = busy.get("/v1/orders/ext:mine-1/timeline").json
    assert [event["type"] for event in told["data"]] == ["order.placed", "order.scheduled", "order.canceled"]
    assert [event["number"] for event in told["data"]] == [1, 2, 3]
    assert told["data"][1]["data"]["technicians"] == ["t1"]
    first = busy.get("/v1/orders/o2/timeline?limit=1").json
    assert busy.get(f"/v1/orders/o2/timeline?cursor={first['next_cursor']}").json["data"] == told["data"][1:]
    assert busy.get("/v1/orders/o9/timeline").status_code == 404


def test_another_tenant_has_no_part_in_it(busy: Api) -> None:
    busy.key = "pk_other"
    assert busy.get("/v1/events").json == {"data": [], "last": 0}
    assert busy.get("/v1/orders/o1/timeline").status_code == 404


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30])
def test_what_is_no_number_is_refused(busy: Api, after: str) -> None:
    answer = busy.get(f"/v1/events?after={after}")
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/query/after")
