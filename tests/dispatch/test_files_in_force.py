"""The plan in force in a problem file: routes with roles and breaks, locks, what is frozen."""

from __future__ import annotations

from typing import Any

import pytest

from dispatch.files.problem_file import problem_from_json, problem_to_json
from dispatch.model import Lock, Pause
from tests.dispatch.documents import WHOLE, changed, faults_of

AT, LATER = "2026-03-02T09:00:00+08:00", "2026-03-02T09:30:00+08:00"
ROUTES, LOCKS = "/plan/routes", "/plan/locks"

FAULTS: list[tuple[str, Any, str, str]] = [
    ("/plan/lock", [], "unknown_field", "frozen_before, locks, routes"),
    ("/plan/frozen_before", "9:00", "value", "RFC 3339"),
    (LOCKS, {}, "type", "must be a list"),
    (LOCKS + "/0", "o1", "type", "must be an object"),
    (LOCKS + "/0/order", ..., "required", "missing"),
    (LOCKS + "/0/lock", ..., "required", "missing"),
    (LOCKS + "/0/lock", "place", "value", '"time_range"'),
    (LOCKS + "/0/lock", ["time"], "type", "must be"),
    (LOCKS + "/0/order", "o9", "unknown_id", "no order has this id"),
    (LOCKS + "/0/order", "o3", "value", "must be in plan.routes for the lock technician_and_time"),
    (LOCKS + "/0/earliest", AT, "value", "must be left out of technician_and_time"),
    (LOCKS + "/1/order", "o1", "duplicate", "has a lock already"),
    (LOCKS + "/1/earliest", ..., "required", "missing"),
    (LOCKS + "/1/latest", None, "type", "is null"),
    (LOCKS + "/1/latest", "2026-03-02T09:59:59+08:00", "value", "before earliest"),
    (ROUTES + "/0/stops/0/role", 1, "range", "is 1, the order has 1 roles"),
    (ROUTES + "/1/stops/0/role", 2, "range", "is 2, the order has 2 roles"),
    (ROUTES + "/1/stops/0/role", True, "type", "must be an integer"),
    (ROUTES + "/0/breaks", {}, "type", "must be a list"),
    (ROUTES + "/0/breaks/0/finish", ..., "required", "missing"),
    (ROUTES + "/0/breaks", [{"start": AT, "finish": AT}], "value", "must end after it starts"),
]


@pytest.mark.parametrize(("pointer", "value", "code", "words"), FAULTS)
def test_a_fault_is_told_with_its_pointer(pointer: str, value: Any, code: str, words: str) -> None:
    found = faults_of(changed(WHOLE, pointer, value))
    above = pointer.rsplit("/", 1)[0]
    assert [fault for fault in found if fault.code == code and fault.pointer.startswith(above) and words in str(fault)]


def test_what_is_in_force_is_read() -> None:
    problem = problem_from_json(WHOLE)
    by_time, by_range = problem.locks
    assert by_time == Lock(order="o1", kind="technician_and_time")
    assert (by_range.order, by_range.kind) == ("o3", "time_range")
    assert by_range.earliest is not None
    assert by_range.earliest.isoformat() == "2026-03-02T10:00:00+08:00"
    assert problem.frozen_before is not None
    assert problem.frozen_before.isoformat() == "2026-03-02T09:15:00+08:00"
    first, second = problem.routes
    assert isinstance(first.breaks[0], Pause)
    assert [stop.role for stop in second.stops] == [1]


def test_roles_of_one_order_are_served_in_several_routes_each_once() -> None:
    stop = WHOLE["plan"]["routes"][1]["stops"][0]
    both = [{**stop, "role": 0}, {**stop, "start": stop["finish"], "finish": stop["finish"]}]
    assert faults_of(changed(WHOLE, ROUTES + "/1/stops", both)) == ()
    twice = changed(WHOLE, ROUTES + "/1/stops", [both[1], both[1]])
    (fault,) = faults_of(twice)
    assert (fault.pointer, fault.code) == (ROUTES + "/1/stops/1/order", "duplicate")
    assert "role 1 is in the plan already" in fault.message


def test_locks_do_without_routes_if_they_bound_the_start() -> None:
    lock = {"order": "o1", "lock": "time_range", "earliest": AT, "latest": LATER}
    for plan in ({"locks": [lock]}, {"routes": [], "locks": [lock]}):
        document = changed(WHOLE, "/plan", plan)
        assert faults_of(document) == ()
        assert problem_to_json(problem_from_json(document))["plan"] == {"locks": [lock]}
    (fault,) = faults_of(changed(WHOLE, "/plan", {"locks": [{"order": "o1", "lock": "time"}]}))
    assert (fault.pointer, fault.code) == ("/plan/locks/0/order", "value")


def test_what_is_frozen_comes_back_by_itself() -> None:
    written = problem_to_json(problem_from_json(changed(WHOLE, "/plan", {"frozen_before": AT})))
    assert written["plan"] == {"frozen_before": AT}
    assert "plan" not in problem_to_json(problem_from_json(changed(WHOLE, "/plan", {"routes": []})))


def test_orders_at_fault_do_not_make_locks_and_roles_wrong() -> None:
    found = faults_of(changed(WHOLE, "/orders/1/service_s", -1))
    assert [fault.pointer for fault in found] == ["/orders/1/service_s"]


def test_a_break_over_the_hour_that_comes_twice() -> None:
    # New York puts clocks back at 02:00 on 1 November 2026: from 01:50 -04:00 to 01:20 -05:00 are 30 minutes
    pause = {"start": "2026-11-01T01:50:00-04:00", "finish": "2026-11-01T01:20:00-05:00"}
    document = changed(changed(WHOLE, "/timezone", "America/New_York"), ROUTES + "/0/breaks", [pause])
    assert faults_of(document) == ()
    backwards = changed(document, ROUTES + "/0/breaks/0", {"start": pause["finish"], "finish": pause["start"]})
    assert [fault.pointer for fault in faults_of(backwards)] == [ROUTES + "/0/breaks"]
