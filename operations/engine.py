"""The database: opening it, and the two kinds of transaction. What differs between databases is in a module of each."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from sqlalchemy import Connection, Engine, exc, make_url

from operations import postgresql, sqlite
from operations.errors import StorageError


class Database(Protocol):
    """What a kind of database does in a way of its own."""

    def open_engine(self, url: str, *, durable: bool) -> Engine:
        """The engine of a database."""
        ...

    def reader(self, connection: Connection) -> Connection:
        """A connection whose transactions see one state of the database."""
        ...

    def writer(self, connection: Connection) -> Connection:
        """A connection whose transactions may write."""
        ...

    def take_turn(self, connection: Connection, tenant: str) -> None:
        """Wait until no other transaction writes for the tenant."""
        ...

    def prepare_schema(self, connection: Connection) -> None:
        """Wait until nobody else makes tables, and see that there is what they need."""
        ...

    def failure(self, engine: Engine, fault: BaseException) -> StorageError | None:
        """What it means that the database cannot go on; ``None`` for a mistake of the program."""
        ...


DATABASES = {"sqlite": cast(Database, sqlite), "postgresql": cast(Database, postgresql)}
"""By the name of SQLAlchemy's dialect."""


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """The engine of a database. Opens no connection yet.

    Parameters
    ----------
    url
        Such as ``sqlite:////var/lib/paidan/paidan.db`` or ``postgresql+psycopg://paidan@db/paidan``.
    durable
        Have every commit on disk before it is told. Without it a power cut (but no death of a process) may take back
        the latest commits, all of them after some instant: enough for what would be done again by itself.
    """
    return DATABASES[make_url(url).get_backend_name()].open_engine(url, durable=durable)


@contextmanager
def read(engine: Engine) -> Iterator[Connection]:
    """One state of the database, for reading; nothing is kept of it."""
    with _named_failures(engine), engine.connect() as connection:
        yield _kind(engine).reader(connection)


@contextmanager
def write(engine: Engine, tenant: str | None) -> Iterator[Connection]:
    """One transaction that may write: kept whole if the block ends, not at all if it raises.

    It sees all that earlier writers of the tenant have kept.

    Parameters
    ----------
    tenant
        Whose records are written; ``None`` for what no other writer reads.

    Raises
    ------
    StorageFullError
        If the disk has no room.
    StorageBusyError
        If another writer held the database for too long.
    StorageError
        If the database cannot take it for another reason.
    """
    with _named_failures(engine), engine.connect() as plain:
        connection = _kind(engine).writer(plain)
        with connection.begin():
            if tenant is not None:
                _kind(engine).take_turn(connection, tenant)
            yield connection


def upgrade(engine: Engine) -> None:
    """Bring the tables to the version of this program; safe to call at each start, and by several at once.

    Raises
    ------
    SchemaVersionError
        If a newer program has written the database.
    StorageError
        If the database cannot hold them.
    """
    from operations.migrations import upgrade_to_head

    with write(engine, None) as connection:
        _kind(engine).prepare_schema(connection)
        upgrade_to_head(connection)


def _kind(engine: Engine) -> Database:
    return DATABASES[engine.dialect.name]


@contextmanager
def _named_failures(engine: Engine) -> Iterator[None]:
    """Turn what a database says when it cannot go on into errors of our own."""
    try:
        yield
    except (exc.DatabaseError, sqlite3.DatabaseError) as fault:
        if isinstance(fault, exc.IntegrityError | exc.DataError):
            raise
        known = _kind(engine).failure(engine, getattr(fault, "orig", None) or fault)
        if known is None:
            raise
        raise known from fault
