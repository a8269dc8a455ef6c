"""The database: opening it, and the two kinds of transaction. All that differs between databases is here.

On SQLite: write-ahead log, five seconds of patience for another writer, and the functions that GeoAlchemy2 calls, made
with shapely. Reads run in a deferred transaction and see one state of the database; writes take the lock at once
(``BEGIN IMMEDIATE``), as a read that turns into a write would fail.
"""

from __future__ import annotations

import functools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, exc

from operations import spatial
from operations.errors import StorageBusyError, StorageError, StorageFullError

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another."""

POOL_SIZE = 20
"""More than an API process has threads, so that none waits for a connection."""

_FULL = ("database or disk is full", "no space left", "could not extend file")
_BUSY = ("database is locked", "database is busy")
_BROKEN = "disk i/o error"

FULL_BELOW_BYTES = 1_000_000
"""SQLite tells some failures of a full disk as any other failure of the disk; with less room than this it was that."""


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """The engine of a database. Opens no connection yet.

    Parameters
    ----------
    url
        Such as ``sqlite:////var/lib/paidan/paidan.db``.
    durable
        Have every commit on disk before it is told. Without it a power cut (but no death of a process) may take back
        the latest commits, all of them after some instant: enough for what would be done again by itself.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(
        url, pool_size=POOL_SIZE, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False}
    )
    synchronous = "FULL" if durable else "NORMAL"
    event.listen(engine, "connect", functools.partial(_prepare_sqlite, synchronous=synchronous))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, record: object, *, synchronous: str) -> None:  # noqa: ARG001
    """Set a new connection up; transactions are begun by `_begin_sqlite`, not by the driver."""
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", f"synchronous = {synchronous}", "foreign_keys = ON", "cache_size = -4000"):
        connection.execute(f"PRAGMA {pragma}")
    spatial.register(connection)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("paidan_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN DEFERRED")


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """One state of the database, for reading; nothing is kept of it."""
    with _named_failures(engine), engine.connect() as connection:
        yield connection


@contextmanager
def write(engine: Engine) -> Iterator[Connection]:
    """One transaction that may write: kept whole if the block ends, not at all if it raises.

    Raises
    ------
    StorageFullError
        If the disk has no room.
    StorageBusyError
        If another writer held the database for longer than `BUSY_TIMEOUT_S`.
    StorageError
        If the database cannot take it for another reason.
    """
    with _named_failures(engine), engine.connect() as plain:
        connection = plain.execution_options(paidan_writes=True)
        with connection.begin():
            yield connection


@contextmanager
def _named_failures(engine: Engine) -> Iterator[None]:
    """Turn what a database says when it cannot go on into errors of our own."""
    try:
        yield
    except (exc.DatabaseError, sqlite3.DatabaseError) as fault:
        if isinstance(fault, exc.IntegrityError | exc.ProgrammingError | exc.DataError):
            raise
        message = str(getattr(fault, "orig", None) or fault).strip()
        said = message.lower()
        if any(words in said for words in _FULL) or (_BROKEN in said and _is_full(engine)):
            raise StorageFullError(f"the disk that holds the database has no room left: {message}") from fault
        if any(words in said for words in _BUSY):
            raise StorageBusyError(f"another writer held the database for {BUSY_TIMEOUT_S:g} s") from fault
        raise StorageError(f"the database {engine.url.database} cannot be used: {message}") from fault


def _is_full(engine: Engine) -> bool:
    folder = Path(engine.url.database or ".").absolute().parent
    return folder.is_dir() and shutil.disk_usage(folder).free < FULL_BELOW_BYTES


def upgrade(engine: Engine) -> None:
    """Bring the tables to the version of this program; safe to call at each start, and by several at once.

    Raises
    ------
    SchemaVersionError
        If a newer program has written the database.
    """
    from operations.migrations import upgrade_to_head

    with _named_failures(engine):
        upgrade_to_head(engine)
