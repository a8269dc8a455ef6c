"""Tenants: who the service works for, how their technicians travel, and what their clock shows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Connection, Float, Table, Text, bindparam, insert, or_, select, update

from dispatch.files.traffic_file import traffic_from_json, traffic_to_json
from geo.travel import GreatCircle
from operations.assignments import ASSIGNMENTS
from operations.errors import ConflictError, NotFoundError
from operations.schema import METADATA, SERIAL, Instant
from scheduling.traffic import NO_TRAFFIC, Traffic

DEFAULT_TRAVEL = GreatCircle(speed_kmh=30.0, detour=1.3)
"""How technicians travel unless something else is said: through a city, in traffic."""

TENANTS = Table(
    "tenants",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("timezone", Text),
    Column("speed_kmh", Float, nullable=False),
    Column("detour", Float, nullable=False),
    Column("time_of_day", Text),
    Column("latest_created", Instant),
    Column("directory_revision", SERIAL, nullable=False),
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
    travel, traffic
        How long a way takes, and how much longer at some hours of the day.
    """

    id: str
    travel: GreatCircle
    traffic: Traffic = NO_TRAFFIC
    timezone: ZoneInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantSettings:
    """What shall hold for a tenant; ``None`` leaves it as it is.

    In a new tenant that is `DEFAULT_TRAVEL` at all hours, and no zone.
    """

    travel: GreatCircle | None = None
    traffic: Traffic | None = None
    timezone: ZoneInfo | None = None


def settle(connection: Connection, tenant: str, wanted: TenantSettings) -> Tenant:
    """Make the tenant, or give the known one these settings.

    Raises
    ------
    ConflictError
        ``travel_in_use`` if technicians have been given orders by other travel times: their days would be wrong;
        ``zone_unknown`` if hours of the day matter and nobody knows whose.
    """
    known = connection.execute(select(TENANTS.c.id).where(TENANTS.c.id == tenant)).one_or_none()
    if known is None:
        values = _columns(Tenant(id=tenant, travel=wanted.travel or DEFAULT_TRAVEL))
        connection.execute(insert(TENANTS).values(id=tenant, directory_revision=1, **values))
    before = get(connection, tenant)
    after = Tenant(
        id=tenant,
        travel=wanted.travel or before.travel,
        traffic=before.traffic if wanted.traffic is None else wanted.traffic,
        timezone=wanted.timezone or before.timezone,
    )
    if after.traffic.periods and after.timezone is None:
        raise ConflictError("zone_unknown", "driving takes longer at some hours of the day: a time zone must be set")
    if _driving(after) != _driving(before) and _has_assignments(connection, tenant):
        message = f"technicians travel by {_said(before)} here and have orders: they cannot by {_said(after)}"
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
        traffic=NO_TRAFFIC if row.time_of_day is None else traffic_from_json(json.loads(row.time_of_day)),
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
        "time_of_day": json.dumps(traffic_to_json(tenant.traffic)) if tenant.traffic.periods else None,
    }


def _has_assignments(connection: Connection, tenant: str) -> bool:
    query = select(ASSIGNMENTS.c.order_id).where(ASSIGNMENTS.c.tenant == tenant).limit(1)
    return connection.execute(query).one_or_none() is not None


def _driving(tenant: Tenant) -> tuple[GreatCircle, Traffic, ZoneInfo | None]:
    """All that the seconds of a way follow from."""
    return tenant.travel, tenant.traffic, tenant.timezone if tenant.traffic.periods else None


def _said(tenant: Tenant) -> str:
    periods = ", ".join(
        f"{period['factor']:g} times as long from {period['from']} to {period['to']}"
        for period in traffic_to_json(tenant.traffic)
    )
    by = f"{tenant.travel.speed_kmh:g} km/h with a detour of {tenant.travel.detour:g}"
    return f"{by}, {periods}" if periods else by
