"""What a process remembers of the records, so that it reads and writes out anew only what has changed.

Everything is remembered under the revision it was read with, so a memory is never wrong, only incomplete. One memory
belongs to one database; threads may share it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from dispatch.files.area_file import area_to_json
from dispatch.files.order_file import order_to_json
from dispatch.files.policy_file import policy_to_json
from dispatch.model import Order, Policy
from geo.areas import ServiceArea
from operations import areas, days, orders, policies, technicians, tenants
from operations.days import Day, DayKey
from operations.technicians import TechnicianRecord
from operations.tenants import TENANTS, Tenant

MAX_REMEMBERED = 50_000
"""How many things of a kind are remembered; beyond that the memory of the kind begins anew."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A thing and its canonical JSON."""

    thing: T
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All of a tenant that is not an order or a day, as of one directory revision."""

    revision: int
    tenant: Tenant
    technicians: Mapping[str, TechnicianRecord]
    areas: Sequence[Written[ServiceArea]]
    policy: Written[Policy]


class Memory:
    """What was read from one database."""

    def __init__(self) -> None:
        self._directories: dict[str, Directory] = {}
        self._orders: dict[tuple[str, str], Written[Order]] = {}
        self._days: dict[tuple[str, DayKey], Day] = {}

    def directory(self, connection: Connection, tenant: str) -> Directory:
        """The directory as it is now; only technicians that have changed are read."""
        query = select(TENANTS.c.directory_revision).where(TENANTS.c.id == tenant)
        revision = connection.execute(query).scalar_one()
        known = self._directories.get(tenant)
        if known is None or known.revision != revision:
            known = self._directories[tenant] = _read_directory(connection, tenant, revision, known)
        return known

    def orders(self, connection: Connection, tenant: str, order_ids: Sequence[str]) -> list[Written[Order]]:
        """What customers want (which never changes), without what the engine never reads."""
        missing = [order_id for order_id in order_ids if (tenant, order_id) not in self._orders]
        if missing:
            self._make_room(self._orders)
            for order_id, order in orders.bodies(connection, tenant, missing).items():
                self._orders[tenant, order_id] = written_order(order)
        return [self._orders[tenant, order_id] for order_id in order_ids]

    def days(self, connection: Connection, tenant: str, revisions: Mapping[DayKey, int]) -> list[Day]:
        """The days of these keys at these revisions, which were read from the same connection."""
        missing = [key for key, revision in revisions.items() if self._revision(tenant, key) != revision]
        if missing:
            self._make_room(self._days)
            for key, day in days.get_many(connection, tenant, missing).items():
                self._days[tenant, key] = day
        return [self._days[tenant, key] for key in revisions]

    def _revision(self, tenant: str, key: DayKey) -> int:
        day = self._days.get((tenant, key))
        return 0 if day is None else day.revision

    @staticmethod
    def _make_room(remembered: dict[Any, Any]) -> None:
        if len(remembered) > MAX_REMEMBERED:
            remembered.clear()


def canonical(data: object) -> str:
    """JSON with sorted keys and no white space."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def written_order(order: Order) -> Written[Order]:
    """An order without customer, address and notes: decisions are explained without them, and kept for long."""
    bare = replace(order, customer=None, address=None, notes=None)
    return Written(bare, canonical(order_to_json(bare)))


def _read_directory(connection: Connection, tenant: str, revision: int, known: Directory | None) -> Directory:
    of_technicians = {} if known is None else dict(known.technicians)
    changed = technicians.changed_since(connection, tenant, 0 if known is None else known.revision)
    of_technicians.update({record.id: record for record in changed})
    policy = policies.in_force(connection, tenant).policy
    return Directory(
        revision=revision,
        tenant=tenants.get(connection, tenant),
        technicians=of_technicians,
        areas=tuple(
            Written(record.area, canonical(area_to_json(record.area)))
            for record in areas.everything(connection, tenant)
        ),
        policy=Written(policy, canonical(policy_to_json(policy))),
    )
