"""Every fault is told as problem details, with a status that says whose it is."""

from __future__ import annotations

import errno
from collections.abc import Callable

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from operations.engine import write
from operations.errors import StorageBusyError, StorageError, StorageFullError
from tests.webapi.conftest import TECHNICIAN, Api
from webapi.app import BODY_LIMIT_BYTES
from webapi.problems import problem_of
from webapi.schemas import COMPONENTS

PROBLEM = Draft202012Validator({"components": {"schemas": dict(COMPONENTS)}, "$ref": "#/components/schemas/Problem"})

CASES: dict[str, tuple[int, str, Callable[[Api], TestResponse]]] = {
    "no JSON": (400, "malformed_json", lambda api: api.post("/v1/skills", b"{")),
    "no UTF-8": (400, "malformed_json", lambda api: api.post("/v1/skills", b'{"name": "\xff"}')),
    "empty body": (400, "malformed_json", lambda api: api.post("/v1/skills", b"")),
    "too deep": (400, "malformed_json", lambda api: api.post("/v1/skills", b"[" * 100_000)),
    "bad key header": (400, "invalid_header", lambda api: api.post("/v1/skills", {"name": "a"}, Idempotency_Key="ä")),
    "role without resources": (403, "forbidden", lambda api: Api(api.app, "pk_technician").get("/v1/orders")),
    "reader who writes": (403, "forbidden", lambda api: Api(api.app, "pk_analyst").post("/v1/skills", {"name": "a"})),
    "nothing there": (404, "not_found", lambda api: api.get("/v1/offers")),
    "nothing at the root": (404, "not_found", lambda api: Api(api.app, None).get("/")),
    "no such order": (404, "not_found", lambda api: api.get("/v1/orders/o1")),
    "no such external id": (404, "not_found", lambda api: api.get("/v1/orders/ext:x/candidates")),
    "no such decision": (404, "not_found", lambda api: api.get("/v1/decisions/d1")),
    "strange id": (404, "not_found", lambda api: api.get("/v1/orders/%00%ff%F0%9F%98%80")),
    "long id": (404, "not_found", lambda api: api.get("/v1/orders/" + "a" * 5000)),
    "trailing slash": (404, "not_found", lambda api: api.get("/v1/orders/")),
    "wrong verb": (405, "method_not_allowed", lambda api: api.call("DELETE", "/v1/orders")),
    "unknown verb": (405, "method_not_allowed", lambda api: api.call("BREW", "/v1/orders")),
    "too large": (413, "too_large", lambda api: api.post("/v1/skills", b" " * (BODY_LIMIT_BYTES + 1))),
    "form": (415, "unsupported_media_type", lambda api: api.post("/v1/skills", b"a=1", Content_Type="text/plain")),
    "other charset": (
        415,
        "unsupported_media_type",
        lambda api: api.post("/v1/skills", b"{}", Content_Type="application/json; charset=utf-16"),
    ),
    "not an object": (422, "invalid_input", lambda api: api.post("/v1/technicians", [1, 2])),
    "given id": (422, "invalid_input", lambda api: api.post("/v1/technicians", {**TECHNICIAN, "id": "t7"})),
    "matrix place": (
        422,
        "invalid_input",
        lambda api: api.post("/v1/technicians", {**TECHNICIAN, "start": {"index": 1}}),
    ),
    "unknown parameter": (422, "invalid_query", lambda api: api.get("/v1/orders?colour=red")),
    "bad limit": (422, "invalid_query", lambda api: api.get("/v1/orders?limit=201")),
    "bad limit on skills": (422, "invalid_query", lambda api: api.get("/v1/skills?limit=-1")),
    "limit twice": (422, "invalid_query", lambda api: api.get("/v1/orders?limit=1&limit=2")),
    "bad cursor": (422, "invalid_input", lambda api: api.get("/v1/orders?cursor=%F0%9F%98%80")),
    "bad state": (422, "invalid_query", lambda api: api.get("/v1/orders?state=lost")),
    "bad instant": (422, "invalid_query", lambda api: api.get("/v1/orders?created_from=yesterday")),
    "no date": (422, "invalid_query", lambda api: api.get("/v1/technicians/t1/schedule")),
    "bad date": (422, "invalid_query", lambda api: api.get("/v1/technicians/t1/schedule?date=2026-02-30")),
    "parameter on health": (422, "invalid_query", lambda api: api.get("/health/live?deep=1")),
}


