"""What a database holds before a service begins: tables, its tenant, and keys."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection

from dispatch.files.traffic_file import traffic_to_json
from jobs.settings import Settings
from operations import api_keys, audit, policies, tenants
from operations.api_keys import Role
from operations.audit import SYSTEM, Stamp
from operations.engine import open_engine, upgrade, write


def prepare(settings: Settings) -> None:
    """Bring the tables up to date, and make the tenant or give it what the settings say.

    Raises
    ------
    OperationsError
        If the database cannot be used, or the tenant cannot be so.
    """
    engine = open_engine(settings.database_url)
    try:
        upgrade(engine)
        stamp = _now()
        with write(engine, settings.tenant) as connection:
            _settle(connection, settings, stamp)
            policies.add_built_in(connection, settings.tenant, stamp)
    finally:
        engine.dispose()


def admit(settings: Settings, role: Role, secret: str) -> None:
    """Let whoever has the secret in, in a role of the tenant.

    Raises
    ------
    OperationsError
        If the database cannot be used, or has no such tenant.
    """
    engine = open_engine(settings.database_url)
    try:
        with write(engine, settings.tenant) as connection:
            tenants.get(connection, settings.tenant)
            api_keys.admit(connection, settings.tenant, role, secret, _now())
    finally:
        engine.dispose()


def _settle(connection: Connection, settings: Settings, stamp: Stamp) -> None:
    """Make the tenant, or give it what the settings say, and keep in the audit trail what that is."""
    before = tenants.find(connection, settings.tenant)
    wanted = tenants.TenantSettings(travel=settings.travel, traffic=settings.traffic, timezone=settings.timezone)
    after = tenants.settle(connection, settings.tenant, wanted)
    if after != before:
        details = {
            "speed_kmh": after.travel.speed_kmh,
            "detour": after.travel.detour,
            "time_of_day": traffic_to_json(after.traffic),
            "timezone": None if after.timezone is None else after.timezone.key,
        }
        audit.note(connection, settings.tenant, stamp, ("tenant.settled", settings.tenant), details)


def _now() -> Stamp:
    """Now, by the machine's clock, under nobody's name."""
    return Stamp(SYSTEM, datetime.now(UTC).replace(microsecond=0))
