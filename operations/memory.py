"""What a process remembers of the records, so that it reads and writes out anew only what has changed.

Everything is remembered under the revision it was read with, so a memory is never wrong, only incomplete. One memory
belongs to one database; threads may share it. A transaction that has written asks no memory any more: what is not kept
in the end must not be remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Connection, select

from dispatch.files.order_file import order_to_json
from dispatch.files.plan_file import route_to_json
from dispatch.files.technician_file import technician_to_json
from dispatch.model import Order, Route, Technician
from geo.places import LatLng
from operations import orders
from operations.days import Day, DayKey
from operations.directory import Directory, Written, canonical, closes, read_directory
from operations.errors import StorageBusyError
from operations.technicians import TechnicianRecord
from operations.tenants import TENANTS
from operations.whereabouts import Whereabouts
from scheduling.horizon import Horizon

MAX_REMEMBERED = 200_000
"""How many things of a kind are remembered; beyond that the memory of the kind begins anew."""

BACK = timedelta(days=1)
"""How far back days are known at first; who asks for more has them read anew."""


@dataclass(frozen=True, slots=True)
class Team:
    """Technicians with the shifts that matter at a time.

    Parameters
    ----------
    technicians
        Oldest first, each with their JSON.
    shifts
        Index of a shift among those of its technician that matter, by the day that it is.
    """

    technicians: Sequence[Written[Technician]]
    shifts: Mapping[DayKey, int]


class Memory:
    """What was read from one database."""

    def __init__(self) -> None:
        self._directories: dict[str, Directory] = {}
        self._whereabouts: dict[str, Whereabouts] = {}
        self._members: dict[tuple[str, str], tuple[TechnicianRecord, tuple[int, ...], Written[Technician]]] = {}
        self._orders: dict[tuple[str, str], Written[Order]] = {}
        self._changes: dict[str, int] = {}
        self._routes: dict[tuple[str, DayKey], tuple[Day, int, tzinfo | None, Written[Route]]] = {}

    def directory(self, connection: Connection, tenant: str) -> Directory:
        """The directory as it is now; only technicians that have changed are read."""
        query = select(TENANTS.c.directory_revision).where(TENANTS.c.id == tenant)
        revision = connection.execute(query).scalar_one()
        known = self._directories.get(tenant)
        if known is None or known.revision != revision:
            older = known if known is not None and known.revision < revision else None
            known = self._directories[tenant] = read_directory(connection, tenant, revision, older)
        return known

    def whereabouts(self, connection: Connection, directory: Directory, since: datetime) -> Whereabouts:
        """Where all technicians of a directory are in the days that end at an instant or later."""
        tenant = directory.tenant.id

        def places(order_ids: Sequence[str]) -> dict[str, LatLng]:
            found = {written.thing.id: written.thing.location for written in self.orders(connection, tenant, order_ids)}
            return {order_id: place for order_id, place in found.items() if isinstance(place, LatLng)}

        known = self._whereabouts.get(tenant)
        if known is None or known.since > since or known.directory.revision > directory.revision:
            known = self._whereabouts[tenant] = Whereabouts(directory, since - BACK)
        try:
            known.follow(connection, directory, places)
        except BaseException:
            self._whereabouts.pop(tenant, None)  # half of a change is worse than nothing: it is read anew
            raise
        return known

    def team(self, directory: Directory, numbers: Sequence[int], between: tuple[datetime, datetime]) -> Team:
        """Technicians with the shifts that end, overtime included, after an instant and start until another.

        Parameters
        ----------
        numbers
            Of the technicians in the directory, smallest first.
        """
        records = list(directory.technicians.values())
        members = [self._member(directory.tenant.id, records[number], between) for number in numbers]
        shifts = {(t.thing.id, shift.start): i for t in members for i, shift in enumerate(t.thing.shifts)}
        return Team(members, shifts)

    def forget_changed_orders(self, connection: Connection, tenant: str) -> None:
        """Forget orders of which the customer wants something else now."""
        known, last = self._changes.get(tenant, 0), orders.latest_change(connection, tenant)
        if last > known:
            for order_id in orders.changed_since(connection, tenant, known):
                self._orders.pop((tenant, order_id), None)
            self._changes[tenant] = last

    def orders(self, connection: Connection, tenant: str, order_ids: Sequence[str]) -> list[Written[Order]]:
        """What customers want, without what the engine never reads.

        Raises
        ------
        StorageBusyError
            If one of them is younger than what the connection sees.
        """
        self._make_room(self._orders)
        known = {order_id: self._orders.get((tenant, order_id)) for order_id in order_ids}
        found = {order_id: order for order_id, order in known.items() if order is not None}
        missing = [order_id for order_id in known if order_id not in found]
        if missing:
            read = {name: written_order(order) for name, order in orders.bodies(connection, tenant, missing).items()}
            found |= read
            if orders.latest_change(connection, tenant) >= self._changes.get(tenant, 0):
                self._orders |= {(tenant, name): order for name, order in read.items()}
        if len(found) < len(known):
            raise StorageBusyError("a day has changed while it was looked at")
        return [found[order_id] for order_id in order_ids]

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

    def _member(self, tenant: str, record: TechnicianRecord, between: tuple[datetime, datetime]) -> Written[Technician]:
        """A technician with the shifts that matter, and their JSON."""
        after, until = between
        technician = record.technician
        kept = tuple(n for n, shift in enumerate(technician.shifts) if closes(shift) > after and shift.start <= until)
        known = self._members.get((tenant, record.id))
        if known is not None and known[0] is record and known[1] == kept:
            return known[2]
        self._make_room(self._members)
        if len(kept) < len(technician.shifts):
            technician = replace(technician, shifts=tuple(technician.shifts[n] for n in kept))
        written = Written(technician, canonical(technician_to_json(technician)))
        self._members[tenant, record.id] = (record, kept, written)
        return written

    @staticmethod
    def _make_room(remembered: dict[Any, Any]) -> None:
        if len(remembered) > MAX_REMEMBERED:
            remembered.clear()


def written_order(order: Order) -> Written[Order]:
    """An order without customer, address and notes: decisions are explained without them, and kept for long."""
    bare = replace(order, customer=None, address=None, notes=None)
    return Written(bare, canonical(order_to_json(bare)))
