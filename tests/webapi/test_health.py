"""Readiness tells the truth about the database, the queue and the worker; a full disk is said to be one."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace

from sqlalchemy import event

from jobs.settings import Settings
from operations.engine import write
from tests.queues import server_command
from tests.webapi.conftest import ORDER, Api, Running, until_decided
from webapi.app import create_app

NO_ROOM = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON orders EXECUTE FUNCTION refuse();
"""
"""Lets PostgreSQL say what it says when the disk is full."""


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
    gone = settings.database_url.replace("paidan.db", "").replace("webapi", "gone")
    api = Api(create_app(replace(settings, database_url=gone)), None)
    answer = api.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["database"] != "ok"


def test_a_queue_that_is_down_loses_no_order(api: Api) -> None:
    answer = api.post("/v1/orders", ORDER, Prefer="wait=5")
    assert answer.status_code == 202
    assert api.get("/v1/orders/o1").json["state"] == "unassigned"


def test_a_full_disk_is_said_to_be_one(api: Api) -> None:
    database = api.app.extensions["paidan"].database

    if database.dialect.name == "sqlite":

        @event.listens_for(database, "connect")
        def leave_no_room(connection: object, record: object) -> None:
            connection.execute("PRAGMA max_page_count = 1")  # type: ignore[attr-defined]

    else:
        with write(database, "main") as connection:
            connection.exec_driver_sql(NO_ROOM)

    database.dispose()
    answer = api.post("/v1/orders", {**ORDER, "notes": "x" * 100_000})
    assert (answer.status_code, answer.json["code"]) == (507, "storage_full")
    assert answer.headers["Retry-After"]
    assert api.get("/v1/orders").json["data"] == []


def test_each_part_is_missed_until_it_is_there_and_when_it_is_gone(api: Api, settings: Settings) -> None:
    given, folder = settings.as_environment(), settings.data_dir
    with subprocess.Popen(server_command(settings), stdout=subprocess.DEVNULL, cwd=folder) as server:
        until(api, queue="ok")
        assert api.get("/health/ready").json["checks"]["worker"] != "ok"
        assert api.post("/v1/orders", ORDER, Prefer="wait=1").status_code == 202
        with subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | given) as worker:
            until(api, worker="ok")
            assert until_decided(api, "/v1/orders/o1")["reason"] == "no_eligible_technician"
            worker.kill()
        server.kill()
    until(api, queue="the queue server does not answer")


def until(api: Api, **parts: str) -> None:
    for _ in range(300):
        checks = api.get("/health/ready").json["checks"]
        if all(checks[part] == found for part, found in parts.items()):
            return
        time.sleep(0.1)
    raise AssertionError(f"/health/ready still says {checks}")
