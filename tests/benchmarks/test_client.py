"""The client against a tiny real HTTP server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

import pytest

from benchmarks.client import (
    Client,
    ConflictError,
    InvalidRequestError,
    NotAllowedError,
    NotFoundError,
    ServiceFailedError,
    UnreachableError,
)


class Answers(BaseHTTPRequestHandler):
    """Answers from a table; what was asked is kept."""

    protocol_version = "HTTP/1.1"
    table: ClassVar[dict[str, tuple[int, bytes]]] = {}
    asked: ClassVar[list[tuple[str, str, dict[str, str], Any]]] = []
    hang_up: ClassVar[bool] = False

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.asked.append((self.command, self.path, dict(self.headers), body))
        status, text = self.table.get(f"{self.command} {self.path}", (404, b'{"code": "not_found", "detail": "no"}'))
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)
        # Closes without having said so, as a server does that is started anew.
        self.close_connection = self.hang_up

    do_POST = do_PATCH = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    Answers.table, Answers.asked, Answers.hang_up = {}, [], False
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield server
        server.shutdown()


@pytest.fixture
def client(server: ThreadingHTTPServer) -> Iterator[Client]:
    with Client(f"http://127.0.0.1:{server.server_address[1]}", "secret", timeout_s=5.0) as client:
        yield client


def tell(asked: str, status: int, body: Any) -> None:
    Answers.table[asked] = (status, body if isinstance(body, bytes) else json.dumps(body).encode())


def test_an_order_is_placed_with_key_and_wish_to_wait(client: Client) -> None:
    tell("POST /v1/orders", 200, {"id": "o1", "decision": {"outcome": "assigned"}})
    assert client.place_order({"notes": "燃气"}, wait_s=10)["id"] == "o1"
    _, _, headers, body = Answers.asked[0]
    assert headers["Authorization"] == "Bearer secret"
    assert headers["Prefer"] == "wait=10"
    assert headers["Content-Type"] == "application/json"
    assert body == {"notes": "燃气"}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (422, InvalidRequestError),
        (413, InvalidRequestError),
        (401, NotAllowedError),
        (404, NotFoundError),
        (409, ConflictError),
        (412, ConflictError),
        (503, ServiceFailedError),
    ],
)
def test_problem_details_become_a_typed_error(client: Client, status: int, kind: type[Exception]) -> None:
    fault = {"pointer": "/service_s", "code": "range", "message": "is -1, must be at least 0"}
    tell("POST /v1/orders", status, {"code": "some_code", "detail": "It is wrong.", "errors": [fault]})
    with pytest.raises(kind, match=r"some_code: It is wrong\.; /service_s: is -1, must be at least 0") as caught:
        client.place_order({})
    assert caught.value.status == status  # type: ignore[attr-defined]
    assert caught.value.errors == (fault,)  # type: ignore[attr-defined]


def test_an_answer_that_is_no_json_is_the_service_s_fault(client: Client) -> None:
    tell("GET /v1/orders/o1", 200, b"<html>")
    with pytest.raises(ServiceFailedError, match="not_json"):
        client.order("o1")


def test_lists_follow_their_cursors(client: Client) -> None:
    tell("GET /v1/orders?state=unassigned&limit=200", 200, {"data": [{"id": "o1"}], "next_cursor": "a b"})
    tell("GET /v1/orders?state=unassigned&limit=200&cursor=a+b", 200, {"data": [{"id": "o2"}], "next_cursor": None})
    assert [order["id"] for order in client.orders(state="unassigned")] == ["o1", "o2"]


def test_work_by_hand_and_events(client: Client) -> None:
    for what in ("assign", "reassign", "unassign", "cancel"):
        tell(f"POST /v1/orders/ext:A%2F1/{what}", 200, {"state": what})
    assert client.assign("ext:A/1", "t1")["state"] == "assign"
    assert client.reassign("ext:A/1", "t2", override_reason="asked for")["state"] == "reassign"
    assert client.unassign("ext:A/1")["state"] == "unassign"
    assert client.cancel("ext:A/1")["state"] == "cancel"
    assert [body for _, _, _, body in Answers.asked] == [
        {"technician": "t1"},
        {"technician": "t2", "override_reason": "asked for"},
        {},
        {},
    ]
    tell("GET /v1/events?after=3&limit=200", 200, {"data": [{"id": 4}, {"id": 5}], "last": 5})
    tell("GET /v1/events?after=5&limit=200", 200, {"data": [], "last": 5})
    assert [event["id"] for event in client.events(after=3)] == [4, 5]


def test_records_by_their_paths(client: Client) -> None:
    tell("POST /v1/areas", 201, {"id": "a1"})
    tell("POST /v1/technicians", 201, {"id": "t1"})
    tell("PATCH /v1/technicians/t1", 200, {"id": "t1", "active": False})
    tell("GET /v1/technicians?limit=200", 200, {"data": [{"id": "t1"}], "next_cursor": None})
    tell("POST /v1/policies", 201, {"id": "p5"})
    tell("GET /v1/policies?limit=200", 200, {"data": [], "next_cursor": None})
    tell("GET /v1/orders/ext:A%2F1/candidates", 200, {"candidates": []})
    tell("GET /v1/decisions/d1", 200, {"outcome": "assigned"})
    tell("GET /v1/technicians/t1/schedule?date=2026-03-02", 200, {"routes": []})
    assert client.add_area({})["id"] == "a1"
    assert client.add_technician({})["id"] == "t1"
    assert client.change_technician("t1", {"active": False})["active"] is False
    assert [one["id"] for one in client.technicians()] == ["t1"]
    assert client.add_policy({})["id"] == "p5"
    assert list(client.policies()) == []
    assert client.candidates("ext:A/1") == {"candidates": []}
    assert client.decision("d1")["outcome"] == "assigned"
    assert client.schedule("t1", date(2026, 3, 2)) == {"routes": []}


def test_one_connection_is_kept_and_a_lost_one_is_opened_anew_for_reading_alone(client: Client) -> None:
    tell("GET /v1/orders/o1", 200, {"id": "o1"})
    tell("POST /v1/orders", 202, {"id": "o2"})
    Answers.hang_up = True
    assert client.order("o1")["id"] == "o1"
    assert client.order("o1")["id"] == "o1"
    with pytest.raises(UnreachableError, match="POST"):
        client.place_order({})
    Answers.hang_up = False
    assert client.place_order({})["id"] == "o2"
    assert len([asked for asked in Answers.asked if asked[0] == "POST"]) == 1  # never sent twice


def test_waiting_for_readiness(client: Client) -> None:
    tell("GET /health/ready", 503, {"code": "not_ready"})
    assert not client.is_ready()
    with pytest.raises(UnreachableError, match=r"was not ready within 0\.1 s"):
        client.wait_until_ready(0.1)
    tell("GET /health/ready", 200, {"status": "ready"})
    client.wait_until_ready(1.0)


def test_nobody_there_is_told_plainly() -> None:
    with (
        Client("http://127.0.0.1:9", timeout_s=1.0) as client,
        pytest.raises(UnreachableError, match=r":9/v1/orders"),
    ):
        client.order("o1")


@pytest.mark.parametrize("address", ["127.0.0.1:8080", "ftp://host", "http://"])
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="must be such as"):
        Client(address)
