"""What a process remembers of the records, so that it reads and writes out anew only what has changed.

Everything is remembered under the revision it was read with, so a memory is never wrong, only incomplete. One memory
belongs to one database; threads may share it.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, select

from dispatch.files.area_file import area_to_json
from dispatch.files.order_file import order_to_json
from dispatch.files.plan_file import route_to_json
from dispatch.files.policy_file import policy_to_json
from dispatch.files.technician_file import technician_to_json
from dispatch.model import Order, Policy, Route, Technician
from geo.areas import ServiceArea
from operations import areas, days, orders, policies, technicians, tenants
from operations.days import Day, DayKey
from operations.technicians import TechnicianRecord
from operations.tenants import TENANTS, Tenant
from scheduling.horizon import Horizon
from scheduling.spans import Shift

MAX_REMEMBERED = 50_000
"""How many things of a kind are remembered; beyond that the memory of the kind begins anew."""

MAX_TEAMS = 64
"""How many sets of shifts that matter are remembered."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A thing and its canonical JSON."""

    thing: T
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All of a tenant that is not an order or a day, as of one directory revision.

    Parameters
    ----------
    revisions
        Of the technicians, by id.
    shift_starts, shift_ends
        Of all shifts, UTC, sorted; their ends with the overtime that is allowed. Between two the same shifts matter.
    """

    revision: int
    tenant: Tenant
    technicians: Mapping[str, TechnicianRecord]
    revisions: Mapping[str, int]
    shift_starts: Sequence[datetime]
    shift_ends: Sequence[datetime]
    areas: Sequence[Written[ServiceArea]]
    policy: Written[Policy]


@dataclass(frozen=True, slots=True)
class Team:
    """All technicians with the shifts that matter at a time.

    Parameters
    ----------
    technicians
        Oldest first, and their JSON as a list.
    shifts
        Index of a shift among those of its technician that matter, by the day that it is.
    starts
        When the first and the last of these shifts start; ``None`` without any.
    """

    technicians: Written[tuple[Technician, ...]]
    shifts: Mapping[DayKey, int]
    starts: tuple[datetime, datetime] | None


class Memory:
    """What was read from one database."""

    def __init__(self) -> None:
        self._directories: dict[str, Directory] = {}
        self._teams: dict[str, tuple[Directory, dict[tuple[int, int], Team]]] = {}
        self._orders: dict[tuple[str, str], Written[Order]] = {}
        self._days: dict[tuple[str, DayKey], Day] = {}
        self._routes: dict[tuple[str, DayKey], tuple[Day, int, tzinfo | None, Written[Route]]] = {}

    def directory(self, connection: Connection, tenant: str) -> Directory:
        """The directory as it is now; only technicians that have changed are read."""
        query = select(TENANTS.c.directory_revision).where(TENANTS.c.id == tenant)
        revision = connection.execute(query).scalar_one()
        known = self._directories.get(tenant)
        if known is None or known.revision != revision:
            older = known if known is not None and known.revision < revision else None
            known = self._directories[tenant] = _read_directory(connection, tenant, revision, older)
        return known

    def team(self, directory: Directory, between: tuple[datetime, datetime]) -> Team:
        """The technicians with the shifts that end, overtime included, after an instant and start until another."""
        after, until = between
        place = bisect_right(directory.shift_ends, after), bisect_right(directory.shift_starts, until)
        known = self._teams.get(directory.tenant.id)
        if known is None or known[0] is not directory or len(known[1]) >= MAX_TEAMS:
            known = self._teams[directory.tenant.id] = (directory, {})
        if place not in known[1]:
            known[1][place] = _team(directory, between)
        return known[1][place]

    def keep_order(self, tenant: str, order: Written[Order]) -> None:
        """Remember an order that was written out."""
        self._make_room(self._orders)
        self._orders[tenant, order.thing.id] = order

    def keep_day(self, tenant: str, day: Day) -> None:
        """Remember a day that was stored, once that is committed."""
        self._days[tenant, day.key] = day

    def orders(self, connection: Connection, tenant: str, order_ids: Sequence[str]) -> list[Written[Order]]:
        """What customers want (which never changes), without what the engine never reads."""
        self._make_room(self._orders)
        known = {order_id: self._orders.get((tenant, order_id)) for order_id in order_ids}
        found = {order_id: order for order_id, order in known.items() if order is not None}
        missing = [order_id for order_id in known if order_id not in found]
        if missing:
            for order_id, order in orders.bodies(connection, tenant, missing).items():
                found[order_id] = self._orders[tenant, order_id] = written_order(order)
        return [found[order_id] for order_id in order_ids]

    def days(self, connection: Connection, tenant: str, revisions: Mapping[DayKey, int]) -> list[Day]:
        """The days of these keys at these revisions, which were read from the same connection."""
        self._make_room(self._days)
        known = {key: self._days.get((tenant, key)) for key in revisions}
        found = {key: day for key, day in known.items() if day is not None and day.revision == revisions[key]}
        missing = [key for key in revisions if key not in found]
        if missing:
            for key, day in days.get_many(connection, tenant, missing).items():
                found[key] = self._days[tenant, key] = day
        return [found[key] for key in revisions]

    def route(self, tenant: str, day: Day, shift: int, horizon: Horizon) -> Written[Route]:
        """The route of a day as that of a technician's shift, told in the zone of a horizon."""
        zone = horizon.zone or horizon.origin.tzinfo
        known = self._routes.get((tenant, day.key))
        if known is not None and known[0] is day and known[1:3] == (shift, zone):
            return known[3]
        self._make_room(self._routes)
        route = replace(day.route, shift=shift)
        written = Written(route, canonical(route_to_json(route, horizon)))
        self._routes[tenant, day.key] = (day, shift, zone, written)
        return written

    @staticmethod
    def _make_room(remembered: dict[Any, Any]) -> None:
        if len(remembered) > MAX_REMEMBERED:
            remembered.clear()


