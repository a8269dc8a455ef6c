"""Locks: what a dispatcher has fixed about an order, so that nothing but their own hand changes it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from sqlalchemy import Connection

from operations import assignments, audit, days, events, orders
from operations.audit import Stamp
from operations.errors import ConflictError
from operations.orders import OrderRecord

Kind = Literal["technician", "time", "technician_and_time"]
"""What is kept: who serves the order, when it starts, or both."""


def lock(connection: Connection, tenant: str, ref: str, kind: Kind | None, stamp: Stamp) -> OrderRecord:
    """Lock an order as it is scheduled; ``None`` unlocks it.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    ConflictError
        ``illegal_move`` if it is not scheduled.
    """
    record = orders.get(connection, tenant, ref)
    if record.assignment is None:
        raise orders.illegal_move(record, f"is {record.state}, only a scheduled order can be locked")
    key = record.assignment.technicians[0], record.assignment.shift_start
    day = days.get_many(connection, tenant, [key])[key]
    locks = {name: held for name, held in day.locks.items() if name != record.id}
    if kind is not None:
        locks[record.id] = kind
    if locks == day.locks:
        return record
    if not days.store(connection, tenant, replace(day, revision=day.revision + 1, locks=locks)):
        raise ConflictError("changed_meanwhile", f"the day of technician {day.technician_id} has just changed")
    assignments.lock(connection, tenant, record.id, kind is not None)
    orders.touch(connection, tenant, record.id)
    name, told = "order.unlocked" if kind is None else "order.locked", {"lock": kind, "by": stamp.actor}
    events.append(connection, tenant, events.Happening(record.id, name, stamp.at, told))
    audit.note(connection, tenant, stamp, (name, record.id), told)
    return orders.get(connection, tenant, record.id)
