"""``/v1/areas``: the parts of the world in which technicians work."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import Connection

from dispatch.files.area_file import area_from_json
from operations import areas as records
from operations.pages import Slice
from webapi.answers import Answer, of_page, of_record
from webapi.bodies import read_record
from webapi.codecs import area_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import CURSOR, LIMIT
from webapi.service import reading, stamp, tenant, zone

areas = Blueprint("areas", __name__, url_prefix="/v1/areas")


@areas.post("")
@promises(
    Operation(summary="Define a service area", answers={201: "Area"}, body="AreaDraft", headers=("Idempotency-Key",))
)
def create() -> Response:
    """Keep a new area."""
    area, external_id = read_record(lambda data, new_id: area_from_json(data, id=new_id))

    def add(connection: Connection) -> Answer:
        record = records.add(connection, tenant(), area, stamp(connection), external_id=external_id)
        body = area_json(record, zone(connection))
        return of_record(body, record.revision, status=201, location=f"/v1/areas/{record.id}")

    return post(add)


@areas.get("")
@promises(Operation(summary="List the service areas", answers={200: "AreaPage"}, query=(LIMIT, CURSOR)))
def index() -> Response:
    """Areas, oldest first."""
    with reading() as connection:
        page = records.page(connection, tenant(), Slice(**query()))
        told_in = zone(connection)
    return of_page([area_json(record, told_in) for record in page.items], page.next_cursor).response()


@areas.get("/<ref:id>")
@promises(Operation(summary="Read a service area", answers={200: "Area"}, headers=("If-None-Match",)))
def read(id: str) -> Response:  # noqa: A002
    """One area."""
    with reading() as connection:
        record = records.get(connection, tenant(), id)
        return of_record(area_json(record, zone(connection)), record.revision).response()
