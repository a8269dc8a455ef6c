"""What happened, numbered for the tenant and for each order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Index, Table, Text, bindparam, func, insert, select

from operations import sequences
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column

EVENTS = Table(
    "events",
    METADATA,
    tenant_column(),
    Column("serial", SERIAL, primary_key=True, autoincrement=False),
    Column("order_id", Text, nullable=False),
    Column("number", SERIAL, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("data", Text, nullable=False),
    Index("uq_events_order_id_number", "tenant", "order_id", "number", unique=True),
)

_INSERT = insert(EVENTS)
_LAST_NUMBER = select(func.max(EVENTS.c.number)).where(
    EVENTS.c.tenant == bindparam("of_tenant"), EVENTS.c.order_id == bindparam("of_order")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to an order.

    Parameters
    ----------
    serial
        Counts the events of the tenant, from 1.
    number
        Counts the events of the order, from 1, without gaps.
    kind
        ``order.placed``, ``order.scheduled``, ``order.left_unassigned``, ``order.moved``, ``order.taken_back``,
        ``order.given_up``, ``order.dispatch_asked``, ``order.canceled``.
    """

    serial: int
    order_id: str
    number: int
    kind: str
    at: datetime
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event that has no number yet."""

    order_id: str
    kind: str
    at: datetime
    data: Mapping[str, Any]


def append(connection: Connection, tenant: str, happening: Happening) -> None:
    """Keep what happened."""
    last = connection.execute(_LAST_NUMBER, {"of_tenant": tenant, "of_order": happening.order_id}).scalar_one()
    row = {
        "tenant": tenant,
        "serial": sequences.following(connection, tenant, "events"),
        "order_id": happening.order_id,
        "number": (last or 0) + 1,
        "kind": happening.kind,
        "at": happening.at,
        "data": json.dumps(happening.data, ensure_ascii=False),
    }
    connection.execute(_INSERT, row)


def page(connection: Connection, tenant: str, piece: Slice, *, order_id: str | None = None) -> Page[Event]:
    """What happened to a tenant, or to one order, oldest first."""
    query = select(EVENTS).where(EVENTS.c.tenant == tenant, EVENTS.c.serial > piece.after)
    if order_id is not None:
        query = query.where(EVENTS.c.order_id == order_id)
    rows = connection.execute(query.order_by(EVENTS.c.serial).limit(piece.limit + 1)).mappings()
    return page_of([(row["serial"], _event(dict(row))) for row in rows], piece.limit)


def after(connection: Connection, tenant: str, serial: int, limit: int) -> tuple[Event, ...]:
    """What happened to a tenant after the event of a serial number, oldest first, at most so many."""
    query = select(EVENTS).where(EVENTS.c.tenant == tenant, EVENTS.c.serial > serial)
    rows = connection.execute(query.order_by(EVENTS.c.serial).limit(limit)).mappings()
    return tuple(_event(dict(row)) for row in rows)


def _event(row: dict[str, Any]) -> Event:
    del row["tenant"]
    return Event(**row | {"data": json.loads(row["data"])})
