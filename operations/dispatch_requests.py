"""Requests for dispatch (the outbox): written with the order, closed with its decision, found again when lost.

A request is leased to one attempt at a time. The lease is counted by the machine's clock (that of the database),
not by the service's, which may be simulated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Column, Connection, Index, Integer, Row, Table, Text, bindparam, func, insert, select, update

from operations import references
from operations.schema import METADATA, SERIAL, Instant, tenant_column

State = Literal["pending", "closed", "given_up"]

DISPATCH_REQUESTS = Table(
    "dispatch_requests",
    METADATA,
    tenant_column(),
    Column("id", Text, primary_key=True),
    Column("serial", SERIAL, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("leased_at", Instant, nullable=False, server_default=func.current_timestamp()),
    Column("trouble", Text),
    Index("ix_dispatch_requests_order_id", "tenant", "order_id"),
    Index("ix_dispatch_requests_state", "state", "leased_at"),
)

_COLUMNS = [column for column in DISPATCH_REQUESTS.c if column.name != "serial"]

_INSERT = insert(DISPATCH_REQUESTS)
_PENDING_OF = (
    select(*_COLUMNS)
    .where(
        DISPATCH_REQUESTS.c.tenant == bindparam("of_tenant"),
        DISPATCH_REQUESTS.c.order_id == bindparam("of_order"),
        DISPATCH_REQUESTS.c.state == "pending",
    )
    .order_by(DISPATCH_REQUESTS.c.serial.desc())
    .limit(1)
)
_CLOSE = (
    update(DISPATCH_REQUESTS)
    .where(
        DISPATCH_REQUESTS.c.tenant == bindparam("of_tenant"),
        DISPATCH_REQUESTS.c.id == bindparam("of_id"),
        DISPATCH_REQUESTS.c.state == "pending",
    )
    .values(state="closed")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchRequest:
    """That an order shall be dispatched.

    Parameters
    ----------
    attempt
        How many background jobs were asked to do it, from 1; 0 for none yet.
    leased_at
        When the latest of them was asked, UTC, by the database's clock.
    trouble
        What the last failed attempt said, in one line.
    """

    tenant: str
    id: str
    order_id: str
    state: State
    attempt: int
    leased_at: datetime
    trouble: str | None


def open_request(connection: Connection, tenant: str, order_id: str) -> str:
    """Ask for the dispatch of an order; the id of the request. Its first attempt is leased from now on."""
    request_id, serial = references.new_identity(connection, DISPATCH_REQUESTS, tenant, "r")
    row = {"tenant": tenant, "id": request_id, "serial": serial, "order_id": order_id, "state": "pending", "attempt": 1}
    connection.execute(_INSERT, row)
    return request_id


def pending_of(connection: Connection, tenant: str, order_id: str) -> DispatchRequest | None:
    """The open request of an order, if there is one."""
    row = connection.execute(_PENDING_OF, {"of_tenant": tenant, "of_order": order_id}).one_or_none()
    return None if row is None else _request(row)


def pending_before(connection: Connection, leased_before: datetime, limit: int = 500) -> tuple[DispatchRequest, ...]:
    """Open requests of all tenants whose lease began before an instant, longest waiting first."""
    table = DISPATCH_REQUESTS
    query = select(*_COLUMNS).where(table.c.state == "pending", table.c.leased_at < leased_before)
    rows = connection.execute(query.order_by(table.c.leased_at, table.c.tenant, table.c.serial).limit(limit))
    return tuple(_request(row) for row in rows)


def renew(connection: Connection, request: DispatchRequest, *, attempt: int) -> bool:
    """Lease the request anew, to `attempt`. False if somebody else has moved it on since it was read."""
    return _change(connection, request, {"attempt": attempt, "leased_at": func.current_timestamp()})


def close(connection: Connection, request: DispatchRequest) -> bool:
    """The order has its decision. False if the request was closed before, whatever the attempt."""
    return connection.execute(_CLOSE, {"of_tenant": request.tenant, "of_id": request.id}).rowcount == 1


def give_up(connection: Connection, request: DispatchRequest) -> bool:
    """No more attempts. False if somebody else has moved it on since it was read."""
    return _change(connection, request, {"state": "given_up"})


def note_trouble(connection: Connection, request: DispatchRequest, trouble: str) -> bool:
    """Keep what went wrong with the attempt; the lease is left to run out."""
    return _change(connection, request, {"trouble": trouble[:500]})


def _change(connection: Connection, request: DispatchRequest, values: dict[str, Any]) -> bool:
    table = DISPATCH_REQUESTS
    mine = (table.c.tenant == request.tenant) & (table.c.id == request.id) & (table.c.state == "pending")
    query = update(table).where(mine, table.c.attempt == request.attempt).values(**values)
    return connection.execute(query).rowcount == 1


def _request(row: Row[Any]) -> DispatchRequest:
    return DispatchRequest(**row._asdict())
