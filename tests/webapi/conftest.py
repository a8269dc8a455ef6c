"""A service with a database of its own for each test; the queue server is down unless a test starts one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from jobs.settings import Settings
from operations import api_keys, policies, tenants
from operations.audit import Stamp
from operations.engine import open_engine, upgrade, write
from operations.tenants import TenantSettings
from tests import databases
from tests.queues import server_command
from webapi.app import create_app

START = datetime(2026, 11, 2, tzinfo=UTC)
KEYS = {"admin": "pk_admin", "analyst": "pk_analyst", "technician": "pk_technician"}

ORDER: dict[str, Any] = {
    "location": {"lat": 31.2304, "lng": 121.4737},
    "service_s": 3600,
    "created": "2026-11-02T08:10:00+08:00",
}
TECHNICIAN: dict[str, Any] = {
    "start": {"lat": 31.2222, "lng": 121.4581},
    "shifts": [{"start": "2026-11-02T08:00:00+08:00", "end": "2026-11-02T18:00:00+08:00"}],
}


@dataclass
class Api:
    """Speaks to the application in this process, with the key of one role."""

    app: Flask
    key: str | None = KEYS["admin"]

    def call(self, method: str, path: str, body: object = None, **headers: str) -> TestResponse:
        sent = {name.replace("_", "-"): text for name, text in headers.items()}
        if self.key is not None:
            sent.setdefault("Authorization", f"Bearer {self.key}")
        raw = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        return self.app.test_client().open(path, method=method, data=raw, headers=sent)

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, body: object = None, **headers: str) -> TestResponse:
        return self.call("POST", path, body, **headers)

    def patch(self, path: str, body: object, **headers: str) -> TestResponse:
        return self.call("PATCH", path, body, **headers)


def add_tenant(url: str, name: str, keys: dict[str, str]) -> None:
    """A tenant with the built-in policies and a key for each role."""
    engine = open_engine(url)
    with write(engine, name) as connection:
        stamp = Stamp("test", START)
        tenants.settle(connection, name, TenantSettings())
        policies.add_built_in(connection, name, stamp)
        for role, secret in keys.items():
            api_keys.admit(connection, name, role, secret, stamp)  # type: ignore[arg-type]
    engine.dispose()


def prepare(url: str) -> None:
    """Tables, two tenants, and keys, as the supervisor does before it starts the API."""
    engine = open_engine(url)
    upgrade(engine)
    engine.dispose()
    add_tenant(url, "main", KEYS)
    add_tenant(url, "other", {"admin": "pk_other"})


@pytest.fixture(scope="session", params=databases.KINDS)
def prepared(request: pytest.FixtureRequest) -> databases.Template:
    """A database with tables, tenants and keys, of each kind."""
    return databases.template(request, request.param, "webapi", prepare)


@pytest.fixture
def settings(tmp_path: Path, prepared: databases.Template) -> Iterator[Settings]:
    with databases.copy_of(prepared, tmp_path) as url:
        given = {"PAIDAN_DATA_DIR": str(tmp_path), "PAIDAN_DATABASE_URL": url, "PAIDAN_CLOCK": "simulated"}
        yield Settings.from_environment(given)


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    app = create_app(settings)
    yield Api(app)
    app.extensions["paidan"].database.dispose()


@dataclass
class Running:
    """A service with its real queue server and a real worker process; every test gets a tenant of its own."""

    app: Flask
    settings: Settings
    environment: dict[str, str]
    tenants: int = 0

    def tenant(self) -> Api:
        self.tenants += 1
        key = f"pk_tenant_{self.tenants}"
        add_tenant(self.settings.database_url, f"tenant{self.tenants}", {"admin": key})
        return Api(self.app, key)


@pytest.fixture(scope="session")
def running(prepared: databases.Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("run")
    url = prepared.copied(folder)
    given = {"PAIDAN_DATA_DIR": str(folder), "PAIDAN_DATABASE_URL": url, "PAIDAN_CLOCK": "simulated"}
    settings = Settings.from_environment(given)
    with (
        (folder / "valkey.log").open("wb") as log,
        subprocess.Popen(server_command(settings), stdout=log, cwd=folder) as valkey,
    ):
        with subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=os.environ | given) as worker:
            app = create_app(settings)
            try:
                _until_ready(app, worker)
                yield Running(app, settings, given)
            finally:
                worker.kill()
                valkey.kill()
        app.extensions["paidan"].database.dispose()
        app.extensions["paidan"].queue.close()


def _until_ready(app: Flask, worker: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if app.test_client().get("/health/ready").status_code == 200:
            return
        assert worker.poll() is None, "the worker has ended"
        time.sleep(0.1)
    raise AssertionError("the service was not ready within a minute")


def until_decided(api: Api, path: str) -> dict[str, object]:
    for _ in range(200):
        order = api.get(path).json
        if order["decision_id"] is not None:
            return dict(order)
        time.sleep(0.05)
    raise AssertionError(f"{path} was not decided within ten seconds")