@pytest.mark.parametrize("name", CASES)
def test_a_fault_is_told(api: Api, name: str) -> None:
    status, code, ask = CASES[name]
    answer = ask(api)
    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"
    assert answer.json["status"] == status
    assert answer.json["type"] == f"urn:paidan:problem:{code}"
    PROBLEM.validate(answer.json)


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer ", "Basic cGs6cGs=", "Bearer pk_no", "Bearer ü"])
def test_without_a_key_nothing_is_told(api: Api, authorization: str | None) -> None:
    api.key = None
    headers = {} if authorization is None else {"Authorization": authorization}
    for method, path in (("GET", "/v1/orders"), ("POST", "/v1/orders"), ("GET", "/v1/nothing"), ("GET", "/v1")):
        answer = api.call(method, path, **headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        PROBLEM.validate(answer.json)


def test_health_and_documents_need_no_key(api: Api) -> None:
    api.key = None
    for path in ("/health/live", "/openapi.json", "/docs"):
        assert api.get(path).status_code == 200


def test_every_fault_of_a_body_is_told_at_once(api: Api) -> None:
    answer = api.post("/v1/orders", {"service_s": -1, "colour": "red", "external_id": 7, "skills": {"gas": 0}})
    assert answer.status_code == 422
    assert {(fault["pointer"], fault["code"]) for fault in answer.json["errors"]} == {
        ("/service_s", "range"),
        ("/colour", "unknown_field"),
        ("/external_id", "type"),
        ("/skills/gas", "range"),
        ("/location", "required"),
    }


def test_what_is_not_there_yet_is_refused_by_name(api: Api) -> None:
    body = {"location": {"lat": 31.2, "lng": 121.4}, "service_s": 60, "created": "2026-11-02T08:00:00Z"}
    answer = api.post("/v1/orders", {**body, "crew": [{"skills": {}}]})
    assert [(fault["pointer"], fault["code"]) for fault in answer.json["errors"]] == [("/crew", "not_supported")]


def test_a_member_that_is_there_twice_is_refused(api: Api) -> None:
    answer = api.post("/v1/skills", b'{"name": "a", "name": "b"}')
    assert answer.json["errors"][0]["code"] == "duplicate"
    api.post("/v1/technicians", TECHNICIAN)
    answer = api.patch("/v1/technicians/t1", b'{"rating": 1, "rating": 2}')
    assert answer.json["errors"][0]["code"] == "duplicate"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (StorageFullError("no room"), 507, "storage_full"),
        (OperationalError("", {}, Exception("database or disk is full")), 507, "storage_full"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "storage_full"),
        (StorageBusyError("held"), 503, "storage_busy"),
        (StorageError("gone"), 503, "storage_failed"),
        (OperationalError("", {}, Exception("server closed the connection")), 503, "storage_failed"),
    ],
)
def test_a_database_in_trouble_says_when_to_come_back(fault: Exception, status: int, code: str) -> None:
    problem = problem_of(fault)
    assert (problem.status, problem.code) == (status, code)
    assert int(problem.headers["Retry-After"]) > 0


def test_a_fault_of_ours_is_logged_and_shows_no_trace(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    @api.app.get("/v1/broken")
    def broken() -> str:
        raise RuntimeError("secret words")

    answer = api.get("/v1/broken")
    assert (answer.status_code, answer.json["code"]) == (500, "internal_error")
    assert "secret" not in answer.text
    assert "secret words" in caplog.text


def test_a_busy_database_answers_503(api: Api) -> None:
    with write(api.app.extensions["paidan"].database, "main"):
        answer = api.post("/v1/skills", {"name": "gas"})
    assert (answer.status_code, answer.json["code"]) == (503, "storage_busy")
    assert api.post("/v1/skills", {"name": "gas"}).status_code == 201


def test_head_and_options_are_answered(api: Api) -> None:
    head = api.call("HEAD", "/v1/orders")
    assert (head.status_code, head.data) == (200, b"")
    options = api.call("OPTIONS", "/v1/orders")
    assert options.status_code == 200
    assert {"GET", "POST"} <= set(options.headers["Allow"].split(", "))
    assert api.get("/v1/orders", Accept="image/png").status_code == 200
