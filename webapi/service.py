"""What every view has at hand: the service it runs in, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import tzinfo
from threading import BoundedSemaphore

from flask import current_app, g
from sqlalchemy import Connection, Engine

from jobs.queue import DispatchQueue
from jobs.settings import Settings
from operations import clock, engine, tenants
from operations.api_keys import ApiKey
from operations.audit import Stamp
from operations.memory import Memory

EXTENSION = "paidan"


@dataclass(frozen=True, slots=True)
class Service:
    """One running service.

    Parameters
    ----------
    queue
        Where workers are asked to dispatch; its server may be down.
    waiters
        Seats for callers who wait for a decision; each holds a thread of the server.
    memory
        What was read under its revision, so that it need not be read again.
    """

    settings: Settings
    database: Engine
    queue: DispatchQueue
    waiters: BoundedSemaphore
    memory: Memory = field(default_factory=Memory)


def service() -> Service:
    """The service in which this request is answered."""
    running: Service = current_app.extensions[EXTENSION]
    return running


def caller() -> ApiKey:
    """Who asks; `webapi.auth` has let them in."""
    key: ApiKey = g.caller
    return key


def tenant() -> str:
    """Whose records may be seen: those of the caller's tenant, and no others."""
    return caller().tenant


@contextmanager
def reading() -> Iterator[Connection]:
    """One state of the database, for reading."""
    with engine.read(service().database) as connection:
        yield connection


@contextmanager
def writing() -> Iterator[Connection]:
    """One transaction, kept whole or not at all."""
    with engine.write(service().database, tenant()) as connection:
        yield connection


def stamp(connection: Connection) -> Stamp:
    """Under which name, and when by the service's clock, this request changes something."""
    return Stamp(caller().id, clock.now(connection, tenant(), service().settings.clock))


def zone(connection: Connection) -> tzinfo | None:
    """In which zone instants are told; ``None`` means as they came."""
    return tenants.get(connection, tenant()).timezone
