"""Tenants: who the service works for, how their technicians travel, and what their clock shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Float, Integer, Table, Text, bindparam, insert, or_, select, update

from geo.travel import GreatCircle
from operations.assignments import ASSIGNMENTS
from operations.errors import ConflictError, NotFoundError
from operations.schema import METADATA, Instant

DEFAULT_TRAVEL = GreatCircle(speed_kmh=30.0, detour=1.3)
"""How technicians travel unless something else is said: through a city, in traffic."""

TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("timezone", Text),
    Column("speed_kmh", Float, nullable=False),
    Column("detour", Float, nullable=False),
    Column("latest_created", Instant),
    Column("directory_revision", Integer, nullable=False),
)

_LATEST_CREATED = select(TENANTS.c.latest_created).where(TENANTS.c.id == bindparam("of_tenant"))
_SEE_CREATED = (
    update(TENANTS)
    .where(
        TENANTS.c.id == bindparam("of_tenant"),
        or_(TENANTS.c.latest_created.is_(None), TENANTS.c.latest_created < bindparam("created")),
    )
    .values(latest_created=bindparam("created"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Who the service works for.

    Parameters
    ----------
    timezone
        In which instants are told and days are counted; ``None`` means as the shifts were written.
    travel
        How long a way takes.
    """

    id: str
    travel: GreatCircle
    timezone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSettings:
    """What shall hold for a tenant; ``None`` leaves it as it is, in a new tenant at `DEFAULT_TRAVEL` and no zone."""

    travel: GreatCircle | None = None
    timezone: ZoneInfo | None = None


def settle(connection: Connection, tenant: str, wanted: TenantSettings) -> Tenant:
    """Make the tenant, or give the known one these settings.

    Raises
    ------
    ConflictError
        ``travel_in_use`` if technicians have been given orders by other travel times: their days would be wrong.
    """
    known = connection.execute(select(TENANTS.c.id).where(TENANTS.c.id == tenant)).one_or_none()
    if known is None:
        travel = wanted.travel or DEFAULT_TRAVEL
        values = _columns(Tenant(id=tenant, travel=travel, timezone=wanted.timezone))
        connection.execute(insert(TENANTS).values(id=tenant, directory_revision=1, **values))
    before = get(connection, tenant)
    after = Tenant(id=tenant, travel=wanted.travel or before.travel, timezone=wanted.timezone or before.timezone)
    if after.travel != before.travel and _has_assignments(connection, tenant):
        message = (
            f"technicians travel by {_said(before.travel)} here and have orders: they cannot by {_said(after.travel)}"
        )
        raise ConflictError("travel_in_use", message)
    if after != before:
        connection.execute(update(TENANTS).where(TENANTS.c.id == tenant).values(**_columns(after)))
        next_directory_revision(connection, tenant)
    return after


def get(connection: Connection, tenant: str) -> Tenant:
    """The tenant of an id.

    Raises
    ------
    NotFoundError
        If there is none.
    """
    found = find(connection, tenant)
    if found is None:
        raise NotFoundError("tenant", tenant)
    return found


def find(connection: Connection, tenant: str) -> Tenant | None:
    """The tenant of an id, if there is one."""
    row = connection.execute(select(TENANTS).where(TENANTS.c.id == tenant)).one_or_none()
    if row is None:
        return None
    return Tenant(
        id=row.id,
        travel=GreatCircle(row.speed_kmh, row.detour),
        timezone=None if row.timezone is None else ZoneInfo(row.timezone),
    )


def latest_created(connection: Connection, tenant: str) -> datetime | None:
    """The latest `created` that an order of the tenant has said, in UTC."""
    latest: datetime | None = connection.execute(_LATEST_CREATED, {"of_tenant": tenant}).scalar_one()
    return latest


def see_created(connection: Connection, tenant: str, created: datetime) -> None:
    """Let the simulated clock go on to `created`; it never goes back."""
    connection.execute(_SEE_CREATED, {"of_tenant": tenant, "created": created})


def next_directory_revision(connection: Connection, tenant: str) -> int:
    """Raise the number that every change to technicians, areas, policies and travel raises, and give it."""
    raised = TENANTS.c.directory_revision + 1
    query = update(TENANTS).where(TENANTS.c.id == tenant).values(directory_revision=raised)
    return int(connection.execute(query.returning(TENANTS.c.directory_revision)).scalar_one())


def _columns(tenant: Tenant) -> dict[str, Any]:
    return {
        "timezone": None if tenant.timezone is None else tenant.timezone.key,
        "speed_kmh": tenant.travel.speed_kmh,
        "detour": tenant.travel.detour,
    }


def _has_assignments(connection: Connection, tenant: str) -> bool:
    query = select(ASSIGNMENTS.c.order_id).where(ASSIGNMENTS.c.tenant == tenant).limit(1)
    return connection.execute(query).one_or_none() is not None


def _said(travel: GreatCircle) -> str:
    return f"{travel.speed_kmh:g} km/h with a detour of {travel.detour:g}"
