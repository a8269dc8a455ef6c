"""Who changed what, when and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, insert, select

from operations import sequences
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column

SYSTEM = "system"
"""The actor when no person asked."""

AUDIT = Table(
    "audit",
    METADATA,
    tenant_column(),
    Column("serial", SERIAL, primary_key=True, autoincrement=False),
    Column("actor", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Text, nullable=False, index=True),
    Column("reason", Text),
    Column("details", Text, nullable=False),
)

_INSERT = insert(AUDIT)


@dataclass(frozen=True, slots=True)
class Stamp:
    """Under which name, when and why something is changed.

    Parameters
    ----------
    actor
        Id of the API key or the part of Paidan that acts.
    at
        Instant by the service's clock.
    reason
        Words of a person, where one gave some.
    """

    actor: str
    at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditRecord:
    """One change. `subject` is the id of what was changed, `action` a verb such as ``order.placed``."""

    serial: int
    actor: str
    at: datetime
    action: str
    subject: str
    reason: str | None
    details: Mapping[str, Any]


def note(
    connection: Connection, tenant: str, stamp: Stamp, change: tuple[str, str], details: Mapping[str, Any]
) -> None:
    """Keep that `change`, an (action, subject), was made."""
    action, subject = change
    row = {
        "tenant": tenant,
        "serial": sequences.following(connection, tenant, "audit"),
        "actor": stamp.actor,
        "at": stamp.at,
        "action": action,
        "subject": subject,
        "reason": stamp.reason,
        "details": json.dumps(details, ensure_ascii=False),
    }
    connection.execute(_INSERT, row)


def page(connection: Connection, tenant: str, piece: Slice, *, subject: str | None = None) -> Page[AuditRecord]:
    """The changes of a tenant, or of one subject, oldest first."""
    query = select(AUDIT).where(AUDIT.c.tenant == tenant, AUDIT.c.serial > piece.after)
    if subject is not None:
        query = query.where(AUDIT.c.subject == subject)
    rows = connection.execute(query.order_by(AUDIT.c.serial).limit(piece.limit + 1)).mappings()
    return page_of([(row["serial"], _record(dict(row))) for row in rows], piece.limit)


def _record(row: dict[str, Any]) -> AuditRecord:
    del row["tenant"]
    return AuditRecord(**row | {"details": json.loads(row["details"])})
