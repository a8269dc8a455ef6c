"""Readiness tells the truth about the database, the queue and the worker; a full disk is said to be one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import event

from jobs.embedded import valkey_command
from jobs.settings import Settings
from tests.webapi.conftest import KEYS, ORDER, Api, Running, prepare, until_decided
from webapi.app import create_app


def test_without_a_queue_the_service_is_alive_but_not_ready(api: Api) -> None:
    api.key = None
    assert api.get("/health/live").json["status"] == "ok"
    answer = api.get("/health/ready")
    assert (answer.status_code, answer.json["code"]) == (503, "not_ready")
    assert answer.json["checks"]["database"] == "ok"
    assert answer.json["checks"]["queue"] != "ok"
    assert answer.json["checks"]["worker"] != "ok"


def test_with_all_of_its_parts_it_is_ready(running: Running) -> None:
    answer = Api(running.app, None).get("/health/ready")
    assert answer.status_code == 200
    assert answer.json["checks"] == {"database": "ok", "queue": "ok", "worker": "ok"}


def test_without_a_database_it_says_so(settings: Settings) -> None:
    settings.data_dir.joinpath("paidan.db").unlink()
    api = Api(create_app(settings), None)
    answer = api.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["database"] != "ok"


def test_a_queue_that_is_down_loses_no_order(api: Api) -> None:
    answer = api.post("/v1/orders", ORDER, Prefer="wait=5")
    assert answer.status_code == 202
    assert api.get("/v1/orders/o1").json["state"] == "unassigned"


def test_a_full_disk_is_said_to_be_one(api: Api) -> None:
    database = api.app.extensions["paidan"].database

    @event.listens_for(database, "connect")
    def leave_no_room(connection: object, record: object) -> None:
        connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    database.dispose()
    answer = api.post("/v1/orders", {**ORDER, "notes": "x" * 100_000})
    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")
    assert answer.headers["Retry-After"]
    assert api.get("/v1/orders").json["data"] == []


def test_each_part_is_missed_until_it_is_there_and_when_it_is_gone(tmp_path: Path) -> None:
    given = {"PAIDAN_DATA_DIR": str(tmp_path), "PAIDAN_CLOCK": "simulated"}
    settings = Settings.from_environment(given)
    prepare(settings)
    api = Api(create_app(settings), KEYS["admin"])
    with subprocess.Popen(valkey_command(settings), stdout=subprocess.DEVNULL, cwd=tmp_path) as valkey:
        until(api, queue="ok")
        assert api.get("/health/ready").json["checks"]["worker"] != "ok"
        assert api.post("/v1/orders", ORDER, Prefer="wait=1").status_code == 202
        with subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | given) as worker:
            until(api, worker="ok")
            assert until_decided(api, "/v1/orders/o1")["reason"] == "no_eligible_technician"
            worker.kill()
        valkey.kill()
    until(api, queue="the queue server does not answer")


def until(api: Api, **parts: str) -> None:
    for _ in range(300):
        checks = api.get("/health/ready").json["checks"]
        if all(checks[part] == found for part, found in parts.items()):
            return
        time.sleep(0.1)
    raise AssertionError(f"/health/ready still says {checks}")
