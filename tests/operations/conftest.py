"""A database of its own for each test, with one tenant; days are those of Shanghai, June 2026."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from dispatch.model import Order, Technician
from geo.places import LatLng
from geo.travel import GreatCircle
from operations import dispatching, orders, policies, technicians, tenants
from operations.audit import Stamp
from operations.engine import open_engine, read, upgrade, write
from operations.memory import Memory
from operations.orders import OrderRecord
from operations.technicians import TechnicianRecord
from scheduling.spans import Shift
from tests import databases

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2026, 6, 1, 8, tzinfo=SHANGHAI)
HOME = LatLng(lat=31.20, lng=121.40)
TENANT = "main"


def stamp(at: datetime = EIGHT) -> Stamp:
    return Stamp("k1", at)


@dataclass
class House:
    """What a service is without HTTP and queue."""

    engine: Engine
    memory: Memory = field(default_factory=Memory)

    @property
    def kind(self) -> str:
        """Of its database, such as ``sqlite``."""
        return self.engine.dialect.name

    def add_technician(self, external_id: str | None = None, **fields: Any) -> TechnicianRecord:
        given: dict[str, Any] = {
            "id": "",
            "start": HOME,
            "shifts": (Shift(EIGHT, EIGHT + timedelta(hours=9)),),
        } | fields
        with write(self.engine, TENANT) as connection:
            return technicians.add(connection, TENANT, Technician(**given), stamp(), external_id=external_id)

    def place(self, created: datetime = EIGHT, external_id: str | None = None, **fields: Any) -> OrderRecord:
        given: dict[str, Any] = {
            "id": "",
            "location": LatLng(lat=31.21, lng=121.42),
            "service_s": 1800,
            "created": created,
        } | fields
        with write(self.engine, TENANT) as connection:
            return orders.place(connection, TENANT, Order(**given), stamp(created), external_id=external_id)

    def judge(self, order_id: str, now: datetime = EIGHT) -> dispatching.Verdict:
        with read(self.engine) as connection:
            snapshot, decision = dispatching.weigh(connection, TENANT, order_id, now, self.memory)
        return dispatching.judge(snapshot, decision)

    def keep(self, verdict: dispatching.Verdict, now: datetime = EIGHT) -> dispatching.Outcome:
        with write(self.engine, TENANT) as connection:
            return dispatching.commit(connection, verdict, 1, now)

    def dispatch(self, order_id: str, now: datetime = EIGHT) -> dispatching.Outcome:
        return self.keep(self.judge(order_id, now), now)

    def order(self, ref: str) -> OrderRecord:
        with read(self.engine) as connection:
            return orders.get(connection, TENANT, ref)


def settle(engine: Engine) -> None:
    with write(engine, TENANT) as connection:
        wanted = tenants.TenantSettings(timezone=SHANGHAI, travel=GreatCircle(speed_kmh=30.0, detour=1.3))
        tenants.settle(connection, TENANT, wanted)
        policies.add_built_in(connection, TENANT, stamp())


def prepare(url: str) -> None:
    engine = open_engine(url)
    upgrade(engine)
    settle(engine)
    engine.dispose()


@pytest.fixture(scope="session", params=databases.KINDS)
def settled(request: pytest.FixtureRequest) -> databases.Template:
    """A database with tables and the tenant, of each kind."""
    return databases.template(request, request.param, "operations", prepare)


@pytest.fixture(params=databases.KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without tables, of each kind."""
    with databases.empty(request, request.param, tmp_path) as url:
        yield url


@pytest.fixture
def house(tmp_path: Path, settled: databases.Template) -> Iterator[House]:
    with databases.copy_of(settled, tmp_path) as url:
        engine = open_engine(url, durable=False)
        yield House(engine)
        engine.dispose()
