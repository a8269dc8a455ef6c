"""Names of skills. They need no registration: a name is known from the first technician or order that uses it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Connection, Table, Text, insert, select

from operations import audit, sequences
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column

SKILLS = Table(
    "skills",
    METADATA,
    tenant_column(),
    Column("name", Text, primary_key=True),
    Column("serial", SERIAL, nullable=False),
    Column("created_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillRecord:
    """A skill, known by its name."""

    name: str
    created_at: datetime


def add(connection: Connection, tenant: str, names: Iterable[str], stamp: audit.Stamp) -> tuple[SkillRecord, ...]:
    """The records of these names; those that were not known are made."""
    wanted = list(dict.fromkeys(names))
    if not wanted:
        return ()
    query = select(SKILLS.c.name, SKILLS.c.created_at).where(SKILLS.c.tenant == tenant, SKILLS.c.name.in_(wanted))
    known = {row.name: row.created_at for row in connection.execute(query)}
    for name in wanted:
        if name not in known:
            serial = sequences.following(connection, tenant, "skills")
            connection.execute(insert(SKILLS).values(tenant=tenant, name=name, serial=serial, created_at=stamp.at))
            audit.note(connection, tenant, stamp, ("skill.added", name), {})
    return tuple(SkillRecord(name=name, created_at=known.get(name, stamp.at)) for name in wanted)


def page(connection: Connection, tenant: str, piece: Slice) -> Page[SkillRecord]:
    """The skills of a tenant, in the order in which they became known."""
    query = select(SKILLS).where(SKILLS.c.tenant == tenant, SKILLS.c.serial > piece.after)
    rows = connection.execute(query.order_by(SKILLS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, SkillRecord(name=row.name, created_at=row.created_at)) for row in rows], piece.limit)
