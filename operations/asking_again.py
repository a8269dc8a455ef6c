"""Asking once more for the dispatch of an order that was left unassigned."""

from __future__ import annotations

from sqlalchemy import Connection

from operations import audit, dispatch_requests, events, orders
from operations.orders import OrderRecord, Standing


def ask_again(connection: Connection, tenant: str, ref: str, stamp: audit.Stamp) -> OrderRecord:
    """Ask for the dispatch of an unassigned order; one that is being dispatched already is left alone.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    ConflictError
        ``illegal_move`` if it is not unassigned; `details` say ``current_state`` and ``allowed_transitions``.
    """
    record = orders.get(connection, tenant, ref)
    if record.state != "unassigned":
        raise orders.illegal_move(record, f"is {record.state}, only an unassigned order can be dispatched")
    if dispatch_requests.pending_of(connection, tenant, record.id) is not None:
        return record
    request_id = dispatch_requests.open_request(connection, tenant, record.id)
    standing = Standing("unassigned", None, record.decision_id)
    orders.move(connection, tenant, record.id, standing, was="unassigned")
    details = {"dispatch_request": request_id}
    events.append(connection, tenant, events.Happening(record.id, "order.dispatch_asked", stamp.at, details))
    audit.note(connection, tenant, stamp, ("order.dispatch_asked", record.id), details)
    return orders.get(connection, tenant, record.id)
