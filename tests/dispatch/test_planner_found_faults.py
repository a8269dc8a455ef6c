"""Faults that random problems have found in the planner, each on a small problem. All are mended."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.agreement.mixed_days import mixed_day
from benchmarks.agreement.play_plan import play_plan
from dispatch.checker import check
from dispatch.model import After, Lock, Policy, Role, Route
from dispatch.planner import plan
from tests.dispatch.conftest import at, due, order, problem_of, route, stop, technician, window
from tests.dispatch.test_planner import hold

PAIR = (Role(), Role())


def second_role(of: Route, who: str) -> Route:
    """The route as that of the second role of its only order."""
    return replace(of, technician=who, stops=(replace(of.stops[0], role=1),))


def test_a_newcomer_is_in_no_urgent_crew() -> None:
    policy = Policy(name="quota", weights={"travel_min": 1.0}, newcomer_reviews=5, newcomer_orders=1)
    team = technician("t1", reviews=9), technician("t2", reviews=0)
    problem = problem_of(*team, order("a", crew=PAIR, priority=1), policy=policy)
    hold(problem, plan(problem, iterations=50))


@pytest.mark.parametrize("seed", [1062, 2889])
def test_a_role_stands_in_one_route(seed: int) -> None:
    play_plan(mixed_day(seed), plan)


@pytest.mark.parametrize("seed", [1935, 4100])
def test_nothing_stays_in_by_half(seed: int) -> None:
    play_plan(mixed_day(seed), plan)


def test_a_range_lock_moves_what_others_come_after() -> None:
    """In force a at 10:00, b behind it. Now a is locked to begin by 09:00, and could at 08:10."""
    problem = problem_of(
        order("a", 1),
        order("b", 2, after=(After(order="a"),)),
        routes=(route("09:50", "10:40", stop("a", "10:00", "10:10"), stop("b", "10:15", "10:25")),),
        locks=(Lock(order="a", kind="time_range", earliest=at("08:00"), latest=at("09:00")),),
    )
    hold(problem, plan(problem, iterations=50))


def test_half_a_crew_under_way_stays() -> None:
    """t1 has fallen ill; t2 is under way to the second role since 08:04, and nobody else is there."""
    first = route("08:10", "08:40", stop("a", "08:20", "08:30"))
    second = second_role(route("08:04", "08:40", stop("a", "08:20", "08:30")), "t2")
    team = technician("t1", active=False), technician("t2")
    problem = problem_of(*team, order("a", 1, crew=PAIR), routes=(first, second), now=at("08:05"))
    found = plan(problem, iterations=50)
    report = check(problem, found)
    assert report.rules == {"crew"}
    assert found.cost == report.cost


def test_a_level_too_low_is_not_a_gain() -> None:
    problem = problem_of(
        technician("t1", skills={"gas": 1}),
        order("a", 1, skills={"gas": 3}),
        now=at("08:05"),
        routes=(route("08:00", "08:30", stop("a", "08:10", "08:20")),),
        policy=Policy(name="levels", weights={"overqualified_level": 5.0}),
    )
    found = plan(problem, iterations=10)
    assert found.cost == check(problem, found).cost


def test_what_is_locked_stays_and_what_is_in_its_way_goes() -> None:
    """a, at 08:10 or not at all, now takes three hours, and b is locked to 08:25: a is left out."""
    problem = problem_of(
        order("a", 1, service_s=3 * 3600, windows=(window("08:10", "08:10"),)),
        order("b", 2),
        routes=(route("08:00", "08:50", stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35")),),
        locks=(Lock(order="b", kind="technician_and_time"),),
    )
    hold(problem, plan(problem, iterations=50))


def test_a_locked_crew_waits_for_who_is_late() -> None:
    """Both are locked to the crew, at any time. t2 now rests from 08:00 to 09:00: both at 09:10."""
    rested = replace(technician("t2").shifts[0], breaks=(due("08:00", "08:00", 3600),))
    first = route("08:00", "08:30", stop("a", "08:10", "08:20"))
    problem = problem_of(
        technician("t1"),
        technician("t2", shifts=(rested,)),
        order("a", 1, crew=PAIR),
        routes=(first, second_role(first, "t2")),
        locks=(Lock(order="a", kind="technician"),),
    )
    hold(problem, plan(problem, iterations=50))


def test_a_way_that_is_not_there_makes_nobody_wait() -> None:
    """At 08:05 t1 is under way to a place to which no way leads any more."""
    problem = problem_of(
        order("a", 4),
        now=at("08:05"),
        routes=(route("08:04", "08:20", stop("a", "08:10", "08:20")),),
        policy=Policy(name="waiting", weights={"waiting_min": 1.0}),
    )
    found = plan(problem, iterations=10)
    assert found.cost == check(problem, found).cost


def test_an_order_that_adds_nothing_to_the_largest_lateness_is_worth_it() -> None:
    """a is an hour late whatever is done, which costs 60 min; b, as late with t2, costs 20 min of driving more."""
    problem = problem_of(
        technician("t1"),
        technician("t2"),
        order("a", 1, due=at("07:10"), required_technicians=("t1",)),
        order("b", 1, due=at("07:10"), required_technicians=("t2",), unserved_cost_min=50.0),
        policy=Policy(name="late", weights={"travel_min": 1.0, "lateness_max_min": 1.0}),
    )
    found = plan(problem, iterations=50)
    hold(problem, found)
    assert found.unassigned == ()


def test_who_may_take_fewer_keeps_what_is_locked() -> None:
    """Three in force, one may stay: the last of them, which is locked."""
    first = stop("a", "08:10", "08:20"), stop("b", "08:25", "08:35"), stop("c", "08:40", "08:50")
    problem = problem_of(
        technician("t1", max_orders=1),
        order("a", 1),
        order("b", 2),
        order("c", 2),
        routes=(route("08:00", "09:05", *first),),
        locks=(Lock(order="c", kind="technician"),),
    )
    found = plan(problem, iterations=20)
    hold(problem, found)
    assert [stop.order for stop in found.routes[0].stops] == ["c"]
