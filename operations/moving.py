"""An order that somebody is given is served at another time because of something else."""

from __future__ import annotations

from sqlalchemy import Connection

from dispatch.model import Stop
from operations import assignments, audit, events, orders


def move(connection: Connection, tenant: str, stop: Stop, because_of: str, stamp: audit.Stamp) -> None:
    """Keep the new times of the order of a stop, and tell of them.

    Parameters
    ----------
    stop
        In UTC, as it is in the day now.
    because_of
        Id of the order or technician that moved it.
    """
    assignments.move(connection, tenant, stop)
    orders.touch(connection, tenant, stop.order)
    told = {"start": stop.start.isoformat(), "finish": stop.finish.isoformat(), "because_of": because_of}
    events.append(connection, tenant, events.Happening(stop.order, "order.moved", stamp.at, told))
    audit.note(connection, tenant, stamp, ("order.moved", stop.order), told)
