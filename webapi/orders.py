"""``/v1/orders``: what customers want, and who serves it."""

from __future__ import annotations

from flask import Blueprint, Response
from sqlalchemy import Connection

from dispatch.files.decision_file import decision_to_json
from dispatch.files.order_file import order_from_json
from operations import asking_again, clock, order_list
from operations import orders as records
from operations.audit import Stamp
from operations.order_list import OrderFilter
from operations.pages import Slice
from webapi.answers import Answer, of_page, of_record, require_match
from webapi.bodies import read_record
from webapi.codecs import order_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import CURSOR, LIMIT, choice, instant, text
from webapi.schemas.orders import STATES
from webapi.service import caller, reading, service, stamp, tenant, zone
from webapi.waiting import accepted, give_out, preferred_wait_s

orders = Blueprint("orders", __name__, url_prefix="/v1/orders")

_FILTERS = (
    choice("state", "Orders in this state.", among=STATES),
    text("technician", "Orders of this technician; an id, or `ext:` and the external id.", example="t1"),
    text("external_id", "The order with this external id.", example="2026-0001"),
    instant("created_from", "Orders that the service took in at this instant or later."),
    instant("created_before", "Orders that the service took in before this instant."),
)


@orders.post("")
@promises(
    Operation(
        summary="Place an order",
        description="Stores the order and asks for its dispatch. With `Prefer: wait=N` the decision comes with the "
        "answer (200) if it is there within N seconds.",
        answers={200: "DecidedOrder", 202: "Order"},
        body="OrderDraft",
        headers=("Prefer", "Idempotency-Key"),
    )
)
def create() -> Response:
    """Keep a new order and have it given out."""
    order, external_id = read_record(lambda data, new_id: order_from_json(data, id=new_id))
    wait_s = preferred_wait_s()

    def place(connection: Connection) -> Answer:
        now = clock.on_arrival(connection, tenant(), service().settings.clock, order.created)
        made = Stamp(caller().id, now)
        return accepted(connection, records.place(connection, tenant(), order, made, external_id=external_id))

    return post(place, then=lambda answer: give_out(answer, wait_s), grows_s=wait_s)


@orders.get("")
@promises(Operation(summary="List the orders", answers={200: "OrderPage"}, query=(*_FILTERS, LIMIT, CURSOR)))
def index() -> Response:
    """Orders, in the order in which they came."""
    wanted = query()
    piece = Slice(wanted.pop("limit"), wanted.pop("cursor"))
    with reading() as connection:
        page = order_list.page(connection, tenant(), piece, OrderFilter(**wanted))
        told_in = zone(connection)
    return of_page([order_json(record, told_in) for record in page.items], page.next_cursor).response()


@orders.get("/<ref:id>")
@promises(Operation(summary="Read an order", answers={200: "Order"}, headers=("If-None-Match",)))
def read(id: str) -> Response:  # noqa: A002
    """One order."""
    with reading() as connection:
        record = records.get(connection, tenant(), id)
        return of_record(order_json(record, zone(connection)), record.revision).response()


@orders.get("/<ref:id>/candidates")
@promises(
    Operation(
        summary="Ask who could serve an order",
        description="What a decision would be now, as if the order were not given out; nothing is changed by asking. "
        "An order that is under way is refused (409).",
        answers={200: "Candidates"},
        problems=(409,),
    )
)
def candidates(id: str) -> Response:  # noqa: A002
    """The decision as it would be now."""
    from operations import dispatching  # brings the compiled engine, which no other view needs

    with reading() as connection:
        now = clock.now(connection, tenant(), service().settings.clock)
        snapshot, decision = dispatching.weigh(connection, tenant(), id, now, service().memory)
    return Answer(body=decision_to_json(decision, snapshot.problem.horizon)).response()


@orders.post("/<ref:id>/dispatch")
@promises(
    Operation(
        summary="Give an unassigned order out again",
        description="An order that is being given out already is left alone; one that is assigned is refused (409).",
        answers={200: "DecidedOrder", 202: "Order"},
        headers=("Prefer", "Idempotency-Key", "If-Match"),
        problems=(409,),
    )
)
def dispatch(id: str) -> Response:  # noqa: A002
    """Ask for the dispatch of an order that was left unassigned."""
    wait_s = preferred_wait_s()

    def ask(connection: Connection) -> Answer:
        require_match(records.get(connection, tenant(), id).revision)
        return accepted(connection, asking_again.ask_again(connection, tenant(), id, stamp(connection)))

    return post(ask, then=lambda answer: give_out(answer, wait_s), grows_s=wait_s)
