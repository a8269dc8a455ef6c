"""Which shifts and technicians are looked at for an order, and a memory that is too small for what it sees."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from operations import memory
from operations.dispatching import Outcome
from operations.engine import read
from operations.tenants import TENANTS
from scheduling.spans import Shift
from tests.operations.conftest import EIGHT, TENANT, House


def test_the_next_shift_is_seen_however_far_it_is(house: House) -> None:
    far = EIGHT + timedelta(days=20)
    house.add_technician(shifts=(Shift(far, far + timedelta(hours=9)),))
    house.add_technician(active=False)
    house.place()
    assert house.dispatch("o1") is Outcome.KEPT
    assignment = house.order("o1").assignment
    assert assignment is not None
    assert (assignment.technicians, assignment.shift_start) == (("t1",), far)


def test_shifts_far_ahead_are_left_alone_while_there_is_a_nearer_one(house: House) -> None:
    far = EIGHT + timedelta(days=20)
    shifts = (Shift(EIGHT, EIGHT + timedelta(hours=9)), Shift(far, far + timedelta(hours=9)))
    house.add_technician(shifts=shifts)
    house.place()
    (technician,) = house.judge("o1").snapshot.problem.technicians
    assert technician.shifts == shifts[:1]


def test_a_memory_that_is_full_begins_anew_and_goes_on(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_REMEMBERED", 2)
    ids = [house.place().id for _ in range(4)]
    with read(house.engine) as connection:
        for order_id in ids[:3]:
            house.memory.orders(connection, TENANT, [order_id])
        found = house.memory.orders(connection, TENANT, ids)
    assert [order.thing.id for order in found] == ids


def test_who_reads_an_older_state_is_not_told_what_came_later(house: House) -> None:
    house.add_technician()
    with read(house.engine) as earlier:
        earlier.execute(select(TENANTS.c.id)).all()  # from here on it sees this one state
        house.add_technician()
        with read(house.engine) as later:
            assert set(house.memory.directory(later, TENANT).technicians) == {"t1", "t2"}
        assert set(house.memory.directory(earlier, TENANT).technicians) == {"t1"}
