"""What is asked for twice under one key is done once."""

from __future__ import annotations

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from jobs.embedded import valkey_command
from jobs.settings import Settings
from operations.engine import write
from operations.idempotency import IDEMPOTENCY_KEYS, forget
from tests.webapi.conftest import ORDER, TECHNICIAN, Api


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/orders", ORDER),
        ("/v1/technicians", TECHNICIAN),
        ("/v1/areas", {"communities": ["静安里"]}),
        ("/v1/policies", {"name": "mine"}),
        ("/v1/skills", {"name": "gas"}),
    ],
)
def test_every_post_is_done_once_under_a_key(api: Api, path: str, body: dict[str, object]) -> None:
    first = api.post(path, body, Idempotency_Key="k1")
    count = len(api.get(path).json["data"])
    again = api.post(path, dict(reversed(body.items())), Idempotency_Key="k1")
    assert again.status_code == first.status_code
    assert again.json == first.json
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.headers.get("Location") == first.headers.get("Location")
    assert len(api.get(path).json["data"]) == count


def test_another_body_or_path_under_the_key_is_refused(api: Api) -> None:
    api.post("/v1/skills", {"name": "gas"}, Idempotency_Key="k1")
    for path, body in (("/v1/skills", {"name": "water"}), ("/v1/technicians", TECHNICIAN)):
        answer = api.post(path, body, Idempotency_Key="k1")
        assert answer.status_code == 422
        assert answer.json["errors"][0]["pointer"] == "/headers/Idempotency-Key"


def test_keys_of_tenants_are_their_own(api: Api) -> None:
    api.post("/v1/skills", {"name": "gas"}, Idempotency_Key="k1")
    api.key = "pk_other"
    assert "Idempotent-Replayed" not in api.post("/v1/skills", {"name": "gas"}, Idempotency_Key="k1").headers


def test_a_request_that_was_refused_leaves_its_key_free(api: Api) -> None:
    assert api.post("/v1/technicians", {**TECHNICIAN, "areas": ["a1"]}, Idempotency_Key="k1").status_code == 422
    assert api.post("/v1/technicians", TECHNICIAN, Idempotency_Key="k1").status_code == 201


def test_a_key_that_is_running_says_when_to_come_back_and_one_that_died_gives_what_it_had_done(api: Api) -> None:
    placed = api.post("/v1/orders", ORDER, Idempotency_Key="k1")
    runs_until(api, datetime.now(UTC) + timedelta(minutes=1))
    running = api.post("/v1/orders", ORDER, Idempotency_Key="k1")
    assert (running.status_code, running.json["code"]) == (409, "idempotency_running")
    assert int(running.headers["Retry-After"]) > 0
    runs_until(api, datetime.now(UTC) - timedelta(seconds=1))
    again = api.post("/v1/orders", ORDER, Idempotency_Key="k1")
    assert (again.status_code, again.json) == (202, placed.json)
    assert len(api.get("/v1/orders").json["data"]) == 1


def test_old_keys_are_forgotten(api: Api) -> None:
    api.post("/v1/skills", {"name": "gas"}, Idempotency_Key="k1")
    with write(api.app.extensions["paidan"].database, "main") as connection:
        assert forget(connection, datetime.now(UTC) - timedelta(hours=1)) == 0
        assert forget(connection, datetime.now(UTC) + timedelta(hours=1)) == 1
    assert "Idempotent-Replayed" not in api.post("/v1/skills", {"name": "gas"}, Idempotency_Key="k1").headers


def test_a_key_is_running_while_its_caller_waits(api: Api, settings: Settings) -> None:
    queue = valkey_command(settings)
    with (
        subprocess.Popen(queue, stdout=subprocess.DEVNULL, cwd=settings.data_dir) as valkey,
        ThreadPoolExecutor() as pool,
    ):
        while api.get("/health/ready").json["checks"]["queue"] != "ok":
            time.sleep(0.05)
        first = pool.submit(api.post, "/v1/orders", ORDER, Prefer="wait=2", Idempotency_Key="k1")
        while not api.get("/v1/orders").json["data"]:
            time.sleep(0.02)
        meanwhile = api.post("/v1/orders", ORDER, Prefer="wait=2", Idempotency_Key="k1")
        assert (meanwhile.status_code, meanwhile.json["code"]) == (409, "idempotency_running")
        assert first.result().status_code == 202
        afterwards = api.post("/v1/orders", ORDER, Prefer="wait=2", Idempotency_Key="k1")
        assert (afterwards.status_code, afterwards.json) == (202, first.result().json)
        valkey.kill()
    assert len(api.get("/v1/orders").json["data"]) == 1


def runs_until(api: Api, instant: datetime) -> None:
    with write(api.app.extensions["paidan"].database, "main") as connection:
        connection.execute(update(IDEMPOTENCY_KEYS).values(runs_until=instant))
