"""Another wish of the customer: an order that is known, with other windows, another place, or anything else.

Whoever had it has it no more, their day is repaired, and it is given out anew.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from dispatch.files.order_file import order_to_json
from dispatch.model import Order
from operations import audit, by_hand, dispatch_requests, events, order_drafts, orders, skills, tenants
from operations.audit import Stamp
from operations.memory import Memory
from operations.orders import OrderRecord, Standing

PRIVATE = frozenset(("customer", "address", "notes"))
"""Fields that are not written down a second time."""


def rewrite(  # noqa: PLR0913, PLR0917 — which order, what it is now, who says so
    connection: Connection, tenant: str, record: OrderRecord, order: Order, stamp: Stamp, memory: Memory | None = None
) -> OrderRecord:
    """Keep what a customer wants now; if that is the same as before, nothing is done.

    Parameters
    ----------
    order
        `id` is not looked at, nor `created` unless it is said.

    Raises
    ------
    InvalidRequestError
        If the order cannot be taken in; see `order_drafts.settled`.
    ConflictError
        ``illegal_move`` if it is canceled; ``rules_broken`` if it cannot be taken out of the day, as when it has begun.
    """
    if record.state == "canceled":
        raise orders.illegal_move(record, "is canceled, nothing of it can be changed")
    order, location = order_drafts.settled(connection, tenant, order)
    order = replace(order, id=record.id, created=order.created or record.order.created)
    changed = _difference(record.order, order)
    if not changed:
        return record
    if record.state == "scheduled":
        wish = by_hand.Wish(order=record.id, to="unassigned")
        record = by_hand.carry_out(connection, tenant, wish, stamp, memory).order
    orders.rewrite(connection, tenant, record, order, location)
    skills.add(connection, tenant, order.skills, stamp)
    pending = dispatch_requests.pending_of(connection, tenant, record.id)
    if pending is not None:
        dispatch_requests.close(connection, pending)
    request_id = dispatch_requests.open_request(connection, tenant, record.id)
    orders.move(connection, tenant, record.id, Standing("unassigned", None, record.decision_id), was="unassigned")
    tenants.see_created(connection, tenant, order.created or stamp.at)
    details = {"changed": sorted(changed), "dispatch_request": request_id}
    events.append(connection, tenant, events.Happening(record.id, "order.changed", stamp.at, details))
    before = {name: was for name, was in changed.items() if name not in PRIVATE}
    audit.note(connection, tenant, stamp, ("order.changed", record.id), {**details, "before": before})
    return orders.get(connection, tenant, record.id)


def _difference(before: Order, after: Order) -> dict[str, Any]:
    """The fields that are others now, as they were."""
    was, now = order_to_json(before), order_to_json(after)
    return {name: was.get(name) for name in {*was, *now} if was.get(name) != now.get(name)}
