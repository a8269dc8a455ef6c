"""Technicians: who serves orders, and the days they have been given."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import Column, Connection, Index, Row, Table, Text, UniqueConstraint, insert, select, update

from dispatch.errors import Fault
from dispatch.files.technician_file import technician_from_json, technician_to_json
from dispatch.model import Route, Technician
from geo.places import LatLng
from operations import audit, days, references, skills, tenants
from operations.areas import AREAS
from operations.errors import InvalidRequestError, NotFoundError
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column
from operations.spatial import SRID, point

TECHNICIANS = Table(
    "technicians",
    METADATA,
    tenant_column(),
    *references.identity_columns(),
    Column("created_at", Instant, nullable=False),
    Column("directory_revision", SERIAL, nullable=False),
    Column("body", Text, nullable=False),
    Column("start", Geometry("POINT", srid=SRID, spatial_index=False), nullable=False),
    UniqueConstraint("tenant", "external_id"),
    Index("ix_technicians_directory_revision", "tenant", "directory_revision"),
    Index("ix_technicians_serial", "tenant", "serial"),
)

_PLAIN = [column for column in TECHNICIANS.c if column.name not in ("tenant", "start")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianRecord:
    """A technician and what is known about the record. `revision` is raised by every change."""

    id: str
    external_id: str | None
    revision: int
    created_at: datetime
    technician: Technician


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a technician does on a day.

    Parameters
    ----------
    day
        Counted in the tenant's time zone; a shift belongs to the day on which it starts.
    routes
        One for each shift that starts on the day and has stops, earliest first; `Route.shift` is the index into the
        technician's shifts.
    zone
        In which the day is counted and instants are told.
    """

    technician: TechnicianRecord
    day: date
    routes: tuple[Route, ...]
    zone: tzinfo


def add(
    connection: Connection, tenant: str, technician: Technician, stamp: audit.Stamp, *, external_id: str | None = None
) -> TechnicianRecord:
    """Keep a new technician under an id of their own (`technician.id` is not looked at).

    Raises
    ------
    ConflictError
        If the external id is known; `details` name the technician's id.
    InvalidRequestError
        If an area is none of the tenant's, or a place has no coordinates.
    """
    references.refuse_known(connection, TECHNICIANS, tenant, external_id)
    technician = settled(connection, tenant, technician)
    technician_id, serial = references.new_identity(connection, TECHNICIANS, tenant, "t")
    technician = replace(technician, id=technician_id)
    skills.add(connection, tenant, technician.skills, stamp)
    connection.execute(
        insert(TECHNICIANS).values(
            tenant=tenant,
            id=technician_id,
            serial=serial,
            external_id=external_id,
            revision=1,
            created_at=stamp.at,
            **_columns(connection, tenant, technician),
        )
    )
    audit.note(connection, tenant, stamp, ("technician.added", technician_id), {"external_id": external_id})
    return get(connection, tenant, technician_id)


def get(connection: Connection, tenant: str, ref: str, *, lock: bool = False) -> TechnicianRecord:
    """The technician of an id or ``ext:`` external id.

    Parameters
    ----------
    lock
        Let nobody else change the record until the end of the transaction.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    query = select(*_PLAIN).where(references.matches(TECHNICIANS, tenant, ref))
    if lock:
        query = query.with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("technician", ref)
    return _record(row)


def page(connection: Connection, tenant: str, piece: Slice) -> Page[TechnicianRecord]:
    """The technicians of a tenant, oldest first."""
    query = select(*_PLAIN).where(TECHNICIANS.c.tenant == tenant, TECHNICIANS.c.serial > piece.after)
    rows = connection.execute(query.order_by(TECHNICIANS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, _record(row)) for row in rows], piece.limit)


def replace_fields(connection: Connection, tenant: str, record: TechnicianRecord, technician: Technician) -> None:
    """Let the record hold other fields, and raise its revision; `staffing.change` looks after the orders ahead."""
    mine = (TECHNICIANS.c.tenant == tenant) & (TECHNICIANS.c.id == record.id)
    values = _columns(connection, tenant, technician)
    connection.execute(update(TECHNICIANS).where(mine).values(revision=record.revision + 1, **values))


def changed_since(connection: Connection, tenant: str, directory_revision: int) -> tuple[TechnicianRecord, ...]:
    """The technicians added or changed after a directory revision, oldest first."""
    query = select(*_PLAIN).where(TECHNICIANS.c.tenant == tenant, TECHNICIANS.c.directory_revision > directory_revision)
    return tuple(_record(row) for row in connection.execute(query.order_by(TECHNICIANS.c.serial)))


def schedule(connection: Connection, tenant: str, ref: str, day: date) -> Schedule:
    """What does a technician do on a day?

    Raises
    ------
    NotFoundError
        If the tenant has no such technician.
    """
    record = get(connection, tenant, ref)
    shifts = record.technician.shifts
    zone = tenants.get(connection, tenant).timezone or (shifts[0].start.tzinfo if shifts else None) or UTC
    index_of = {shift.start: index for index, shift in enumerate(shifts)}
    routes = [
        replace(held.route, shift=index_of.get(held.shift_start, 0))
        for held in days.of_technician(connection, tenant, record.id)
        if held.route.stops and held.shift_start.astimezone(zone).date() == day
    ]
    return Schedule(technician=record, day=day, routes=tuple(routes), zone=zone)


def settled(connection: Connection, tenant: str, technician: Technician) -> Technician:
    """The technician with the ids of their areas in the place of external ids.

    Raises
    ------
    InvalidRequestError
        If an area is none of the tenant's, or a place has no coordinates.
    """
    seen = None if technician.position is None else technician.position.place
    faults = [
        Fault(f"/{name}", "value", "is a matrix index, must have lat and lng")
        for name, place in (("start", technician.start), ("end", technician.end), ("position", seen))
        if place is not None and not isinstance(place, LatLng)
    ]
    if technician.areas is not None:
        areas, unknown = references.resolve(connection, AREAS, tenant, technician.areas, "/areas")
        technician = replace(technician, areas=areas)
        faults += unknown
    if faults:
        raise InvalidRequestError(faults)
    return technician


def _columns(connection: Connection, tenant: str, technician: Technician) -> dict[str, Any]:
    assert isinstance(technician.start, LatLng)
    return {
        "directory_revision": tenants.next_directory_revision(connection, tenant),
        "body": json.dumps(technician_to_json(technician), ensure_ascii=False),
        "start": point(technician.start),
    }


def _record(row: Row[Any]) -> TechnicianRecord:
    return TechnicianRecord(
        id=row.id,
        external_id=row.external_id,
        revision=row.revision,
        created_at=row.created_at,
        technician=technician_from_json(json.loads(row.body), id=row.id),
    )
