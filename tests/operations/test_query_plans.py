"""No query on the way of an order, nor any list, scans a table that grows: each finds its rows through an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from jobs.upkeep import SETTLING_S
from operations import (
    audit,
    by_hand,
    decisions,
    dispatch_requests,
    events,
    idempotency,
    locking,
    order_list,
    rewriting,
    snapshots,
    staffing,
    technicians,
)
from operations.dispatching import Outcome
from operations.engine import read, write
from operations.idempotency import Key, StoredAnswer
from operations.memory import Memory
from operations.order_list import OrderFilter
from operations.pages import Slice
from tests.operations.conftest import EIGHT, TENANT, House, stamp

SMALL = ("areas", "policies", "tenants", "sequences")
"""Tables that hold little however long the service runs."""

Said = tuple[str, Any]


@contextmanager
def listened_to(engine: Engine) -> Iterator[list[Said]]:
    """What the database is asked meanwhile."""
    said: list[Said] = []

    def listen(connection: object, cursor: object, statement: str, parameters: Any, *rest: object) -> None:
        said.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def the_way_of_an_order(house: House) -> None:
    """All that is asked for an order, from its being placed to its being canceled."""
    house.add_technician(external_id="ann")
    key = Key(TENANT, "k", "f")
    with write(house.engine, TENANT) as connection:
        idempotency.recall(connection, key, now=EIGHT)
        answer = StoredAnswer(status=202, headers={}, body={})
        idempotency.keep(connection, key, answer, now=EIGHT, runs_until=EIGHT)
        idempotency.complete(connection, key, answer, now=EIGHT)
    for external_id in ("A1", "A2"):
        order = house.place(external_id=external_id)
        assert house.dispatch(order.id) is Outcome.KEPT
    with write(house.engine, TENANT) as connection:
        patch = staffing.TechnicianPatch(fields={"rating": 4.0})
        staffing.change(connection, TENANT, "ext:ann", patch, stamp())
        locking.lock(connection, TENANT, "o1", "time", stamp())
        locking.lock(connection, TENANT, "o1", None, stamp())
        record = house.order("ext:A1")
        wish = by_hand.Wish(order="ext:A1", to="scheduled", technician="ann", start=EIGHT + timedelta(hours=3))
        by_hand.carry_out(connection, TENANT, wish, stamp(), house.memory)
    with write(house.engine, TENANT) as connection:
        record = house.order("ext:A1")
        later = record.order.windows
        assert rewriting.rewrite(connection, TENANT, record, record.order, stamp(), house.memory).order.windows == later
        by_hand.carry_out(connection, TENANT, by_hand.Wish(order="ext:A2", to="canceled"), stamp(), house.memory)


def what_lists_ask(house: House) -> None:
    """Lists, records and what upkeep looks for."""
    with read(house.engine) as connection:
        for wanted in (OrderFilter(), OrderFilter(state="scheduled"), OrderFilter(external_id="A1")):
            order_list.page(connection, TENANT, Slice(), wanted)
        events.after(connection, TENANT, 3, 50)
        events.page(connection, TENANT, Slice(), order_id="o1")
        (decision, *_) = decisions.page(connection, TENANT, Slice(), order_id="o1").items
        snapshots.get(connection, TENANT, decision.snapshot_sha256)
        audit.page(connection, TENANT, Slice(), subject="o1")
        technicians.page(connection, TENANT, Slice())
        technicians.schedule(connection, TENANT, "t1", EIGHT.date())
        dispatch_requests.pending_before(connection, datetime.now(UTC) - timedelta(seconds=SETTLING_S))
    with write(house.engine, None) as connection:
        idempotency.forget(connection, EIGHT)


def scans_in(house: House, said: Said) -> list[str]:
    """The lines of a statement's plan that read a whole table."""
    statement, parameters = said
    with house.engine.connect() as connection:
        if house.kind == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
            return [row[-1] for row in rows if row[-1].startswith("SCAN ")]
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # with so few rows it would always be chosen
        rows = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).all()
        return [row[0].strip() for row in rows if "Seq Scan" in row[0]]


@pytest.mark.parametrize("asked", [the_way_of_an_order, what_lists_ask])
def test_no_query_scans_a_table_that_grows(house: House, asked: Any) -> None:
    if asked is what_lists_ask:
        the_way_of_an_order(house)
    with listened_to(house.engine) as said:
        asked(house)
        if asked is the_way_of_an_order:
            house.memory = Memory()  # a process that has just begun
            house.judge(house.place().id)
    plain = [each for each in said if each[0].split()[0] in ("SELECT", "UPDATE", "DELETE")]
    assert len(plain) > 10
    found = {each[0]: lines for each in plain if (lines := scans_in(house, each))}
    growing = {
        statement: lines for statement, lines in found.items() if not all(any(t in ln for t in SMALL) for ln in lines)
    }
    assert growing == {}
