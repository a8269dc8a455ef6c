"""Serial numbers of a tenant, one row for each kind of thing: the same calls give the same ids."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Table, Text, bindparam, insert, select, update

from operations.schema import METADATA, SERIAL, tenant_column

SEQUENCES = Table(
    "sequences",
    METADATA,
    tenant_column(),
    Column("name", Text, primary_key=True),
    Column("last", SERIAL, nullable=False),
)


_RAISE = (
    update(SEQUENCES)
    .where(SEQUENCES.c.tenant == bindparam("of_tenant"), SEQUENCES.c.name == bindparam("of_name"))
    .values(last=SEQUENCES.c.last + 1)
    .returning(SEQUENCES.c.last)
)


_LATEST = select(SEQUENCES.c.last).where(
    SEQUENCES.c.tenant == bindparam("of_tenant"), SEQUENCES.c.name == bindparam("of_name")
)


def latest(connection: Connection, tenant: str, name: str) -> int:
    """The number that was given last; 0 if none was."""
    return int(connection.execute(_LATEST, {"of_tenant": tenant, "of_name": name}).scalar_one_or_none() or 0)


def following(connection: Connection, tenant: str, name: str) -> int:
    """The next number of a sequence, from 1. Numbers of a transaction that was rolled back are given again."""
    last = connection.execute(_RAISE, {"of_tenant": tenant, "of_name": name}).scalar_one_or_none()
    if last is not None:
        return int(last)
    connection.execute(insert(SEQUENCES).values(tenant=tenant, name=name, last=1))
    return 1
