"""PostgreSQL with PostGIS, through psycopg 3.

Reads run in a repeatable-read transaction and see one state of the database. Writers of the same tenant take turns: an
advisory lock is the first thing that each takes, so that none waits for another while it holds something that the other
needs, and serial numbers become visible in the order in which they count. Writers of other tenants go on beside them.
"""

from __future__ import annotations

from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, create_engine, exc, text

from operations.errors import StorageBusyError, StorageError, StorageFullError

BUSY_TIMEOUT_S = 5.0
"""How long a writer waits for another."""

IDLE_TIMEOUT_S = 30.0
"""A transaction in which nothing happens for so long is ended by the server: whoever began it hangs."""

CONNECT_TIMEOUT_S = 5

POOL_SIZE = 20
"""More than an API process has threads, so that none waits for a connection."""

_OPTIONS = {
    "lock_timeout": f"{BUSY_TIMEOUT_S:g}s",
    "idle_in_transaction_session_timeout": f"{IDLE_TIMEOUT_S:g}s",
    "timezone": "UTC",
    "jit": "off",  # takes longer than any query here
}

_NO_TABLE = "42P01"
_FULL = {"53100"}
_BUSY = {"55P03", "57014", "40001", "40P01"}
"""Lock not available, statement cancelled, serialisation failure, deadlock: all is well when it is tried again."""

_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('paidan ' || :tenant, 0))")
_SCHEMA_TURN = text("SELECT pg_advisory_xact_lock(hashtextextended('paidan schema', 0))")
_HAS_POSTGIS = text("SELECT 1 FROM pg_extension WHERE extname = 'postgis'")


def open_engine(url: str, *, durable: bool) -> Engine:  # noqa: ARG001 — a server that dies forgets what is not durable
    """The engine of a database; every commit is durable. See `operations.engine.open_engine`."""
    options = " ".join(f"-c {name}={value}" for name, value in _OPTIONS.items())
    return create_engine(
        url,
        pool_size=POOL_SIZE,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": CONNECT_TIMEOUT_S, "application_name": "paidan"},
    )


def reader(connection: Connection) -> Connection:
    """A connection whose transactions see one state of the database."""
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writer(connection: Connection) -> Connection:
    """A connection whose transactions may write."""
    return connection


def take_turn(connection: Connection, tenant: str) -> None:
    """Wait until no other transaction writes for the tenant; what it has written can be seen then."""
    connection.execute(_TURN, {"tenant": tenant})


def prepare_schema(connection: Connection) -> None:
    """Wait until nobody else makes tables, and see that PostGIS is there.

    Raises
    ------
    StorageError
        If it is not, and may not be added by this user.
    """
    connection.execute(_SCHEMA_TURN)
    if connection.execute(_HAS_POSTGIS).one_or_none() is not None:
        return
    try:
        with connection.begin_nested():
            connection.execute(text("CREATE EXTENSION postgis"))
    except exc.DBAPIError as fault:
        raise StorageError(
            f"the database {connection.engine.url.database} has no PostGIS: install it on the server and have an "
            f"administrator say CREATE EXTENSION postgis ({_said(fault.orig)})"
        ) from fault


def failure(engine: Engine, fault: BaseException) -> StorageError | None:
    """What it means that the database cannot go on; ``None`` for a mistake of the program."""
    state = getattr(fault, "sqlstate", None)
    if state == _NO_TABLE:
        return StorageError(f"the database {engine.url.database} has no tables: paidan db upgrade makes them")
    if isinstance(fault, psycopg.ProgrammingError):
        return None
    if state in _FULL:
        return StorageFullError(f"the disk that holds the database has no room left: {_said(fault)}")
    if state in _BUSY:
        return StorageBusyError(f"another writer held the database for {BUSY_TIMEOUT_S:g} s: {_said(fault)}")
    return StorageError(f"the database {engine.url.database} cannot be used: {_said(fault)}")


def _said(fault: Any) -> str:
    """The first line of what the server said."""
    return (str(fault).strip() or type(fault).__name__).splitlines()[0]
