"""A service with a database of its own for each test; the queue server is down unless a test starts one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from geo.travel import GreatCircle
from jobs.settings import Settings
from operations import api_keys, policies, tenants
from operations.audit import Stamp
from operations.engine import open_engine, upgrade, write
from operations.tenants import Tenant
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


def prepare(settings: Settings) -> None:
    """Tables, two tenants, and keys, as the supervisor does before it starts the API."""
    engine = open_engine(settings.database_url)
    upgrade(engine)
    with write(engine) as connection:
        stamp = Stamp("test", START)
        for name in ("main", "other"):
            tenants.settle(connection, Tenant(id=name, travel=GreatCircle(30.0, 1.3)))
            policies.add_built_in(connection, name, stamp)
        for role, secret in KEYS.items():
            api_keys.admit(connection, "main", role, secret, stamp)  # type: ignore[arg-type]
        api_keys.admit(connection, "other", "admin", "pk_other", stamp)
    engine.dispose()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    prepare(Settings.from_environment({"PAIDAN_DATA_DIR": str(folder)}))
    return folder / "paidan.db"


@pytest.fixture
def settings(tmp_path: Path, empty_database: Path) -> Settings:
    shutil.copy(empty_database, tmp_path / "paidan.db")
    return Settings.from_environment({"PAIDAN_DATA_DIR": str(tmp_path), "PAIDAN_CLOCK": "simulated"})


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    app = create_app(settings)
    yield Api(app)
    app.extensions["paidan"].database.dispose()
