"""``/v1/technicians``: who serves orders, and their days."""

from __future__ import annotations

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dispatch.files.technician_file import technician_from_json
from operations import staffing
from operations import technicians as records
from operations.pages import Slice
from operations.staffing import TechnicianPatch
from operations.technicians import TechnicianRecord
from webapi.answers import Answer, of_page, of_record, require_match
from webapi.bodies import read_changes, read_record
from webapi.codecs import schedule_json, technician_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import CURSOR, LIMIT, choice, day
from webapi.schemas import COMPONENTS
from webapi.service import reading, service, stamp, tenant, writing, zone

technicians = Blueprint("technicians", __name__, url_prefix="/v1/technicians")

_ORDERS_AHEAD = choice(
    "orders_ahead",
    "What to do if orders ahead could not be served as they stand any more: refuse the change, or take them back and "
    "give them out anew.",
    among=("refuse", "redispatch"),
    default="refuse",
)
_DATE = day("date", "A day in the tenant's zone; a shift belongs to the day on which it starts.").needed()
_FIELDS = COMPONENTS["TechnicianPatch"]["properties"]


@technicians.post("")
@promises(
    Operation(
        summary="Put a technician on the books",
        answers={201: "Technician"},
        body="TechnicianDraft",
        headers=("Idempotency-Key",),
    )
)
def create() -> Response:
    """Keep a new technician."""
    technician, external_id = read_record(lambda data, new_id: technician_from_json(data, id=new_id))

    def add(connection: Connection) -> Answer:
        record = records.add(connection, tenant(), technician, stamp(connection), external_id=external_id)
        return _answer(connection, record, status=201, location=f"/v1/technicians/{record.id}")

    return post(add)


@technicians.get("")
@promises(Operation(summary="List the technicians", answers={200: "TechnicianPage"}, query=(LIMIT, CURSOR)))
def index() -> Response:
    """Technicians, oldest first."""
    with reading() as connection:
        page = records.page(connection, tenant(), Slice(**query()))
        told_in = zone(connection)
    return of_page([technician_json(record, told_in) for record in page.items], page.next_cursor).response()


@technicians.get("/<ref:id>")
@promises(Operation(summary="Read a technician", answers={200: "Technician"}, headers=("If-None-Match",)))
def read(id: str) -> Response:  # noqa: A002
    """One technician."""
    with reading() as connection:
        return _answer(connection, records.get(connection, tenant(), id)).response()


@technicians.patch("/<ref:id>")
@promises(
    Operation(
        summary="Change a technician",
        description="A change that orders ahead stand against is refused with the list of them (409, `orders`), or, "
        "with `orders_ahead=redispatch`, takes them back and gives them out anew.",
        answers={200: "Technician"},
        body="TechnicianPatch",
        query=(_ORDERS_AHEAD,),
        headers=("If-Match",),
        problems=(409,),
    )
)
def change(id: str) -> Response:  # noqa: A002
    """Change fields; orders that are taken back are given out anew after the commit."""
    patch = TechnicianPatch(fields=read_changes(_FIELDS), orders_ahead=query()["orders_ahead"])
    with writing() as connection:
        if "If-Match" in request.headers:
            require_match(records.get(connection, tenant(), id).revision)
        changed = staffing.change(connection, tenant(), id, patch, stamp(connection))
        answer = _answer(connection, changed.record)
    for order_id in changed.taken_back:
        service().queue.ask(tenant(), order_id)
    return answer.response()


@technicians.get("/<ref:id>/schedule")
@promises(
    Operation(
        summary="Read a technician's day",
        description="A route as in a plan file; `routes` has one for each shift of the day.",
        answers={200: "Schedule"},
        query=(_DATE,),
    )
)
def schedule(id: str) -> Response:  # noqa: A002
    """The routes of a day."""
    with reading() as connection:
        return Answer(body=schedule_json(records.schedule(connection, tenant(), id, query()["date"]))).response()


def _answer(
    connection: Connection, record: TechnicianRecord, *, status: int = 200, location: str | None = None
) -> Answer:
    return of_record(technician_json(record, zone(connection)), record.revision, status=status, location=location)
