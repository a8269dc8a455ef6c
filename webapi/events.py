"""``/v1/events``: what happened, pulled in the order in which it did; and the timeline of one order."""

from __future__ import annotations

from flask import Blueprint, Response

from operations import events as records
from operations import orders
from operations.pages import Slice
from webapi.answers import Answer, of_page
from webapi.codecs import event_json
from webapi.operation import Operation, promises, query
from webapi.queries import CURSOR, LIMIT, count
from webapi.service import reading, tenant, zone

events = Blueprint("events", __name__, url_prefix="/v1")

_AFTER = count("after", "Id of the last event that is known; those that follow are answered.", default=0)


@events.get("/events")
@promises(
    Operation(
        summary="Pull what has happened",
        description="Events in the order in which they happened, none of them twice, none left out: ask again with the "
        "id of the last one as `after`. `last` is the id to ask with next time.",
        answers={200: "EventBatch"},
        query=(_AFTER, LIMIT),
    )
)
def index() -> Response:
    """Events after one that is known, oldest first."""
    wanted = query()
    with reading() as connection:
        found = records.after(connection, tenant(), wanted["after"], wanted["limit"])
        told_in = zone(connection)
    last = found[-1].serial if found else wanted["after"]
    return Answer(body={"data": [event_json(event, told_in) for event in found], "last": last}).response()


@events.get("/orders/<ref:id>/timeline")
@promises(
    Operation(summary="Read what happened to an order", answers={200: "EventPage"}, query=(LIMIT, CURSOR)),
)
def timeline(id: str) -> Response:  # noqa: A002
    """The events of an order, oldest first."""
    with reading() as connection:
        order_id = orders.get(connection, tenant(), id).id
        page = records.page(connection, tenant(), Slice(**query()), order_id=order_id)
        told_in = zone(connection)
    return of_page([event_json(event, told_in) for event in page.items], page.next_cursor).response()
