"""Decisions as they were made: a decision file each, never changed afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Integer, Row, Table, Text, insert, select

from operations import references
from operations.errors import NotFoundError
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column

DECISIONS = Table(
    "decisions",
    METADATA,
    tenant_column(),
    Column("id", Text, primary_key=True),
    Column("serial", SERIAL, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("reason", Text),
    Column("made_at", Instant, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("snapshot_sha256", Text, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_decisions_order_id", "tenant", "order_id", "serial"),
    Index("ix_decisions_serial", "tenant", "serial"),
)

_INSERT = insert(DECISIONS)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRecord:
    """A decision and when it was made.

    Parameters
    ----------
    made_at
        By the service's clock.
    attempt
        Which attempt of the dispatch request made it, from 1.
    file
        The decision file (``paidan.decision.v1``) as JSON data.
    """

    id: str
    order_id: str
    outcome: str
    reason: str | None
    made_at: datetime
    attempt: int
    snapshot_sha256: str
    file: Mapping[str, Any]


def add(connection: Connection, tenant: str, file: Mapping[str, Any], *, made_at: datetime, attempt: int) -> str:
    """Keep a decision file; the id of its record, such as ``d4``."""
    decision_id, serial = references.new_identity(connection, DECISIONS, tenant, "d")
    row = {
        "tenant": tenant,
        "id": decision_id,
        "serial": serial,
        "order_id": file["order"],
        "outcome": file["outcome"],
        "reason": file.get("reason"),
        "made_at": made_at,
        "attempt": attempt,
        "snapshot_sha256": file["snapshot_sha256"],
        "body": json.dumps(file, ensure_ascii=False, separators=(",", ":")),
    }
    connection.execute(_INSERT, row)
    return decision_id


def get(connection: Connection, tenant: str, decision_id: str) -> DecisionRecord:
    """The decision of an id.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    mine = (DECISIONS.c.tenant == tenant) & (DECISIONS.c.id == decision_id)
    row = connection.execute(select(DECISIONS).where(mine)).one_or_none()
    if row is None:
        raise NotFoundError("decision", decision_id)
    return _record(row)


def page(connection: Connection, tenant: str, piece: Slice, *, order_id: str | None = None) -> Page[DecisionRecord]:
    """The decisions of a tenant, or about one order, oldest first."""
    query = select(DECISIONS).where(DECISIONS.c.tenant == tenant, DECISIONS.c.serial > piece.after)
    if order_id is not None:
        query = query.where(DECISIONS.c.order_id == order_id)
    rows = connection.execute(query.order_by(DECISIONS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, _record(row)) for row in rows], piece.limit)


def _record(row: Row[Any]) -> DecisionRecord:
    return DecisionRecord(
        id=row.id,
        order_id=row.order_id,
        outcome=row.outcome,
        reason=row.reason,
        made_at=row.made_at,
        attempt=row.attempt,
        snapshot_sha256=row.snapshot_sha256,
        file=json.loads(row.body),
    )
