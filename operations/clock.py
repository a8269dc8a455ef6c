"""What time is it for a tenant? That of the machine, or, simulated, the latest `created` seen."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

from sqlalchemy import Connection

from dispatch.errors import Fault
from operations import tenants
from operations.errors import InvalidRequestError

Mode = Literal["system", "simulated"]


def now(connection: Connection, tenant: str, mode: Mode) -> datetime:
    """The instant that counts as now, in UTC and whole seconds.

    Under ``simulated`` it is the latest `created` of the tenant's orders, and the machine's as long as there is none.
    """
    latest = tenants.latest_created(connection, tenant) if mode == "simulated" else None
    return latest if latest is not None else datetime.now(UTC).replace(microsecond=0)


def on_arrival(connection: Connection, tenant: str, mode: Mode, created: datetime | None) -> datetime:
    """The instant that counts as now once an order that says `created` has come in.

    Raises
    ------
    InvalidRequestError
        Under ``simulated``, if neither this order nor one before says when it was created.
    """
    if mode == "system":
        return now(connection, tenant, mode)
    known = [moment for moment in (tenants.latest_created(connection, tenant), created) if moment is not None]
    if not known:
        message = "is missing: the service's clock is simulated, so the first order must say when it was created"
        raise InvalidRequestError([Fault("/created", "required", message)])
    return max(known).astimezone(UTC)
