"""What decisions saw: problems as canonical JSON, compressed, once for each hash."""

from __future__ import annotations

import hashlib
import zlib

from sqlalchemy import Column, Connection, LargeBinary, Table, Text, bindparam, insert, select

from operations.errors import NotFoundError
from operations.schema import METADATA, tenant_column

SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    tenant_column(),
    Column("sha256", Text, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

_INSERT = insert(SNAPSHOTS)
_KNOWN = select(SNAPSHOTS.c.sha256).where(
    SNAPSHOTS.c.tenant == bindparam("of_tenant"), SNAPSHOTS.c.sha256 == bindparam("of_sha256")
)


def put(connection: Connection, tenant: str, sha256: str, packed: bytes) -> None:
    """Keep a snapshot (`pack` makes `packed`) unless it is known."""
    if connection.execute(_KNOWN, {"of_tenant": tenant, "of_sha256": sha256}).one_or_none() is None:
        connection.execute(_INSERT, {"tenant": tenant, "sha256": sha256, "body": packed})


def get(connection: Connection, tenant: str, sha256: str) -> bytes:
    """The problem file of a hash, canonical JSON in UTF-8.

    Raises
    ------
    NotFoundError
        If no decision of the tenant saw it.
    """
    mine = (SNAPSHOTS.c.tenant == tenant) & (SNAPSHOTS.c.sha256 == sha256)
    packed = connection.execute(select(SNAPSHOTS.c.body).where(mine)).scalar_one_or_none()
    if packed is None:
        raise NotFoundError("snapshot", sha256)
    text = zlib.decompress(packed)
    assert hashlib.sha256(text).hexdigest() == sha256
    return text


def pack(text: bytes) -> bytes:
    """Compress a problem file; fast rather than small, as it is done for every decision."""
    return zlib.compress(text, level=1)
