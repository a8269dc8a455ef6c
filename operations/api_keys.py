"""Keys that let a caller in, and the role that each gives. Only a hash of a key is kept."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Column, Connection, LargeBinary, Table, Text, insert, select

from dispatch.errors import Fault
from operations import audit, sequences
from operations.errors import InvalidRequestError
from operations.schema import METADATA, SERIAL, Instant, tenant_column

Role = Literal["platform", "dispatcher", "technician", "customer", "analyst", "admin"]

API_KEYS = Table(
    "api_keys",
    METADATA,
    tenant_column(),
    Column("id", Text, primary_key=True),
    Column("serial", SERIAL, nullable=False),
    Column("hash", LargeBinary, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("revoked_at", Instant),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key without its secret: whom it lets in and as what. `id` is the actor of the audit trail."""

    id: str
    tenant: str
    role: Role


def new_secret() -> str:
    """A secret that nobody can guess: ``pk_`` and 32 random bytes."""
    return "pk_" + secrets.token_urlsafe(32)


def admit(connection: Connection, tenant: str, role: Role, secret: str, stamp: audit.Stamp) -> ApiKey:
    """The key of a secret, kept as a hash alone; a secret that is known already stays what it is.

    Raises
    ------
    InvalidRequestError
        If there is no such role.
    """
    if role not in get_args(Role):
        raise InvalidRequestError([Fault("/role", "value", f"is {role!r}, must be one of {', '.join(get_args(Role))}")])
    known = find(connection, secret)
    if known is not None:
        return known
    serial = sequences.following(connection, tenant, "api_keys")
    key = ApiKey(id=f"k{serial}", tenant=tenant, role=role)
    connection.execute(
        insert(API_KEYS).values(
            tenant=tenant, id=key.id, serial=serial, hash=_hash(secret), role=role, created_at=stamp.at
        )
    )
    audit.note(connection, tenant, stamp, ("api_key.created", key.id), {"role": role})
    return key


def find(connection: Connection, secret: str) -> ApiKey | None:
    """Whom does the secret let in? ``None`` if nobody, or no more."""
    query = select(API_KEYS.c.id, API_KEYS.c.tenant, API_KEYS.c.role)
    row = connection.execute(
        query.where(API_KEYS.c.hash == _hash(secret), API_KEYS.c.revoked_at.is_(None))
    ).one_or_none()
    return None if row is None else ApiKey(id=row.id, tenant=row.tenant, role=row.role)


def _hash(secret: str) -> bytes:
    """SHA-256 is enough for a secret of 256 random bits: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8")).digest()
