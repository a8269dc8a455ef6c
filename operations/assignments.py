"""Who serves which order, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Index, Row, Table, Text, delete, insert, update

from dispatch.model import Stop
from operations.schema import METADATA, Instant, tenant_column

ASSIGNMENTS = Table(
    "assignments",
    METADATA,
    tenant_column(),
    Column("order_id", Text, primary_key=True),
    Column("technician_id", Text, nullable=False),
    Column("shift_start", Instant, nullable=False),
    Column("start", Instant, nullable=False),
    Column("finish", Instant, nullable=False),
    Column("source", Text, nullable=False),
    Column("locked", Boolean, nullable=False),
    Column("decision_id", Text, nullable=False),
    Index("ix_assignments_technician_id", "tenant", "technician_id", "start"),
)

_INSERT = insert(ASSIGNMENTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who serves an order, and when.

    Parameters
    ----------
    technicians
        Ids by role; one in this version.
    shift_start
        Names the shift of the technician.
    source
        Who decided: ``dispatch``.
    """

    order_id: str
    technicians: tuple[str, ...]
    shift_start: datetime
    start: datetime
    finish: datetime
    source: str
    locked: bool
    decision_id: str


def put(connection: Connection, tenant: str, assignment: Assignment) -> None:
    """Keep the assignment of an order that has none."""
    (technician_id,) = assignment.technicians
    row = {
        "tenant": tenant,
        "order_id": assignment.order_id,
        "technician_id": technician_id,
        "shift_start": assignment.shift_start,
        "start": assignment.start,
        "finish": assignment.finish,
        "source": assignment.source,
        "locked": assignment.locked,
        "decision_id": assignment.decision_id,
    }
    connection.execute(_INSERT, row)


def move(connection: Connection, tenant: str, stop: Stop) -> None:
    """The order of a stop is served at another time now."""
    mine = (ASSIGNMENTS.c.tenant == tenant) & (ASSIGNMENTS.c.order_id == stop.order)
    connection.execute(update(ASSIGNMENTS).where(mine).values(start=stop.start, finish=stop.finish))


def lock(connection: Connection, tenant: str, order_id: str, locked: bool) -> None:
    """Nothing but a dispatcher's hand changes the assignment now, or anything may again."""
    mine = (ASSIGNMENTS.c.tenant == tenant) & (ASSIGNMENTS.c.order_id == order_id)
    connection.execute(update(ASSIGNMENTS).where(mine).values(locked=locked))


def follow_shift(connection: Connection, tenant: str, technician_id: str, moved: tuple[datetime, datetime]) -> None:
    """The shift that started at the first instant starts at the second now."""
    mine = (ASSIGNMENTS.c.tenant == tenant) & (ASSIGNMENTS.c.technician_id == technician_id)
    query = update(ASSIGNMENTS).where(mine, ASSIGNMENTS.c.shift_start == moved[0])
    connection.execute(query.values(shift_start=moved[1]))


def remove(connection: Connection, tenant: str, order_ids: Sequence[str]) -> None:
    """The orders are nobody's any more."""
    mine = (ASSIGNMENTS.c.tenant == tenant) & ASSIGNMENTS.c.order_id.in_(order_ids)
    connection.execute(delete(ASSIGNMENTS).where(mine))


def from_row(row: Row[Any]) -> Assignment:
    """The assignment of a row that has the columns of `ASSIGNMENTS`."""
    return Assignment(
        order_id=row.order_id,
        technicians=(row.technician_id,),
        shift_start=row.shift_start,
        start=row.start,
        finish=row.finish,
        source=row.source,
        locked=row.locked,
        decision_id=row.decision_id,
    )
