"""Orders: what customers want, the state each is in, and who serves it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal

from geoalchemy2 import Geometry
from sqlalchemy import (
    Column,
    Connection,
    Index,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    insert,
    select,
    update,
)

from dispatch.files.order_file import order_from_json, order_to_json
from dispatch.model import Order
from geo.places import LatLng
from operations import (
    assignments,
    audit,
    dispatch_requests,
    events,
    order_drafts,
    references,
    sequences,
    skills,
    tenants,
)
from operations.assignments import ASSIGNMENTS, Assignment
from operations.errors import ConflictError, NotFoundError
from operations.schema import METADATA, SERIAL, Instant, tenant_column
from operations.spatial import SRID, point

State = Literal["unassigned", "scheduled", "canceled"]
"""The states that this version knows."""

MOVES: Mapping[State, Sequence[State]] = MappingProxyType(
    {"unassigned": ("scheduled", "canceled"), "scheduled": ("unassigned", "canceled"), "canceled": ()}
)
"""States into which an order may be brought from each."""

ORDERS = Table(
    "orders",
    METADATA,
    tenant_column(),
    *references.identity_columns(),
    Column("state", Text, nullable=False),
    Column("payment_state", Text, nullable=False),
    Column("reason", Text),
    Column("decision_id", Text),
    Column("created_at", Instant, nullable=False),
    Column("change", SERIAL, nullable=False, server_default="0"),
    Column("body", Text, nullable=False),
    Column("location", Geometry("POINT", srid=SRID, spatial_index=False), nullable=False),
    UniqueConstraint("tenant", "external_id"),
    Index("ix_orders_state", "tenant", "state", "serial"),
    Index("ix_orders_serial", "tenant", "serial"),
    Index("ix_orders_change", "tenant", "change"),
)

CHANGES = "order_changes"
"""Name of the sequence that numbers changes of what customers want."""


def records() -> Select[Any]:
    """All orders with their assignments, as `from_row` takes them."""
    columns = [column for column in ORDERS.c if column.name not in ("tenant", "location", "decision_id", "change")]
    assigned = [column for column in ASSIGNMENTS.c if column.name not in ("tenant", "decision_id")]
    together = (ORDERS.c.tenant == ASSIGNMENTS.c.tenant) & (ORDERS.c.id == ASSIGNMENTS.c.order_id)
    return select(*columns, *assigned, ORDERS.c.decision_id.label("latest"), ASSIGNMENTS.c.decision_id).select_from(
        ORDERS.outerjoin(ASSIGNMENTS, together)
    )


_INSERT = insert(ORDERS)
_BY_ID = records().where(ORDERS.c.tenant == bindparam("of_tenant"), ORDERS.c.id == bindparam("ref"))
_BY_EXTERNAL_ID = records().where(ORDERS.c.tenant == bindparam("of_tenant"), ORDERS.c.external_id == bindparam("ref"))
_REVISION = select(ORDERS.c.revision).where(
    ORDERS.c.tenant == bindparam("of_tenant"), ORDERS.c.id == bindparam("of_id")
)
_MOVE = (
    update(ORDERS)
    .where(
        ORDERS.c.tenant == bindparam("of_tenant"), ORDERS.c.id == bindparam("of_id"), ORDERS.c.state == bindparam("was")
    )
    .values(
        revision=ORDERS.c.revision + 1,
        state=bindparam("to_state"),
        reason=bindparam("to_reason"),
        decision_id=bindparam("to_decision"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRecord:
    """An order and how it stands with it.

    Parameters
    ----------
    revision
        Raised by every change of the record.
    created_at
        When the service took it in, by the service's clock.
    reason
        Why it is unassigned although its dispatch was decided: ``no_eligible_technician``, ``does_not_fit``,
        ``not_worth_it``, or ``dispatch_failed`` if no attempt came to an end.
    decision_id
        Of the latest decision about it.
    """

    id: str
    external_id: str | None
    revision: int
    created_at: datetime
    state: State
    payment_state: str
    reason: str | None
    decision_id: str | None
    order: Order
    assignment: Assignment | None


def place(
    connection: Connection, tenant: str, order: Order, stamp: audit.Stamp, *, external_id: str | None = None
) -> OrderRecord:
    """Take an order in under an id of its own, and ask for its dispatch, all in this transaction.

    `order.id` is not looked at; an order without `created` gets `stamp.at`.

    Raises
    ------
    ConflictError
        If the external id is known; `details` name the order's id.
    InvalidRequestError
        If the order cannot be taken in; see `order_drafts.settled`.
    """
    references.refuse_known(connection, ORDERS, tenant, external_id)
    order, location = order_drafts.settled(connection, tenant, order)
    order_id, serial = references.new_identity(connection, ORDERS, tenant, "o")
    created = order.created or stamp.at
    order = replace(order, id=order_id, created=created)
    row = {
        "tenant": tenant,
        "id": order_id,
        "serial": serial,
        "external_id": external_id,
        "revision": 1,
        "state": "unassigned",
        "payment_state": "unpaid",
        "created_at": stamp.at,
        "body": json.dumps(order_to_json(order), ensure_ascii=False),
        "location": point(location),
    }
    connection.execute(_INSERT, row)
    tenants.see_created(connection, tenant, created)
    skills.add(connection, tenant, order.skills, stamp)
    request_id = dispatch_requests.open_request(connection, tenant, order_id)
    details = {"external_id": external_id, "dispatch_request": request_id}
    events.append(connection, tenant, events.Happening(order_id, "order.placed", stamp.at, details))
    audit.note(connection, tenant, stamp, ("order.placed", order_id), details)
    return get(connection, tenant, order_id)


def rewrite(connection: Connection, tenant: str, record: OrderRecord, order: Order, location: LatLng) -> None:
    """Keep what the customer wants now, in the place of what was wanted before; who serves it is for the caller."""
    query = update(ORDERS).where(ORDERS.c.tenant == tenant, ORDERS.c.id == record.id)
    values = {
        "revision": ORDERS.c.revision + 1,
        "change": sequences.following(connection, tenant, CHANGES),
        "body": json.dumps(order_to_json(order), ensure_ascii=False),
        "location": point(location),
    }
    connection.execute(query.values(**values))


def latest_change(connection: Connection, tenant: str) -> int:
    """The number of the latest change of what a customer wants; 0 if there was none."""
    return sequences.latest(connection, tenant, CHANGES)


def changed_since(connection: Connection, tenant: str, change: int) -> tuple[str, ...]:
    """Ids of the orders of which a customer wants something else since a change."""
    query = select(ORDERS.c.id).where(ORDERS.c.tenant == tenant, ORDERS.c.change > change)
    return tuple(connection.execute(query).scalars())


def get(connection: Connection, tenant: str, ref: str) -> OrderRecord:
    """The order of an id or ``ext:`` external id.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    external = ref.startswith(references.EXTERNAL)
    query = _BY_EXTERNAL_ID if external else _BY_ID
    asked = {"of_tenant": tenant, "ref": ref.removeprefix(references.EXTERNAL) if external else ref}
    row = connection.execute(query, asked).one_or_none()
    if row is None:
        raise NotFoundError("order", ref)
    return from_row(row)