def canonical(data: object) -> str:
    """JSON with sorted keys and no white space."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def listed(texts: Iterable[str]) -> str:
    """A JSON list of JSON texts."""
    return "[" + ",".join(texts) + "]"


def written_order(order: Order) -> Written[Order]:
    """An order without customer, address and notes: decisions are explained without them, and kept for long."""
    bare = replace(order, customer=None, address=None, notes=None)
    return Written(bare, canonical(order_to_json(bare)))


def _team(directory: Directory, between: tuple[datetime, datetime]) -> Team:
    after, until = between
    technicians = []
    for record in directory.technicians.values():
        technician = record.technician
        shifts = tuple(shift for shift in technician.shifts if closes(shift) > after and shift.start <= until)
        if len(shifts) < len(technician.shifts):
            technician = replace(technician, shifts=shifts)
        technicians.append(technician)
    text = listed(canonical(technician_to_json(technician)) for technician in technicians)
    shift_of = {(t.id, shift.start): i for t in technicians for i, shift in enumerate(t.shifts)}
    begun = [start for _, start in shift_of]
    return Team(Written(tuple(technicians), text), shift_of, (min(begun), max(begun)) if begun else None)


def closes(shift: Shift) -> datetime:
    """When a route of a shift must be back, UTC: at its end, or after the overtime that is allowed."""
    return shift.end.astimezone(UTC) + timedelta(seconds=shift.max_overtime_s)


def _read_directory(connection: Connection, tenant: str, revision: int, known: Directory | None) -> Directory:
    of_technicians = {} if known is None else dict(known.technicians)
    changed = technicians.changed_since(connection, tenant, 0 if known is None else known.revision)
    of_technicians.update({record.id: record for record in changed})
    policy = policies.in_force(connection, tenant).policy
    shifts = [shift for record in of_technicians.values() for shift in record.technician.shifts]
    return Directory(
        revision=revision,
        tenant=tenants.get(connection, tenant),
        technicians=of_technicians,
        revisions={record.id: record.revision for record in of_technicians.values()},
        shift_starts=sorted(shift.start.astimezone(UTC) for shift in shifts),
        shift_ends=sorted(closes(shift) for shift in shifts),
        areas=tuple(
            Written(record.area, canonical(area_to_json(record.area)))
            for record in areas.everything(connection, tenant)
        ),
        policy=Written(policy, canonical(policy_to_json(policy))),
    )
