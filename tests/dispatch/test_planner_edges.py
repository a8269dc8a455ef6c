"""Odd problems: empty days, locks that contradict, unreachable places, everything at one door. Each has its plan."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from dispatch.checker import check
from dispatch.model import Lock, Order, Plan, Policy, Problem, Technician
from dispatch.planner import plan
from geo.places import MatrixIndex
from scheduling.errors import InvalidSpanError
from tests.dispatch.conftest import at, due, order, plan_of, problem_of, route, shift, stop, technician, window
from tests.dispatch.test_planner import hold

TWO = (technician("t1"), technician("t2"))
IN_FORCE = (
    route("08:00", "08:30", stop("a", "08:10", "08:20")),
    route("09:00", "09:40", stop("b", "09:15", "09:25"), technician_id="t2"),
)
"""Orders a at place 1 and b at place 2: 600 s and 900 s from home; t2 is back at 09:40."""


def reasons(problem: Problem, iterations: int = 100) -> dict[str, str]:
    """Why orders are left out of a plan that is legal and rightly priced."""
    found = plan(problem, iterations=iterations)
    hold(problem, found)
    return {left.order: left.reason for left in found.unassigned or ()}


def starts(found: Plan) -> dict[str, tuple[str, str]]:
    """Who starts each order, and when."""
    return {stop.order: (each.technician, stop.start.strftime("%H:%M")) for each in found.routes for stop in each.stops}


@pytest.mark.parametrize("technicians", [(), TWO])
@pytest.mark.parametrize("orders", [(), (order("a", 1), order("b", 2))])
def test_nobody_nothing_and_neither(technicians: tuple[Technician, ...], orders: tuple[Order, ...]) -> None:
    problem = replace(problem_of(), technicians=technicians, orders=orders)
    for options in ({"iterations": 50}, {"time_limit_s": 0.05}, {"time_limit_s": 0.05, "cores": 2}):
        found = plan(problem, **options)  # type: ignore[arg-type]
        hold(problem, found)
        left = {each.order: each.reason for each in found.unassigned or ()}
        if not technicians:
            assert left == dict.fromkeys((each.id for each in orders), "no_eligible_technician")
        else:
            assert left == {}


def test_nobody_is_qualified() -> None:
    """Each fails another rule; the counts tell which."""
    problem = problem_of(
        technician("t1"),
        technician("t2", skills={"gas": 1}),
        technician("t3", active=False, skills={"gas": 2}),
        order("a", skills={"gas": 2}),
    )
    found = plan(problem, iterations=10)
    hold(problem, found)
    assert found.unassigned is not None
    assert dict(found.unassigned[0].detail) == {"skill_missing": 1, "skill_level": 1, "not_active": 1}


def test_every_order_is_locked_to_its_technician_and_time() -> None:
    """a is fastest with whoever; both keep what they have, though b at 08:15 would be earlier."""
    locks = tuple(Lock(order=name, kind="technician_and_time") for name in "ab")
    problem = problem_of(*TWO, order("a", 1), order("b", 2), routes=IN_FORCE, locks=locks)
    found = plan(problem, iterations=300)
    hold(problem, found)
    assert starts(found) == {"a": ("t1", "08:10"), "b": ("t2", "09:15")}


def test_a_lock_on_who_keeps_who_and_lets_the_start_go() -> None:
    priced = Policy(name="test", weights={"travel_min": 1.0, "response_min": 1.0})
    orders = order("a", 1), order("b", 2, created=at("08:00"))
    locks = (Lock(order="b", kind="technician"),)
    problem = problem_of(*TWO, *orders, routes=IN_FORCE, locks=locks, policy=priced)
    found = plan(problem, iterations=300)
    hold(problem, found)
    assert starts(found)["b"] == ("t2", "08:15")


def test_locks_that_no_window_meets() -> None:
    """The range ends at 10:00, the window opens at 11:00: the order fits nowhere, the others are served."""
    range_lock = Lock(order="a", kind="time_range", earliest=at("09:00"), latest=at("10:00"))
    late = order("a", 1, windows=(window("11:00", "12:00"),))
    assert reasons(problem_of(late, order("b", 2), locks=(range_lock,))) == {"a": "does_not_fit"}


def test_two_range_locks_that_contradict() -> None:
    locks = (
        Lock(order="a", kind="time_range", earliest=at("09:00"), latest=at("10:00")),
        Lock(order="a", kind="time_range", earliest=at("10:00:01"), latest=at("11:00")),
    )
    assert reasons(problem_of(order("a", 1), order("b", 2), locks=locks)) == {"a": "does_not_fit"}


@pytest.mark.parametrize(
    "changed",
    [
        order("a", 1, windows=(window("12:00", "13:00"),)),
        order("a", 1, skills={"gas": 1}),
        order("a", 1, forbidden_technicians=("t1",)),
        order("a", 4),
    ],
    ids=["window", "skill", "forbidden", "place"],
)
def test_a_lock_that_cannot_be_kept_is_told(changed: Order) -> None:
    """a is locked to t1 at 08:10, which it may not have any more: left out, the lock broken, nothing else."""
    team = technician("t1"), technician("t2", skills={"gas": 1})
    locks = (Lock(order="a", kind="technician_and_time"),)
    problem = problem_of(*team, changed, order("b", 2), routes=IN_FORCE, locks=locks)
    found = plan(problem, iterations=100)
    report = check(problem, found)
    assert {(violation.rule, violation.order) for violation in report.violations} == {("lock", "a")}
    assert found.cost == report.cost
    assert [left.order for left in found.unassigned or ()] == ["a"]


def test_a_lock_to_somebody_who_is_gone_leaves_others_eligible() -> None:
    """Only the lock keeps t2 from a: it does not fit, rather than that nobody were eligible."""
    team = technician("t1", active=False), technician("t2")
    locks = (Lock(order="a", kind="technician"),)
    problem = problem_of(*team, order("a", 1), order("b", 2), routes=IN_FORCE, locks=locks)
    found = plan(problem, iterations=100)
    assert {violation.rule for violation in check(problem, found).violations} == {"lock"}
    assert [(left.order, left.reason) for left in found.unassigned or ()] == [("a", "does_not_fit")]


def test_no_way_leads_anywhere() -> None:
    """From home no way leads to place 4, nor back: that is a static rule, which everybody fails."""
    assert reasons(problem_of(order("a", 4), order("b", 4))) == dict.fromkeys("ab", "no_eligible_technician")
    there = technician("t2", start=MatrixIndex(4), end=MatrixIndex(4))
    assert reasons(problem_of(*TWO[:1], there, order("a", 4), order("b", 1))) == {}


def test_five_thousand_orders_in_one_house() -> None:
    """Fifty technicians of nine hours, ten minutes an order: 54 each at most, 2 700 in all, no driving within."""
    team = tuple(technician(f"t{k}", shifts=(shift("08:00", "17:20"),)) for k in range(50))
    orders = tuple(order(f"o{i}", 1) for i in range(5_000))
    problem = replace(problem_of(), technicians=team, orders=orders)
    began = time.monotonic()
    found = plan(problem, time_limit_s=3.0)
    assert time.monotonic() - began < 20.0
    hold(problem, found)
    assert found.statistics is not None
    assert found.statistics["served"] == 50 * 54
    assert {left.reason for left in found.unassigned or ()} == {"does_not_fit"}


def test_the_same_request_twice_is_two_orders() -> None:
    twins = order("a", 1), replace(order("a", 1), id="b")
    found = plan(problem_of(*twins), iterations=100)
    hold(problem_of(*twins), found)
    assert found.statistics is not None
    assert (found.statistics["served"], found.statistics["travel_s"]) == (2, 1200)


def test_a_window_of_one_second() -> None:
    found = plan(problem_of(order("a", 1, windows=(window("09:00", "09:00"),))), iterations=50)
    assert starts(found) == {"a": ("t1", "09:00")}


def test_a_shift_that_lasts_no_time_is_refused_and_a_second_is_too_short() -> None:
    with pytest.raises(InvalidSpanError, match="must end after it starts"):
        shift("08:00", "08:00")
    short = technician(shifts=(shift("08:00", "08:00:01"),))
    assert reasons(problem_of(short, order("a", 1))) == {"a": "does_not_fit"}
    at_the_door = replace(short, start=MatrixIndex(1), end=None)
    assert reasons(problem_of(at_the_door, order("a", 1, service_s=1))) == {}


@pytest.mark.parametrize("weights", [{}, {"travel_min": 0.0, "waiting_min": 0.0}])
def test_nothing_is_priced_but_leaving_out(weights: dict[str, float]) -> None:
    problem = problem_of(*TWO, *(order(f"o{i}", 1 + i % 3) for i in range(12)))
    problem = replace(problem, policy=Policy(name="free", weights=weights))
    found = plan(problem, iterations=200)
    hold(problem, found)
    assert found.cost is not None
    assert found.cost.total_min == 0.0


def test_leaving_out_that_costs_nothing() -> None:
    """Each is worth nothing, so each is left out, and says so; a break takes nobody out."""
    idle = technician(shifts=(shift(breaks=(due("12:00", "13:00", 1800),)),))
    orders = (order("a", 1, unserved_cost_min=0.0), order("b", 2, unserved_cost_min=0.0))
    assert reasons(problem_of(idle, *orders)) == dict.fromkeys("ab", "not_worth_it")


def test_now_is_after_everything() -> None:
    """The day is over: what was served stays, what was not does not fit."""
    problem = problem_of(*TWO, order("a", 1), order("b", 2), order("c", 3), routes=IN_FORCE, now=at("18:00"))
    found = plan(problem, iterations=50)
    hold(problem, found)
    assert check(problem, plan_of(*found.routes)).legal
    assert starts(found) == {"a": ("t1", "08:10"), "b": ("t2", "09:15")}
    assert [(left.order, left.reason) for left in found.unassigned or ()] == [("c", "does_not_fit")]