def revision_of(connection: Connection, tenant: str, order_id: str) -> int:
    """The revision of an order that is known."""
    return int(connection.execute(_REVISION, {"of_tenant": tenant, "of_id": order_id}).scalar_one())


def bodies(connection: Connection, tenant: str, order_ids: Sequence[str]) -> dict[str, Order]:
    """The orders of these ids, by id; ids that are not known are left out."""
    found = {}
    for begin in range(0, len(order_ids), 500):
        ids = order_ids[begin : begin + 500]
        query = select(ORDERS.c.id, ORDERS.c.body).where(ORDERS.c.tenant == tenant, ORDERS.c.id.in_(ids))
        found.update({row.id: order_from_json(json.loads(row.body), id=row.id) for row in connection.execute(query)})
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How it stands with an order after a decision or a change."""

    state: State
    reason: str | None
    decision_id: str | None


def move(connection: Connection, tenant: str, order_id: str, standing: Standing, *, was: State) -> bool:
    """Bring an order from the state `was` into another standing. False if it is not in `was` any more."""
    values = {"to_state": standing.state, "to_reason": standing.reason, "to_decision": standing.decision_id}
    return connection.execute(_MOVE, {"of_tenant": tenant, "of_id": order_id, "was": was, **values}).rowcount == 1


def illegal_move(record: OrderRecord, said: str) -> ConflictError:
    """What is raised for an order whose state does not allow what was asked; `said` goes on after its id."""
    details = {"current_state": record.state, "allowed_transitions": list(MOVES[record.state])}
    return ConflictError("illegal_move", f"order {record.id} {said}", details)


def touch(connection: Connection, tenant: str, order_id: str) -> None:
    """Raise the revision of an order whose assignment has changed."""
    query = update(ORDERS).where(ORDERS.c.tenant == tenant, ORDERS.c.id == order_id)
    connection.execute(query.values(revision=ORDERS.c.revision + 1))


def from_row(row: Row[Any]) -> OrderRecord:
    """The record of a row that has the columns of `records`."""
    return OrderRecord(
        id=row.id,
        external_id=row.external_id,
        revision=row.revision,
        created_at=row.created_at,
        state=row.state,
        payment_state=row.payment_state,
        reason=row.reason,
        decision_id=row.latest,
        order=order_from_json(json.loads(row.body), id=row.id),
        assignment=None if row.order_id is None else assignments.from_row(row),
    )
