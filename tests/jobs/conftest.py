"""A real queue server, and a database with the tenant that the supervisor makes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dispatch.model import Order, Technician
from geo.places import LatLng
from jobs.preparing import prepare
from jobs.queue import DispatchQueue
from jobs.settings import Settings
from operations import orders, technicians
from operations.audit import Stamp
from operations.engine import open_engine, read, write
from operations.orders import OrderRecord
from scheduling.spans import Shift
from tests import databases
from tests.queues import server_command

EIGHT = datetime.fromisoformat("2026-06-01T08:00:00+08:00")
HOME = LatLng(lat=31.20, lng=121.40)
TENANT = "main"
FAST = {"PAIDAN_LEASE_S": "1.0", "PAIDAN_UPKEEP_S": "0.3", "PAIDAN_CLOCK": "simulated"}


def await_true(question: Callable[[], bool], within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not question():
        assert time.monotonic() < deadline, "did not become true"
        time.sleep(0.02)


@contextmanager
def queue_server(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(server_command(settings), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        queue = DispatchQueue(settings.redis_url)
        await_true(queue.is_up)
        queue.close()
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def worker(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """A real worker process; ready when it has shown a sign of life."""
    environment = {**os.environ, **settings.as_environment()}
    log = (settings.data_dir / "worker.log").open("ab")
    process = subprocess.Popen([sys.executable, "-m", "jobs.worker"], env=environment, stdout=log, stderr=log)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(10)
        log.close()


@pytest.fixture(params=databases.KINDS)
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Of a service that is prepared, on each database; which queue server it has goes with that."""
    folder = tmp_path_factory.mktemp("p")
    with databases.empty(request, request.param, folder) as url:
        made = Settings.from_environment({"PAIDAN_DATA_DIR": str(folder), "PAIDAN_DATABASE_URL": url, **FAST})
        prepare(made)
        yield made


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    made = open_engine(settings.database_url)
    yield made
    made.dispose()


@pytest.fixture
def queue(settings: Settings) -> Iterator[DispatchQueue]:
    made = DispatchQueue(settings.redis_url)
    yield made
    made.close()


def add_technician(engine: Engine) -> None:
    shifts = (Shift(EIGHT, EIGHT + timedelta(hours=9)),)
    with write(engine, TENANT) as connection:
        technicians.add(connection, TENANT, Technician(id="", start=HOME, shifts=shifts), Stamp("test", EIGHT))


def place(engine: Engine) -> str:
    order = Order(id="", location=LatLng(lat=31.21, lng=121.42), service_s=1200, created=EIGHT)
    with write(engine, TENANT) as connection:
        return orders.place(connection, TENANT, order, Stamp("test", EIGHT)).id


def order_of(engine: Engine, order_id: str) -> OrderRecord:
    with read(engine) as connection:
        return orders.get(connection, TENANT, order_id)


def is_decided(engine: Engine, order_id: str) -> Callable[[], bool]:
    return lambda: order_of(engine, order_id).decision_id is not None


def processes_of(folder: Path) -> list[int]:
    """Processes whose command or environment names a data folder."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                said = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                continue
            if str(folder).encode() in said and state != "Z":
                found.append(int(entry.name))
    return found
