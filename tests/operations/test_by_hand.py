"""Work by hand: what it costs, breaks and moves, and that what is stored fits together afterwards."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.checker import check
from dispatch.files.problem_file import read_problem
from dispatch.model import Plan
from operations import audit, by_hand, days, dispatch_requests, events, locking
from operations.audit import Stamp
from operations.by_hand import Done, Wish
from operations.dispatching import Outcome, consider
from operations.engine import read, write
from operations.errors import ConflictError, InvalidRequestError
from operations.memory import Memory
from operations.pages import Slice
from scheduling.spans import Window
from tests.operations.conftest import EIGHT, TENANT, House, stamp


def do(house: House, wish: Wish, at: Stamp | None = None) -> Done:
    with write(house.engine, TENANT) as connection:
        return by_hand.carry_out(connection, TENANT, wish, at or stamp(), house.memory)


def stops_of(house: House, technician_id: str) -> list[str]:
    with read(house.engine) as connection:
        held = days.of_technician(connection, TENANT, technician_id)
    return [stop.order for day in held for stop in day.route.stops]


def kinds_of(house: House, order_id: str) -> list[str]:
    with read(house.engine) as connection:
        return [event.kind for event in events.page(connection, TENANT, Slice(), order_id=order_id).items]


def require_legal(house: House) -> None:
    """Every stored route passes the checker."""
    with read(house.engine) as connection:
        problem = consider(connection, TENANT, "o1", EIGHT, Memory()).problem
    assert check(problem, Plan(routes=problem.routes)).violations == ()


def test_an_order_is_given_to_whom_the_dispatcher_names_and_no_worker_gives_it_out_again(house: House) -> None:
    for _ in range(2):
        house.add_technician()
    order = house.place()
    late = house.judge(order.id)
    done = do(house, Wish(order=order.id, to="scheduled", technician="t2"))
    assert done.verdict.violations == ()
    # The way there and back costs something; what leaving it out would have cost falls away.
    assert done.verdict.cost_difference.terms["travel_min"] > 0.0
    assert done.verdict.cost_difference.terms["unserved"] < 0.0
    assert done.order.state == "scheduled"
    assert done.order.assignment is not None
    assert (done.order.assignment.technicians, done.order.assignment.source) == (("t2",), "dispatcher")
    assert house.keep(late) is Outcome.ALREADY_DECIDED
    assert (stops_of(house, "t1"), stops_of(house, "t2")) == ([], ["o1"])
    assert kinds_of(house, "o1") == ["order.placed", "order.scheduled"]
    require_legal(house)


def test_reassigning_changes_both_days_and_taking_back_leaves_the_order_to_people(house: House) -> None:
    for _ in range(2):
        house.add_technician()
    for _ in range(3):
        assert house.dispatch(house.place(required_technicians=None).id) is Outcome.KEPT
    first = house.order("o1").assignment
    assert first is not None
    other = "t2" if first.technicians == ("t1",) else "t1"
    moved = do(house, Wish(order="o1", to="scheduled", technician=other))
    assert moved.order.assignment is not None
    assert moved.order.assignment.technicians == (other,)
    assert "o1" not in stops_of(house, first.technicians[0])
    assert "o1" in stops_of(house, other)
    require_legal(house)
    taken = do(house, Wish(order="o1", to="unassigned"))
    assert (taken.order.state, taken.order.reason, taken.order.assignment) == ("unassigned", by_hand.BY_HAND, None)
    assert "o1" not in stops_of(house, other)
    with read(house.engine) as connection:
        assert dispatch_requests.pending_of(connection, TENANT, "o1") is None
    told = [kind for kind in kinds_of(house, "o1") if kind != "order.moved"]
    assert told == ["order.placed", "order.scheduled", "order.scheduled", "order.taken_back"]
    require_legal(house)


def test_an_order_that_is_canceled_leaves_the_day_and_stays_so(house: House) -> None:
    house.add_technician()
    waiting = house.place()
    given = house.place()
    assert house.dispatch(given.id) is Outcome.KEPT
    late = house.judge(waiting.id)
    for order in (waiting, given):
        assert do(house, Wish(order=order.id, to="canceled")).order.state == "canceled"
        assert kinds_of(house, order.id)[-1] == "order.canceled"
    assert stops_of(house, "t1") == []
    assert house.keep(late) is Outcome.ALREADY_DECIDED
    with pytest.raises(ConflictError) as refused:
        do(house, Wish(order=given.id, to="scheduled", technician="t1"))
    assert refused.value.code == "illegal_move"
    assert refused.value.details == {"current_state": "canceled", "allowed_transitions": []}


def test_what_breaks_rules_needs_a_reason_which_is_kept(house: House) -> None:
    house.add_technician(skills={})
    gone = Window(EIGHT - timedelta(hours=2), EIGHT - timedelta(hours=1))
    order = house.place(skills={"gas": 2}, windows=(gone,))
    wish = Wish(order=order.id, to="scheduled", technician="t1")
    with pytest.raises(ConflictError) as refused:
        do(house, wish)
    assert refused.value.code == "rules_broken"
    broken = {violation["rule"] for violation in refused.value.details["violations"]}
    assert broken == {"skill_missing", "time_window"}
    assert refused.value.details["overridable"]
    assert stops_of(house, "t1") == []
    assert house.order(order.id).state == "unassigned"
    done = do(house, Wish(order=order.id, to="scheduled", technician="t1", override_reason="she knows the house"))
    assert {violation.rule for violation in done.verdict.violations} == broken
    assert stops_of(house, "t1") == [order.id]
    with read(house.engine) as connection:
        record = audit.page(connection, TENANT, Slice(), subject=order.id).items[-1]
    assert (record.actor, record.action, record.reason) == ("k1", "order.scheduled_by_hand", "she knows the house")
    # Life goes on around it: the next order is given out, and nothing new is broken.
    assert house.dispatch(house.place().id) is Outcome.KEPT


def test_nobody_is_in_two_places_whatever_the_reason(house: House) -> None:
    house.add_technician()
    order = house.place()  # 344 s from home
    start = EIGHT + timedelta(seconds=60)
    with pytest.raises(ConflictError) as refused:
        do(house, Wish(order=order.id, to="scheduled", technician="t1", start=start, override_reason="be quick"))
    broken = [violation["rule"] for violation in refused.value.details["violations"]]
    assert set(broken) & by_hand.IMPOSSIBLE, broken
    assert not refused.value.details["overridable"]
    assert stops_of(house, "t1") == []


def test_what_is_locked_is_moved_by_nothing_but_a_hand(house: House) -> None:
    house.add_technician()
    window = (Window(EIGHT + timedelta(hours=1), EIGHT + timedelta(hours=3)),)
    first = house.place(windows=window)
    assert house.dispatch(first.id) is Outcome.KEPT
    with write(house.engine, TENANT) as connection:
        locked = locking.lock(connection, TENANT, first.id, "technician_and_time", stamp())
    assert locked.assignment is not None
    assert locked.assignment.locked
    # Others fill the day around it, and the snapshot says why they went where they did.
    for _ in range(6):
        order = house.place()
        verdict = house.judge(order.id)
        assert [(held.order, held.kind) for held in verdict.snapshot.problem.locks] == [
            (first.id, "technician_and_time")
        ]
        text = verdict.snapshot.text.decode()
        assert read_problem(text).locks == verdict.snapshot.problem.locks
        assert house.keep(verdict) is Outcome.KEPT
    now = house.order(first.id).assignment
    assert now is not None
    assert now.start == locked.assignment.start
    house.add_technician()
    wish = Wish(order=first.id, to="scheduled", technician="t2")
    with pytest.raises(ConflictError) as refused:
        do(house, wish)
    assert [violation["rule"] for violation in refused.value.details["violations"]] == ["lock"]
    moved = do(house, replace(wish, override_reason="t1 has called in sick")).order
    assert moved.assignment is not None
    assert (moved.assignment.technicians, moved.assignment.locked) == (("t2",), False)
    with write(house.engine, TENANT) as connection:
        held = days.of_technician(connection, TENANT, "t1")
    assert [day.locks for day in held] == [{}]


def test_unlocking_and_locking_again_are_told_once_each(house: House) -> None:
    house.add_technician()
    assert house.dispatch(house.place().id) is Outcome.KEPT
    for kind in ("time", "time", None, None):
        with write(house.engine, TENANT) as connection:
            locking.lock(connection, TENANT, "o1", kind, stamp())  # type: ignore[arg-type]
    assert kinds_of(house, "o1")[-2:] == ["order.locked", "order.unlocked"]
    assert kinds_of(house, "o1").count("order.locked") == 1
    do(house, Wish(order="o1", to="unassigned"))
    with pytest.raises(ConflictError, match="only a scheduled order can be locked"), write(house.engine, TENANT) as c:
        locking.lock(c, TENANT, "o1", "time", stamp())


def test_asking_what_would_come_of_it_does_nothing(house: House) -> None:
    house.add_technician()
    order = house.place()
    with read(house.engine) as connection:
        done = by_hand.weigh(connection, TENANT, Wish(order="o1", to="scheduled", technician="t1"), EIGHT, house.memory)
    assert done.verdict.cost_difference.total_min < 0.0
    assert house.order(order.id) == order
    assert house.dispatch(order.id) is Outcome.KEPT


def test_who_is_named_must_be_there(house: House) -> None:
    house.place()
    with pytest.raises(InvalidRequestError, match="/technician: is 'nobody', no technician has this id"):
        do(house, Wish(order="o1", to="scheduled", technician="nobody"))


def test_two_dispatchers_at_once_end_in_a_legal_day(house: House) -> None:
    for _ in range(3):
        house.add_technician()
    ids = [house.place().id for _ in range(12)]
    refused: list[ConflictError] = []

    def move(technician: str, turns: int) -> None:
        for turn in range(turns):
            try:
                memory = Memory()
                with write(house.engine, TENANT) as connection:
                    wish = Wish(order=ids[turn % len(ids)], to="scheduled", technician=technician)
                    by_hand.carry_out(connection, TENANT, wish, stamp(), memory)
            except ConflictError as fault:
                refused.append(fault)

    threads = [threading.Thread(target=move, args=(f"t{n}", 12)) for n in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(fault.code == "rules_broken" for fault in refused)
    served = [order for n in (1, 2, 3) for order in stops_of(house, f"t{n}")]
    assert len(served) == len(set(served))
    assert {order for order in ids if house.order(order).state == "scheduled"} == set(served)
    require_legal(house)
