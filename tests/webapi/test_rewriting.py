"""Reschedule, and an order put under the caller's own id, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.webapi.conftest import ORDER, TECHNICIAN, Api

AFTERNOON = [{"start": "2026-11-02T14:00:00+08:00", "end": "2026-11-02T16:00:00+08:00"}]


def test_an_order_has_other_windows_and_is_nobodys(api: Api) -> None:
    api.post("/v1/technicians", TECHNICIAN)
    api.post("/v1/orders", ORDER)
    api.post("/v1/orders/o1/assign", {"technician": "t1"})
    answer = api.post("/v1/orders/o1/reschedule", {"windows": AFTERNOON})
    assert (answer.status_code, answer.json["state"]) == (202, "unassigned")
    assert answer.json["windows"] == AFTERNOON
    assert answer.headers["Location"] == "/v1/orders/o1"
    assert api.get("/v1/technicians/t1/schedule?date=2026-11-02").json["stops"] == []
    again = api.post("/v1/orders/o1/reschedule", {"windows": AFTERNOON}, Prefer="wait=30")
    assert (again.status_code, again.json["revision"]) == (202, answer.json["revision"])
    assert api.post("/v1/orders/o1/reschedule", {"windows": []}).json["windows"] == []


def test_an_order_is_put_once_and_changed_where_it_differs(api: Api) -> None:
    path = "/v1/orders/by-external-id/shop/2026 0001"
    first = api.call("PUT", path, ORDER)
    assert (first.status_code, first.json["id"], first.json["external_id"]) == (202, "o1", "shop/2026 0001")
    same = api.call("PUT", path, ORDER | {"external_id": "shop/2026 0001"})
    assert (same.status_code, same.json) == (200, first.json)
    other = api.call("PUT", path, ORDER | {"service_s": 1800})
    assert (other.status_code, other.json["id"], other.json["service_s"]) == (202, "o1", 1800)
    assert other.json["revision"] > first.json["revision"]
    assert len(api.get("/v1/orders").json["data"]) == 1
    for tag, status in (("*", 412), ('"1"', 412), ("", 400)):
        assert api.call("PUT", "/v1/orders/by-external-id/new", ORDER, If_Match=tag).status_code == status
    assert api.call("PUT", "/v1/orders/by-external-id/a%C2%99", ORDER).status_code == 404
    assert api.call("PUT", path, ORDER, If_Match=first.headers["ETag"]).status_code == 412
    told = [event["type"] for event in api.get("/v1/orders/o1/timeline").json["data"]]
    assert told == ["order.placed", "order.changed"]


def test_the_same_order_put_many_times_at_once_is_one(api: Api) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: api.call("PUT", "/v1/orders/by-external-id/a", ORDER), range(16)))
    assert sorted(answer.status_code for answer in answers) == [200] * 15 + [202]
    assert {answer.json["id"] for answer in answers} == {"o1"}


def test_the_same_post_under_one_key_at_once_is_done_once(api: Api) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: api.post("/v1/orders", ORDER, Idempotency_Key="k"), range(16)))
    assert {answer.status_code for answer in answers} == {202}
    assert {answer.json["id"] for answer in answers} == {"o1"}
    assert sum("Idempotent-Replayed" not in answer.headers for answer in answers) == 1
    assert len(api.get("/v1/orders").json["data"]) == 1


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("by-external-id/a", ORDER | {"external_id": "b"}, "/external_id"),
        ("by-external-id/a", {"service_s": 60}, "/location"),
        ("by-external-id/a", ORDER | {"required_technicians": ["nobody"]}, "/required_technicians/0"),
    ],
)
def test_what_cannot_be_put_is_told_by_field(api: Api, path: str, body: dict[str, object], pointer: str) -> None:
    answer = api.call("PUT", f"/v1/orders/{path}", body)
    assert answer.status_code == 422
    assert pointer in [fault["pointer"] for fault in answer.json["errors"]]
    assert api.get("/v1/orders").json["data"] == []


@pytest.mark.parametrize("body", [{}, {"windows": None}, {"windows": 3}, {"windows": [{}]}, {"window": []}, []])
def test_windows_that_are_none_are_refused(api: Api, body: object) -> None:
    api.post("/v1/orders", ORDER)
    assert api.post("/v1/orders/o1/reschedule", body).status_code == 422


def test_a_canceled_order_stays_as_it_is(api: Api) -> None:
    api.call("PUT", "/v1/orders/by-external-id/a", ORDER)
    api.post("/v1/orders/ext:a/cancel")
    assert api.call("PUT", "/v1/orders/by-external-id/a", ORDER | {"service_s": 60}).json["code"] == "illegal_move"
    assert api.post("/v1/orders/ext:a/reschedule", {"windows": AFTERNOON}).status_code == 409
