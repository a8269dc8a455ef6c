"""Service areas: the parts of the world in which technicians work."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry, WKTElement
from sqlalchemy import Column, Connection, Row, Table, Text, UniqueConstraint, insert, select

from dispatch.files.area_file import area_from_json, area_to_json
from geo.areas import Region, ServiceArea
from operations import audit, references, tenants
from operations.errors import NotFoundError
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, SERIAL, Instant, tenant_column
from operations.spatial import SRID

AREAS = Table(
    "areas",
    METADATA,
    tenant_column(),
    *references.identity_columns(),
    Column("created_at", Instant, nullable=False),
    Column("directory_revision", SERIAL, nullable=False),
    Column("body", Text, nullable=False),
    Column("shape", Geometry(srid=SRID, spatial_index=False)),
    UniqueConstraint("tenant", "external_id"),
)

_PLAIN = [column for column in AREAS.c if column.name != "shape"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRecord:
    """A service area and what is known about its record."""

    id: str
    external_id: str | None
    revision: int
    created_at: datetime
    area: ServiceArea


def add(
    connection: Connection, tenant: str, area: ServiceArea, stamp: audit.Stamp, *, external_id: str | None = None
) -> AreaRecord:
    """Keep a new area under an id of its own (`area.id` is not looked at).

    Raises
    ------
    ConflictError
        If the external id is known; `details` name the area's id.
    """
    references.refuse_known(connection, AREAS, tenant, external_id)
    area_id, serial = references.new_identity(connection, AREAS, tenant, "a")
    area = replace(area, id=area_id)
    shape = WKTElement(area.extent.geometry.wkt, srid=SRID) if isinstance(area.extent, Region) else None
    connection.execute(
        insert(AREAS).values(
            tenant=tenant,
            id=area_id,
            serial=serial,
            external_id=external_id,
            revision=1,
            created_at=stamp.at,
            directory_revision=tenants.next_directory_revision(connection, tenant),
            body=json.dumps(area_to_json(area), ensure_ascii=False),
            shape=shape,
        )
    )
    audit.note(connection, tenant, stamp, ("area.added", area_id), {"external_id": external_id})
    return AreaRecord(id=area_id, external_id=external_id, revision=1, created_at=stamp.at, area=area)


def get(connection: Connection, tenant: str, ref: str) -> AreaRecord:
    """The area of an id or ``ext:`` external id.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    row = connection.execute(select(*_PLAIN).where(references.matches(AREAS, tenant, ref))).one_or_none()
    if row is None:
        raise NotFoundError("area", ref)
    return _record(row)


def page(connection: Connection, tenant: str, piece: Slice) -> Page[AreaRecord]:
    """The areas of a tenant, oldest first."""
    query = select(*_PLAIN).where(AREAS.c.tenant == tenant, AREAS.c.serial > piece.after)
    rows = connection.execute(query.order_by(AREAS.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, _record(row)) for row in rows], piece.limit)


def everything(connection: Connection, tenant: str) -> tuple[AreaRecord, ...]:
    """All areas of a tenant, oldest first."""
    query = select(*_PLAIN).where(AREAS.c.tenant == tenant).order_by(AREAS.c.serial)
    return tuple(_record(row) for row in connection.execute(query))


def _record(row: Row[Any]) -> AreaRecord:
    return AreaRecord(
        id=row.id,
        external_id=row.external_id,
        revision=row.revision,
        created_at=row.created_at,
        area=area_from_json(json.loads(row.body)),
    )
