"""Taking orders in: ids, references, the outbox, the clock, lists."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from dispatch.model import After, Order, Role
from geo.places import LatLng, MatrixIndex
from operations import audit, clock, dispatch_requests, events, order_list, orders, skills
from operations.engine import read, write
from operations.errors import ConflictError, InvalidRequestError, NotFoundError
from operations.order_list import OrderFilter
from operations.pages import Slice
from tests.operations.conftest import EIGHT, TENANT, House, stamp


def test_an_order_its_request_its_event_and_its_audit_row_are_one_transaction(house: House) -> None:
    record = house.place(external_id="A-17", skills={"gas": 2})
    assert (record.id, record.state, record.revision, record.assignment) == ("o1", "unassigned", 1, None)
    assert record.created_at == EIGHT
    with read(house.engine) as connection:
        request = dispatch_requests.pending_of(connection, TENANT, "o1")
        assert request is not None
        assert (request.state, request.attempt) == ("pending", 1)
        (event,) = events.page(connection, TENANT, Slice(), order_id="o1").items
        assert (event.kind, event.number, event.at) == ("order.placed", 1, EIGHT.astimezone(UTC))
        kept = audit.page(connection, TENANT, Slice(), subject="o1").items
        assert [(row.actor, row.action) for row in kept] == [("k1", "order.placed")]
        assert [skill.name for skill in skills.page(connection, TENANT, Slice()).items] == ["gas"]


def test_a_known_external_id_is_refused_with_the_id_that_has_it(house: House) -> None:
    house.place(external_id="A-17")
    with pytest.raises(ConflictError, match="order o1 has the external_id 'A-17'") as refused:
        house.place(external_id="A-17")
    assert refused.value.code == "external_id_known"
    assert refused.value.details == {"id": "o1", "external_id": "A-17"}
    assert house.order("ext:A-17").id == "o1"
    assert house.place(external_id="A-18").id == "o2"


def test_technicians_may_be_named_by_external_id_and_unknown_ones_are_refused(house: House) -> None:
    house.add_technician("anna")
    house.add_technician("ben")
    order = house.place(required_technicians=("anna", "t2", "ext:ben"), forbidden_technicians=("ext:ben",)).order
    assert order.required_technicians == ("t1", "t2")
    assert order.forbidden_technicians == ("t2",)
    with pytest.raises(InvalidRequestError) as refused:
        house.place(required_technicians=("anna", "carl"), forbidden_technicians=("ext:dora",))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/required_technicians/1", "unknown_id"),
        ("/forbidden_technicians/0", "unknown_id"),
    ]


def test_whoever_is_preferred_or_has_declined_is_named_like_the_others(house: House) -> None:
    house.add_technician("anna")
    house.add_technician("ben")
    order = house.place(preferred_technicians=("ext:ben", "t2"), declined_by=("anna",)).order
    assert (order.preferred_technicians, order.declined_by) == (("t2",), ("t1",))
    with pytest.raises(InvalidRequestError) as refused:
        house.place(preferred_technicians=("carl",), declined_by=("t1", "dora"))
    assert [fault.pointer for fault in refused.value.faults] == ["/preferred_technicians/0", "/declined_by/1"]


def test_what_nothing_decides_about_yet_is_refused_by_name(house: House) -> None:
    first = house.place()
    with pytest.raises(InvalidRequestError) as refused:
        house.place(crew=(Role(), Role()), after=(After(order=first.id),))
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [
        ("/crew", "not_supported"),
        ("/after", "not_supported"),
    ]


def test_a_place_without_coordinates_is_refused(house: House) -> None:
    with pytest.raises(InvalidRequestError, match="/location: is a matrix index"):
        house.place(location=MatrixIndex(3))


def test_what_the_customer_wants_comes_back_as_it_was_given(house: House) -> None:
    given: dict[str, Any] = {
        "customer": {"name": "王女士"},
        "notes": ["敲门", 2],
        "community": "静安新城",
        "unserved_cost_min": 77.5,
    }
    order = house.place(**given).order
    assert (order.customer, order.notes, order.community) == (given["customer"], given["notes"], "静安新城")
    assert order.price_unserved_min == 77.5


def test_the_simulated_clock_shows_the_latest_created(house: House) -> None:
    with write(house.engine, TENANT) as connection:
        with pytest.raises(InvalidRequestError, match=r"/created: is missing.*simulated"):
            clock.on_arrival(connection, TENANT, "simulated", None)
        assert clock.on_arrival(connection, TENANT, "simulated", EIGHT) == EIGHT
    house.place(EIGHT + timedelta(minutes=5))
    house.place(EIGHT)
    with write(house.engine, TENANT) as connection:
        assert clock.now(connection, TENANT, "simulated") == EIGHT + timedelta(minutes=5)
        now = clock.on_arrival(connection, TENANT, "simulated", None)
        undated = Order(id="", location=LatLng(lat=31.2, lng=121.4), service_s=60)
        assert orders.place(connection, TENANT, undated, stamp(now)).order.created == EIGHT + timedelta(minutes=5)


def test_lists_come_in_pages_and_can_be_filtered(house: House) -> None:
    house.add_technician("anna")
    for minute in range(5):
        house.place(EIGHT + timedelta(minutes=minute), external_id=f"A{minute}")
    house.dispatch("o2")
    house.dispatch("o4")
    with read(house.engine) as connection:
        first = order_list.page(connection, TENANT, Slice(limit=2))
        second = order_list.page(connection, TENANT, Slice(2, first.next_cursor))
        last = order_list.page(connection, TENANT, Slice(2, second.next_cursor))
        assert [[record.id for record in page.items] for page in (first, second, last)] == [
            ["o1", "o2"],
            ["o3", "o4"],
            ["o5"],
        ]
        assert last.next_cursor is None
        for wanted, ids in (
            (OrderFilter(state="scheduled"), ["o2", "o4"]),
            (OrderFilter(technician="ext:anna"), ["o2", "o4"]),
            (OrderFilter(technician="ext:nobody"), []),
            (OrderFilter(external_id="A2"), ["o3"]),
            (
                OrderFilter(created_from=EIGHT + timedelta(minutes=1), created_before=EIGHT + timedelta(minutes=3)),
                ["o2", "o3"],
            ),
        ):
            assert [record.id for record in order_list.page(connection, TENANT, Slice(), wanted).items] == ids


@pytest.mark.parametrize(("limit", "cursor"), [(0, None), (201, None), (5, "%%%"), (5, "LTE="), (5, "é")])
def test_a_slice_that_cannot_be_meant_is_refused(limit: int, cursor: str | None) -> None:
    with pytest.raises(InvalidRequestError, match="/query/"):
        Slice(limit, cursor)


def test_another_tenant_sees_nothing(house: House) -> None:
    house.place(external_id="A-17")
    with read(house.engine) as connection:
        for ref in ("o1", "ext:A-17"):
            with pytest.raises(NotFoundError, match="no order"):
                orders.get(connection, "other", ref)
        assert order_list.page(connection, "other", Slice()).items == ()
