"""From an order to its assignment: what is seen, what is kept, and what is made again."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch.checker import check
from dispatch.files.problem_file import problem_sha256, problem_to_json, read_problem
from dispatch.model import Plan
from geo.areas import Radius, ServiceArea
from geo.places import LatLng
from operations import (
    areas,
    audit,
    days,
    decisions,
    dispatch_requests,
    events,
    policies,
    snapshots,
    staffing,
    technicians,
)
from operations.dispatching import Outcome, consider
from operations.engine import open_engine, read, write
from operations.memory import Memory
from operations.pages import Slice
from scheduling.spans import Shift, Window
from tests.databases import Template, copy_of
from tests.operations.conftest import EIGHT, HOME, SHANGHAI, TENANT, House, stamp


def test_a_decision_is_kept_with_all_that_belongs_to_it(house: House) -> None:
    house.add_technician()
    house.place()
    assert house.dispatch("o1") is Outcome.KEPT
    record = house.order("o1")
    assert (record.state, record.decision_id, record.reason) == ("scheduled", "d1", None)
    assert record.assignment is not None
    assert record.assignment.technicians == ("t1",)
    with read(house.engine) as connection:
        decision = decisions.get(connection, TENANT, "d1")
        assert decision.file["outcome"] == "assigned"
        assert decision.file["start"] == record.assignment.start.astimezone(SHANGHAI).isoformat()
        seen = read_problem(snapshots.get(connection, TENANT, decision.snapshot_sha256))
        assert (seen.orders[0].id, seen.now) == ("o1", EIGHT)
        assert dispatch_requests.pending_of(connection, TENANT, "o1") is None
        told = events.page(connection, TENANT, Slice(), order_id="o1").items
        assert [(event.number, event.kind) for event in told] == [(1, "order.placed"), (2, "order.scheduled")]
        (row,) = audit.page(connection, TENANT, Slice(), subject="o1").items[1:]
        assert (row.actor, row.action) == ("dispatch", "order.scheduled")
        schedule = technicians.schedule(connection, TENANT, "t1", EIGHT.date())
    (route,) = schedule.routes
    assert [stop.order for stop in route.stops] == ["o1"]
    assert house.dispatch("o1") is Outcome.ALREADY_DECIDED


def test_an_order_that_nobody_can_serve_is_decided_with_its_reason(house: House) -> None:
    house.add_technician()
    house.place(skills={"gas": 1})
    assert house.dispatch("o1") is Outcome.KEPT
    record = house.order("o1")
    assert (record.state, record.reason, record.decision_id) == ("unassigned", "no_eligible_technician", "d1")
    with read(house.engine) as connection:
        rejected = decisions.get(connection, TENANT, "d1").file["rejected"]
        assert rejected[0]["rules"] == [{"rule": "skill_missing", "observed": {"gas": 0}, "bound": {"gas": 1}}]
        assert dispatch_requests.pending_of(connection, TENANT, "o1") is None
        assert events.page(connection, TENANT, Slice(), order_id="o1").items[-1].kind == "order.left_unassigned"


def test_a_decision_on_a_day_that_has_changed_is_not_kept(house: House) -> None:
    house.add_technician()
    house.place()
    house.place()
    late = house.judge("o2")
    house.dispatch("o1")
    assert house.keep(late) is Outcome.STALE
    assert house.order("o2").decision_id is None
    with read(house.engine) as connection:
        assert len(decisions.page(connection, TENANT, Slice()).items) == 1
        assert dispatch_requests.pending_of(connection, TENANT, "o2") is not None
    assert house.dispatch("o2") is Outcome.KEPT


def test_a_decision_for_a_technician_who_has_changed_is_not_kept(house: House) -> None:
    house.add_technician()
    house.place()
    late = house.judge("o1")
    with write(house.engine, TENANT) as connection:
        staffing.change(connection, TENANT, "t1", staffing.TechnicianPatch(fields={"active": False}), stamp())
    assert house.keep(late) is Outcome.STALE
    assert house.dispatch("o1") is Outcome.KEPT
    assert house.order("o1").reason == "no_eligible_technician"


def test_a_decision_on_an_order_that_has_been_given_out_and_taken_back_is_not_kept(house: House) -> None:
    house.add_technician(external_id="anna")
    house.place()
    late = house.judge("o1")
    house.add_technician(start=LatLng(lat=31.21, lng=121.42))
    house.dispatch("o1")
    with write(house.engine, TENANT) as connection:
        patch = staffing.TechnicianPatch(fields={"active": False}, orders_ahead="redispatch")
        assert staffing.change(connection, TENANT, "t2", patch, stamp()).taken_back == ("o1",)
    assert house.keep(late) is Outcome.STALE
    assert house.dispatch("o1") is Outcome.KEPT


def test_two_decisions_for_different_technicians_do_not_disturb_each_other(house: House) -> None:
    house.add_technician(skills={"gas": 1})
    house.add_technician(skills={"water": 1})
    house.place(skills={"gas": 1})
    house.place(skills={"water": 1})
    first, second = house.judge("o1"), house.judge("o2")
    assert [house.keep(first), house.keep(second)] == [Outcome.KEPT, Outcome.KEPT]


def test_an_order_between_two_others_moves_the_later_one_and_its_assignment(house: House) -> None:
    # One street east of home: o1 at 1 km, o2 at 5 km, then o3 at 3 km, cheapest between them.
    house.add_technician()
    at = [LatLng(lat=HOME.lat, lng=HOME.lng + km / 95.2) for km in (1, 5, 3)]
    for place in at[:2]:
        house.dispatch(house.place(location=place).id)
    before = house.order("o2")
    house.dispatch(house.place(location=at[2]).id)
    after = house.order("o2")
    assert before.assignment is not None
    assert after.assignment is not None
    assert after.assignment.start == before.assignment.start + timedelta(seconds=1800)
    assert after.revision == before.revision + 1
    with read(house.engine) as connection:
        moved = events.page(connection, TENANT, Slice(), order_id="o2").items[-1]
        assert (moved.kind, moved.data["because_of"]) == ("order.moved", "o3")
        assert audit.page(connection, TENANT, Slice(), subject="o2").items[-1].reason == "order o3 is served before it"


def test_a_snapshot_is_canonical_json_and_can_be_read_again(house: House) -> None:
    fill(house, technicians_count=6, orders_count=12)
    record = house.place(skills={"gas": 1}, customer={"name": "Li"}, notes="second door")
    with read(house.engine) as connection:
        snapshot = consider(connection, TENANT, record.id, EIGHT + timedelta(minutes=30), house.memory)
        fresh = consider(connection, TENANT, record.id, EIGHT + timedelta(minutes=30), Memory())
    assert snapshot.problem.sha256 == problem_sha256(problem_to_json(snapshot.problem))
    assert snapshot.text == fresh.text
    assert replace(read_problem(snapshot.text), sha256=None) == replace(snapshot.problem, sha256=None)
    assert snapshot.problem.orders[0].customer is None, "snapshots are kept without what names people"
    assert {route.technician for route in snapshot.problem.routes} == {"t1", "t3", "t5"}


def test_only_shifts_that_can_matter_are_seen(house: House) -> None:
    week = tuple(Shift(EIGHT + timedelta(days=d), EIGHT + timedelta(days=d, hours=9)) for d in range(-2, 30))
    house.add_technician(shifts=week)
    house.place()
    wanted = EIGHT + timedelta(days=3)
    house.place(windows=(Window(wanted, wanted + timedelta(hours=1)),))
    with read(house.engine) as connection:
        free, bound = (consider(connection, TENANT, order_id, EIGHT, house.memory) for order_id in ("o1", "o2"))
    assert [shift.start.day for shift in free.problem.technicians[0].shifts] == list(range(1, 16))
    assert [shift.start for shift in bound.problem.technicians[0].shifts] == [wanted]
    assert house.dispatch("o2") is Outcome.KEPT
    assignment = house.order("o2").assignment
    assert assignment is not None
    assert assignment.shift_start == wanted
    with read(house.engine) as connection:
        (route,) = technicians.schedule(connection, TENANT, "t1", wanted.date()).routes
        assert route.shift == 5
        assert technicians.schedule(connection, TENANT, "t1", EIGHT.date()).routes == ()


def test_areas_and_the_policy_in_force_are_seen_at_once(house: House) -> None:
    near = ServiceArea("", Radius(HOME, 3000.0))
    with write(house.engine, TENANT) as connection:
        areas.add(connection, TENANT, near, stamp(), external_id="old town")
    house.add_technician(areas=("old town",))
    house.add_technician()
    house.dispatch(house.place(location=LatLng(lat=31.30, lng=121.50)).id)
    assignment = house.order("o1").assignment
    assert assignment is not None
    assert assignment.technicians == ("t2",)
    with write(house.engine, TENANT) as connection:
        chosen = policies.put_in_force(connection, TENANT, "p3", stamp())
        assert policies.in_force(connection, TENANT) == chosen
    house.place()
    assert house.judge("o2").file["policy"]["name"] == chosen.policy.name == "rating_first"


def fill(house: House, technicians_count: int, orders_count: int, seed: int = 7) -> None:
    rng = random.Random(seed)
    for number in range(technicians_count):
        house.add_technician(
            skills={"gas" if number % 2 == 0 else "water": 1 + number % 3}, rating=rng.choice((4.0, 4.9))
        )
    for number in range(orders_count):
        place = LatLng(lat=31.2 + rng.uniform(-0.05, 0.05), lng=121.4 + rng.uniform(-0.05, 0.05))
        now = EIGHT + timedelta(minutes=2 * number)
        record = house.place(now, location=place, skills={rng.choice(("gas", "water")): 1})
        assert house.dispatch(record.id, now) is Outcome.KEPT


@pytest.mark.parametrize("seed", [1, 2])
def test_every_stored_route_passes_the_checker(house: House, seed: int) -> None:
    fill(house, technicians_count=4, orders_count=30, seed=seed)
    last = house.place(EIGHT + timedelta(hours=1), skills={})
    with read(house.engine) as connection:
        problem = consider(connection, TENANT, last.id, EIGHT + timedelta(hours=1)).problem
        held = [day for t in problem.technicians for day in days.of_technician(connection, TENANT, t.id)]
    report = check(problem, Plan(routes=problem.routes))
    assert report.legal, report.violations
    assert len(held) == len(problem.routes) == 4
    assert sum(len(route.stops) for route in problem.routes) >= 20


def test_the_same_orders_give_the_same_decisions(
    house: House, settled: Template, tmp_path_factory: pytest.TempPathFactory
) -> None:
    found = []
    with copy_of(settled, tmp_path_factory.mktemp("copy")) as url:
        other = House(open_engine(url))
        for place in (house, other):
            fill(place, technicians_count=3, orders_count=8)
            with read(place.engine) as connection:
                found.append([record.file for record in decisions.page(connection, TENANT, Slice()).items])
        other.engine.dispose()
    assert found[0] == found[1]
