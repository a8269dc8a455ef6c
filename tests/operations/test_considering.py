"""Which shifts are looked at for an order without windows, and a memory that is too small for what it sees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from operations import memory
from operations.dispatching import Outcome
from operations.engine import read
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
    for order_id in ids[:3]:
        house.memory.keep_order(TENANT, memory.written_order(house.order(order_id).order))
    with read(house.engine) as connection:
        found = house.memory.orders(connection, TENANT, ids)
    assert [order.thing.id for order in found] == ids


def test_days_are_read_again_when_the_memory_is_full(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        technician = house.add_technician()
        house.place(required_technicians=(technician.id,))
    verdicts = [house.judge(f"o{number}") for number in range(1, 5)]
    held = [verdict.day for verdict in verdicts if verdict.day is not None]
    for verdict in verdicts:
        assert house.keep(verdict) is Outcome.KEPT
    monkeypatch.setattr(memory, "MAX_REMEMBERED", 2)
    for day in held[:3]:
        house.memory.keep_day(TENANT, day)
    with read(house.engine) as connection:
        found = house.memory.days(connection, TENANT, {day.key: day.revision for day in held})
    assert [day.key for day in found] == [day.key for day in held]
