"""Technicians: who serves orders, and the days they have been given."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import Any, Literal

from geoalchemy2 import Geometry
from sqlalchemy import Column, Connection, Index, Integer, Row, Table, Text, UniqueConstraint, insert, select, update

from dispatch.errors import Fault
from dispatch.files.technician_file import technician_from_json, technician_to_json
from dispatch.model import Route, Technician
from geo.places import LatLng
from operations import audit, days, references, skills, taking_back, tenants
from operations.areas import AREAS
from operations.errors import InvalidRequestError, NotFoundError, PreconditionFailedError
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, Instant, tenant_column
from operations.spatial import SRID, point

TECHNICIANS = Table(
    "technicians",
    METADATA,
    tenant_column(),
    *references.identity_columns(),
    Column("created_at", Instant, nullable=False),
    Column("directory_revision", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Column("start", Geometry("POINT", srid=SRID), nullable=False),
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
class TechnicianPatch:
    """What shall be changed of a technician.

    Parameters
    ----------
    fields
        Fields of the problem file with their new JSON values; null brings a field back to its default.
    orders_ahead
        What to do if orders ahead would no longer be served rightly: ``refuse`` the change, or take them back and
        ``redispatch`` them.
    if_revision
        Change only if the record has one of these revisions; ``None`` means whatever it has.
    """

    fields: Mapping[str, Any]
    orders_ahead: Literal["refuse", "redispatch"] = "refuse"
    if_revision: frozenset[int] | None = None


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
    technician = _settled(connection, tenant, technician)
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


def change(
    connection: Connection, tenant: str, ref: str, patch: TechnicianPatch, stamp: audit.Stamp
) -> TechnicianRecord:
    """Change fields of a technician; the orders ahead that this concerns are protected or taken back.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    PreconditionFailedError
        If the record has none of the revisions that the patch asks for.
    InvalidInputError, InvalidRequestError
        If the fields are not those of a technician, or name unknown areas.
    ConflictError
        ``orders_ahead``: orders ahead would not be served rightly any more; `details` list them. Nothing is changed.
    """
    record = get(connection, tenant, ref)
    if patch.if_revision is not None and record.revision not in patch.if_revision:
        raise PreconditionFailedError(f"technician {record.id} has revision {record.revision}")
    merged = technician_to_json(record.technician) | dict(patch.fields)
    merged = {name: value for name, value in merged.items() if name != "id" and value is not None}
    technician = _settled(connection, tenant, technician_from_json(merged, id=record.id))
    taken = taking_back.protect_orders_ahead(
        connection, tenant, technician, stamp, redispatch=patch.orders_ahead == "redispatch"
    )
    skills.add(connection, tenant, technician.skills, stamp)
    mine = (TECHNICIANS.c.tenant == tenant) & (TECHNICIANS.c.id == record.id)
    values = _columns(connection, tenant, technician)
    connection.execute(update(TECHNICIANS).where(mine).values(revision=record.revision + 1, **values))
    details = {"fields": dict(patch.fields), "orders_taken_back": list(taken)}
    audit.note(connection, tenant, stamp, ("technician.changed", record.id), details)
    return get(connection, tenant, record.id)


def get(connection: Connection, tenant: str, ref: str) -> TechnicianRecord:
    """The technician of an id or ``ext:`` external id.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    query = select(*_PLAIN).where(references.matches(TECHNICIANS, tenant, ref))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFoundError("technician", ref)
    return _record(row)


def page(connection: Connection, tenant: str, piece: Slice) -> Page[TechnicianRecord]:
    """The technicians of a tenant, oldest first."""
    query = select(*_PLAIN).where(TECHNICIANS.c.tenant == tenant, TECHNICIANS.c.serial > piece.after)
    rows = connection.execute(query.order_by(TECHNICIANS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, _record(row)) for row in rows], piece.limit)


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


def _settled(connection: Connection, tenant: str, technician: Technician) -> Technician:
    """The technician with the ids of their areas, all known."""
    faults = [
        Fault(f"/{name}", "value", "is a matrix index, must have lat and lng")
        for name, place in (("start", technician.start), ("end", technician.end))
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
