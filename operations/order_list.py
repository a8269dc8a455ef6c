"""Lists of orders, by what they have in common."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, false

from operations import references
from operations.assignments import ASSIGNMENTS
from operations.orders import ORDERS, OrderRecord, State, from_row, records
from operations.pages import Page, Slice, page_of
from operations.technicians import TECHNICIANS


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """Which orders a list shall hold; what is ``None`` does not matter.

    Parameters
    ----------
    technician
        Id, or ``ext:`` external id, of who serves them.
    created_from, created_before
        Bounds of `OrderRecord.created_at`; the first included, the second not.
    """

    state: State | None = None
    technician: str | None = None
    external_id: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None


def page(connection: Connection, tenant: str, piece: Slice, wanted: OrderFilter | None = None) -> Page[OrderRecord]:
    """The orders of a tenant, in the order in which they came."""
    wanted = wanted or OrderFilter()
    query = records().where(ORDERS.c.tenant == tenant, ORDERS.c.serial > piece.after)
    query = query.where(*_conditions(connection, tenant, wanted))
    rows = connection.execute(query.order_by(ORDERS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, from_row(row)) for row in rows], piece.limit)


def _conditions(connection: Connection, tenant: str, wanted: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(ORDERS.c.state == wanted.state)
    if wanted.technician is not None:
        technician_id = references.find_id(connection, TECHNICIANS, tenant, wanted.technician)
        conditions.append(false() if technician_id is None else ASSIGNMENTS.c.technician_id == technician_id)
    if wanted.external_id is not None:
        conditions.append(ORDERS.c.external_id == wanted.external_id)
    if wanted.created_from is not None:
        conditions.append(ORDERS.c.created_at >= wanted.created_from)
    if wanted.created_before is not None:
        conditions.append(ORDERS.c.created_at < wanted.created_before)
    return conditions
