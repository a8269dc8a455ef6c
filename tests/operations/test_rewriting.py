"""A customer who wants something else: the day is repaired, and the order given out anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from operations import audit, by_hand, dispatch_requests, rewriting
from operations.dispatching import Outcome
from operations.engine import read, write
from operations.errors import ConflictError, InvalidRequestError
from operations.orders import OrderRecord
from operations.pages import Slice
from scheduling.spans import Window
from tests.operations.conftest import EIGHT, TENANT, House, stamp
from tests.operations.test_by_hand import kinds_of, require_legal, stops_of


def rewrite(house: House, order_id: str, **fields: Any) -> OrderRecord:
    with write(house.engine, TENANT) as connection:
        record = house.order(order_id)
        wanted = replace(record.order, **fields)
        return rewriting.rewrite(connection, TENANT, record, wanted, stamp(), house.memory)


def afternoon() -> tuple[Window, ...]:
    return (Window(EIGHT + timedelta(hours=6), EIGHT + timedelta(hours=7)),)


def test_other_windows_take_the_order_out_of_the_day_and_give_it_out_anew(house: House) -> None:
    house.add_technician()
    for _ in range(3):
        assert house.dispatch(house.place().id) is Outcome.KEPT
    changed = rewrite(house, "o2", windows=afternoon())
    assert (changed.state, changed.assignment, changed.order.windows) == ("unassigned", None, afternoon())
    assert stops_of(house, "t1") == ["o1", "o3"] or stops_of(house, "t1") == ["o3", "o1"]
    require_legal(house)
    assert house.dispatch("o2") is Outcome.KEPT
    given = house.order("o2").assignment
    assert given is not None
    assert EIGHT + timedelta(hours=6) <= given.start <= EIGHT + timedelta(hours=7)
    assert kinds_of(house, "o2")[-3:] == ["order.taken_back", "order.changed", "order.scheduled"]
    require_legal(house)


def test_what_is_remembered_of_an_order_is_what_is_wanted_now(house: House) -> None:
    house.add_technician()
    for _ in range(2):
        assert house.dispatch(house.place().id) is Outcome.KEPT
    house.judge(house.place().id)  # reads the day, and with it both orders
    rewrite(house, "o1", service_s=3600)
    assert house.dispatch("o1") is Outcome.KEPT
    problem = house.judge("o3").snapshot.problem
    assert next(order for order in problem.orders if order.id == "o1").service_s == 3600


def test_the_same_again_changes_nothing(house: House) -> None:
    house.add_technician()
    order = house.place()
    assert house.dispatch(order.id) is Outcome.KEPT
    before = house.order(order.id)
    assert rewrite(house, order.id) == before
    assert house.order(order.id) == before


def test_an_order_that_waits_is_decided_as_it_is_wanted_now(house: House) -> None:
    house.add_technician()
    order = house.place()
    late = house.judge(order.id)
    rewrite(house, order.id, windows=afternoon())
    assert house.keep(late) is Outcome.STALE
    with read(house.engine) as connection:
        assert dispatch_requests.pending_of(connection, TENANT, order.id) is not None
    assert house.dispatch(order.id) is Outcome.KEPT


def test_what_is_canceled_or_cannot_be_is_refused_and_nothing_is_changed(house: House) -> None:
    order = house.place()
    with pytest.raises(InvalidRequestError, match="/required_technicians/0"):
        rewrite(house, order.id, required_technicians=("nobody",))
    assert house.order(order.id) == order
    with write(house.engine, TENANT) as connection:
        by_hand.carry_out(connection, TENANT, by_hand.Wish(order=order.id, to="canceled"), stamp())
    with pytest.raises(ConflictError) as refused:
        rewrite(house, order.id, windows=afternoon())
    assert refused.value.code == "illegal_move"


def test_the_audit_trail_keeps_what_was_wanted_but_no_names(house: House) -> None:
    order = house.place(customer={"name": "王小姐"}, service_s=600)
    rewrite(house, order.id, customer={"name": "李先生"}, service_s=900)
    with read(house.engine) as connection:
        record = audit.page(connection, TENANT, Slice(), subject=order.id).items[-1]
    assert record.action == "order.changed"
    assert record.details["changed"] == ["customer", "service_s"]
    assert record.details["before"] == {"service_s": 600}
