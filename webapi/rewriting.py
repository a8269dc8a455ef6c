"""What a customer wants instead: other windows for an order, or all of it anew under the caller's own id."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response
from sqlalchemy import Connection

from dispatch.errors import Fault, InvalidInputError
from dispatch.files.faults import Faults
from dispatch.files.order_file import order_from_json
from dispatch.files.reading import Shape, record_of
from dispatch.files.spans import spans
from operations import clock, orders, rewriting
from operations.audit import Stamp
from operations.errors import NotFoundError
from operations.references import EXTERNAL
from scheduling.spans import Window
from webapi.answers import Answer, of_record, require_match
from webapi.bodies import read_json, read_record, refuse_many
from webapi.codecs import order_json
from webapi.operation import Operation, promises
from webapi.posting import post
from webapi.service import caller, service, stamp, tenant, writing, zone
from webapi.waiting import accepted, give_out, preferred_wait_s

rewritten = Blueprint("other wishes", __name__, url_prefix="/v1/orders")

_WINDOWS = Shape(frozenset(("windows",)))


@rewritten.post("/<ref:id>/reschedule")
@promises(
    Operation(
        summary="Give an order other windows",
        description="Whoever had it has it no more, and it is given out anew.",
        answers={200: "DecidedOrder", 202: "Order"},
        body="Reschedule",
        headers=("Prefer", "Idempotency-Key", "If-Match"),
        problems=(409,),
    )
)
def reschedule(id: str) -> Response:  # noqa: A002
    """Other windows for an order."""
    windows, wait_s = _windows(), preferred_wait_s()
    same = False

    def change(connection: Connection) -> Answer:
        nonlocal same
        before = orders.get(connection, tenant(), id)
        require_match(before.revision)
        order = replace(before.order, windows=windows)
        after = rewriting.rewrite(connection, tenant(), before, order, stamp(connection), service().memory)
        same = after.revision == before.revision
        return accepted(connection, after)

    return post(change, then=lambda answer: answer if same else give_out(answer, wait_s), grows_s=wait_s)


@rewritten.put("/by-external-id/<external:id>")
@promises(
    Operation(
        summary="Place an order, or change the one of this external id",
        description="An order that is not known is placed; of one that is known, what differs is changed, and it is "
        "given out anew (202). If nothing differs, nothing is done (200).",
        answers={200: "Order", 202: "Order"},
        body="OrderDraft",
        headers=("If-Match",),
        problems=(409,),
    )
)
def upsert(id: str) -> Response:  # noqa: A002
    """An order under the caller's own id, as it is wanted now."""
    order, external_id = read_record(lambda data, new_id: order_from_json(data, id=new_id))
    if external_id not in (None, id):
        raise InvalidInputError([Fault("/external_id", "value", f"is {external_id!r}, must be {id!r} or left out")])
    with writing() as connection:
        now = clock.on_arrival(connection, tenant(), service().settings.clock, order.created)
        made = Stamp(caller().id, now)
        try:
            before = orders.get(connection, tenant(), EXTERNAL + id)
        except NotFoundError:
            require_match(None)
            after, same = orders.place(connection, tenant(), order, made, external_id=id), False
        else:
            require_match(before.revision)
            after = rewriting.rewrite(connection, tenant(), before, order, made, service().memory)
            same = after.revision == before.revision
        answer = of_record(order_json(after, zone(connection)), after.revision) if same else accepted(connection, after)
    return (answer if same else give_out(answer, 0)).response()


def _windows() -> tuple[Window, ...]:
    data, faults = read_json(), Faults()
    record = record_of(data, "", faults, _WINDOWS)
    found: tuple[Window, ...] = ()
    if record is not None:
        refuse_many(record.data, faults)
        if record.has("windows"):
            found = spans(record, "windows", Window)
        else:
            record.fault("windows", "required", "is missing or null, must be a list; an empty one means any time")
    faults.raise_if_any()
    return found
