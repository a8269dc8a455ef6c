"""``/v1/orders/{id}/assign`` and what else dispatchers do by hand: each answers what it costs, breaks and moves."""

from __future__ import annotations

from datetime import datetime
from typing import Any, get_args

from flask import Blueprint, Response, request
from sqlalchemy import Connection

from dispatch.files.faults import Faults
from dispatch.files.reading import Shape, record_of
from operations import by_hand, clock, locking, orders
from operations.by_hand import Done, Wish
from operations.locking import Kind
from operations.orders import State
from webapi.answers import Answer, of_record, require_match
from webapi.bodies import read_json
from webapi.codecs import order_json
from webapi.operation import Operation, promises, query
from webapi.posting import post
from webapi.queries import choice
from webapi.service import reading, service, stamp, tenant, zone

work_by_hand = Blueprint("by hand", __name__, url_prefix="/v1/orders")

DRY_RUN = choice(
    "dry_run", "`true`: answer what would come of it, and do nothing.", among=("true", "false"), default="false"
)

_BY_TECHNICIAN = Shape(frozenset(("technician", "start", "override_reason")))
_BY_REASON = Shape(frozenset(("override_reason",)))
_LOCK = Shape(frozenset(("lock",)))

_NOTHING_ELSE = {"cost_difference": {"total_min": 0.0, "terms": {}}, "violations": [], "touched": []}


def _operation(summary: str, body: str, *, needed: bool = False) -> Operation:
    return Operation(
        summary=summary,
        description="Rules that it breaks are all told and refuse it (409, `violations`), unless there is an "
        "`override_reason`, which is kept; that nobody is in two places no reason overrides.",
        answers={200: "HandMadeChange"},
        body=body,
        body_required=needed,
        query=(DRY_RUN,),
        headers=("Idempotency-Key", "If-Match"),
        problems=(409,),
    )


@work_by_hand.post("/<ref:id>/assign")
@promises(_operation("Give an order to a technician", "Assign", needed=True))
def assign(id: str) -> Response:  # noqa: A002
    """Give an order that nobody has to a technician."""
    return _changed(id, "scheduled", _BY_TECHNICIAN, once=True)


@work_by_hand.post("/<ref:id>/reassign")
@promises(_operation("Give an order to another technician, or at another time", "Assign", needed=True))
def reassign(id: str) -> Response:  # noqa: A002
    """Give an order to a technician, whoever has it."""
    return _changed(id, "scheduled", _BY_TECHNICIAN)


@work_by_hand.post("/<ref:id>/unassign")
@promises(_operation("Take an order from its technician", "HandMadeReason"))
def unassign(id: str) -> Response:  # noqa: A002
    """Take an order back; it waits until somebody gives it out or asks for its dispatch."""
    return _changed(id, "unassigned", _BY_REASON)


@work_by_hand.post("/<ref:id>/cancel")
@promises(_operation("Cancel an order", "HandMadeReason"))
def cancel(id: str) -> Response:  # noqa: A002
    """Cancel an order, and take it out of its technician's day."""
    return _changed(id, "canceled", _BY_REASON)


@work_by_hand.post("/<ref:id>/lock")
@promises(
    Operation(
        summary="Lock an order as it is scheduled, or unlock it",
        description="Nothing but a dispatcher's own hand changes what is locked: who serves it, when, or both. "
        "`lock: null` unlocks.",
        answers={200: "HandMadeChange"},
        body="Lock",
        body_required=False,
        query=(DRY_RUN,),
        headers=("Idempotency-Key", "If-Match"),
        problems=(409,),
    )
)
def lock(id: str) -> Response:  # noqa: A002
    """Fix what a dispatcher has settled."""
    kind = _lock_kind()

    def carry_out(connection: Connection) -> Answer:
        record = orders.get(connection, tenant(), id)
        require_match(record.revision)
        if query()["dry_run"] == "false":
            record = locking.lock(connection, tenant(), id, kind, stamp(connection))
        return of_record({**order_json(record, zone(connection)), **_NOTHING_ELSE}, record.revision)

    return post(carry_out)


def _lock_kind() -> Kind | None:
    """What the body asks to keep; both, if it says nothing."""
    faults = Faults()
    record = record_of(read_json() if request.get_data() else {}, "", faults, _LOCK)
    kind: Any = "technician_and_time"
    if record is not None and record.says("lock"):
        kind = record.choice("lock", get_args(Kind)) if record.has("lock") else None
    faults.raise_if_any()
    return kind  # type: ignore[no-any-return]


def _changed(ref: str, to: State, shape: Shape, *, once: bool = False) -> Response:
    """Do what is asked, or say what would come of it.

    Parameters
    ----------
    once
        Only if nobody has the order.
    """
    wish = _wish(ref, to, shape)
    if query()["dry_run"] == "true":
        with reading() as connection:
            now = clock.now(connection, tenant(), service().settings.clock)
            _require(connection, ref, once)
            return _answer(connection, by_hand.weigh(connection, tenant(), wish, now, service().memory)).response()

    def carry_out(connection: Connection) -> Answer:
        _require(connection, ref, once)
        return _answer(connection, by_hand.carry_out(connection, tenant(), wish, stamp(connection), service().memory))

    return post(carry_out)


def _require(connection: Connection, ref: str, once: bool) -> None:
    record = orders.get(connection, tenant(), ref)
    require_match(record.revision)
    if once:
        by_hand.require_nobody(record)


def _wish(ref: str, to: State, shape: Shape) -> Wish:
    """What the body asks for; a body may be left out where nothing need be said."""
    faults = Faults()
    record = record_of(read_json() if request.get_data() else {}, "", faults, shape)
    technician: str | None = None
    start: datetime | None = None
    reason: str | None = None
    if record is not None:
        if "technician" in shape.fields:
            technician, start = record.text("technician"), record.instant_or_none("start")
        reason = record.text_or_none("override_reason")
    faults.raise_if_any()
    return Wish(order=ref, to=to, technician=technician, start=start, override_reason=reason)


def _answer(connection: Connection, done: Done) -> Answer:
    body: dict[str, Any] = order_json(done.order, zone(connection))
    return of_record({**body, **by_hand.verdict_json(done.verdict)}, done.order.revision)
