"""Requests under a key of the caller's own: what is asked for twice is done once, and answered the same.

The claim of a key and what it is for are one transaction: whoever dies, a key has either done all or nothing. An
answer may grow after that (a caller may wait for a decision); until it has, or its lease ends, the key is running.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Table, Text, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from dispatch.errors import Fault
from operations.errors import ConflictError, InvalidRequestError
from operations.schema import METADATA, Instant, tenant_column

IDEMPOTENCY_KEYS = Table(
    "idempotency_keys",
    METADATA,
    tenant_column(),
    Column("key", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("claimed_at", Instant, nullable=False, index=True),
    Column("runs_until", Instant, nullable=False),
)


_RUNNING = "the first request under this Idempotency-Key is still running"


@dataclass(frozen=True, slots=True)
class Key:
    """A tenant's key, and a hash of what it was sent with."""

    tenant: str
    name: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredAnswer:
    """What was answered under a key.

    Parameters
    ----------
    status
        HTTP status.
    body
        JSON value.
    """

    status: int
    headers: Mapping[str, str]
    body: Any


def recall(connection: Connection, key: Key, *, now: datetime) -> StoredAnswer | None:
    """What was answered under the key before? ``None`` if it is new.

    Parameters
    ----------
    now
        Instant by the machine's clock.

    Raises
    ------
    ConflictError
        ``idempotency_running`` if its answer is being made.
    InvalidRequestError
        If the key was used for something else.
    """
    row = connection.execute(select(IDEMPOTENCY_KEYS).where(_mine(key))).one_or_none()
    if row is None:
        return None
    if row.fingerprint != key.fingerprint:
        message = f"{key.name!r} was used for another request before"
        raise InvalidRequestError([Fault("/headers/Idempotency-Key", "duplicate", message)])
    if row.runs_until > now:
        raise ConflictError("idempotency_running", _RUNNING)
    return StoredAnswer(status=row.status, headers=json.loads(row.headers), body=json.loads(row.body))


def keep(connection: Connection, key: Key, answer: StoredAnswer, *, now: datetime, runs_until: datetime) -> None:
    """Keep the answer under a new key, in the transaction of what was done; until `runs_until` it may still grow.

    Raises
    ------
    ConflictError
        ``idempotency_running`` if another request has taken the key in the meantime.
    """
    values = {"tenant": key.tenant, "key": key.name, "fingerprint": key.fingerprint, "claimed_at": now}
    try:
        connection.execute(insert(IDEMPOTENCY_KEYS).values(**values, **_columns(answer, runs_until)))
    except IntegrityError:
        raise ConflictError("idempotency_running", _RUNNING) from None


def complete(connection: Connection, key: Key, answer: StoredAnswer, *, now: datetime) -> None:
    """Keep the answer that has grown in the place of the first; the key runs no more."""
    query = update(IDEMPOTENCY_KEYS).where(_mine(key))
    connection.execute(query.values(**_columns(answer, now)))


def forget(connection: Connection, before: datetime) -> int:
    """Drop the keys of all tenants that were claimed before an instant; says how many."""
    return connection.execute(delete(IDEMPOTENCY_KEYS).where(IDEMPOTENCY_KEYS.c.claimed_at < before)).rowcount


def _mine(key: Key) -> ColumnElement[bool]:
    return (IDEMPOTENCY_KEYS.c.tenant == key.tenant) & (IDEMPOTENCY_KEYS.c.key == key.name)


def _columns(answer: StoredAnswer, runs_until: datetime) -> dict[str, Any]:
    return {
        "status": answer.status,
        "headers": json.dumps(dict(answer.headers), ensure_ascii=False),
        "body": json.dumps(answer.body, ensure_ascii=False),
        "runs_until": runs_until,
    }
