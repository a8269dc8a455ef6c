"""SQLite: write-ahead log, five seconds of patience for another writer, and the functions that GeoAlchemy2 calls.

Reads run in a deferred transaction and see one state of the database; writes take the lock at once
(``BEGIN IMMEDIATE``), as a read that turns into a write would fail.
"""

from __future__ import annotations

import functools
import shutil
import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event

from operations import spatial
from operations.errors import StorageBusyError, StorageError, StorageFullError

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another."""

FIRST_LOOK_S, NEXT_LOOK_S = 0.0005, 0.004
"""How long a writer sleeps until it looks again whether another is done: at first, and at most."""

POOL_SIZE = 20
"""More than an API process has threads, so that none waits for a connection."""

_FULL = ("database or disk is full", "no space left", "could not extend file")
_BUSY = ("database is locked", "database is busy")
_BROKEN = "disk i/o error"

FULL_BELOW_BYTES = 1_000_000
"""SQLite tells some failures of a full disk as any other failure of the disk; with less room than this it was that."""


def open_engine(url: str, *, durable: bool) -> Engine:
    """The engine of a file; see `operations.engine.open_engine`."""
    engine = create_engine(
        url, pool_size=POOL_SIZE, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    )
    synchronous = "FULL" if durable else "NORMAL"
    event.listen(engine, "connect", functools.partial(_prepare, synchronous=synchronous))
    event.listen(engine, "begin", _begin)
    return engine


def reader(connection: Connection) -> Connection:
    """A connection whose transactions see one state of the database."""
    return connection


def writer(connection: Connection) -> Connection:
    """A connection whose transactions may write."""
    return connection.execution_options(paidan_writes=True)


def take_turn(connection: Connection, tenant: str) -> None:
    """Nothing to do: who begins to write has waited for all others."""


def prepare_schema(connection: Connection) -> None:
    """Nothing to do before the tables are made."""


def failure(engine: Engine, fault: BaseException) -> StorageError | None:
    """What it means that the database cannot go on; ``None`` for a mistake of the program."""
    if isinstance(fault, sqlite3.ProgrammingError):
        return None
    message = str(fault).strip()
    said = message.lower()
    if any(words in said for words in _FULL) or (_BROKEN in said and _is_full(engine)):
        return StorageFullError(f"the disk that holds the database has no room left: {message}")
    if any(words in said for words in _BUSY):
        return StorageBusyError(f"another writer held the database for {BUSY_TIMEOUT_S:g} s")
    return StorageError(f"the database {engine.url.database} cannot be used: {message}")


def _prepare(connection: sqlite3.Connection, record: object, *, synchronous: str) -> None:  # noqa: ARG001
    """Set a new connection up; transactions are begun by `_begin`, not by the driver."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", f"synchronous = {synchronous}", "foreign_keys = ON", "cache_size = -4000"):
        connection.execute(f"PRAGMA {pragma}")
    spatial.register(connection)


def _begin(connection: Connection) -> None:
    """Begin a transaction; one that writes looks every few milliseconds whether it is its turn.

    SQLite itself would sleep for up to a tenth of a second between two looks.
    """
    if not connection.get_execution_options().get("paidan_writes", False):
        connection.exec_driver_sql("BEGIN DEFERRED")
        return
    plain = connection.connection.driver_connection
    assert isinstance(plain, sqlite3.Connection)
    deadline, pause_s = time.monotonic() + BUSY_TIMEOUT_S, FIRST_LOOK_S
    plain.execute("PRAGMA busy_timeout = 0")
    try:
        while not _is_begun(plain, last=time.monotonic() > deadline):
            time.sleep(pause_s)
            pause_s = min(2.0 * pause_s, NEXT_LOOK_S)
    finally:
        plain.execute(f"PRAGMA busy_timeout = {round(1000 * BUSY_TIMEOUT_S)}")


def _is_begun(plain: sqlite3.Connection, *, last: bool) -> bool:
    """Try to begin to write; the last time it must succeed."""
    try:
        plain.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as fault:
        if last or not any(words in str(fault).lower() for words in _BUSY):
            raise
        return False
    return True


def _is_full(engine: Engine) -> bool:
    folder = Path(engine.url.database or ".").absolute().parent
    return folder.is_dir() and shutil.disk_usage(folder).free < FULL_BELOW_BYTES
