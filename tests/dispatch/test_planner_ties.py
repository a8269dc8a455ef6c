"""Crews, and orders that come after others: planned all together, legally, and on tiny days as well as can be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import check
from dispatch.model import After, Lock, Plan, Problem, Role
from dispatch.planner import plan
from dispatch.policies import BALANCED
from tests.dispatch.conftest import absence, at, due, order, problem_of, route, shift, stop, technician, window
from tests.dispatch.test_planner import hold
from tests.dispatch.tied_days import TiedDay, day_of_pairs
from tests.dispatch.ties_brute_force import least_cost_min

PAIR = (Role(), Role())
TWO = (technician("t1"), technician("t2"))


def starts(found: Plan) -> dict[tuple[str, int], tuple[str, str]]:
    """Who starts each role, and when."""
    return {
        (stop.order, stop.role): (each.technician, stop.start.strftime("%H:%M"))
        for each in found.routes
        for stop in each.stops
    }


def planned(problem: Problem, **options: int) -> dict[tuple[str, int], tuple[str, str]]:
    """Who starts each role of the plan, which is legal and rightly priced, and when."""
    found = plan(problem, **{"iterations": 300, **options})
    hold(problem, found)
    return starts(found)


def reasons(problem: Problem) -> dict[str, str]:
    """Why orders are left out."""
    found = plan(problem, iterations=100)
    hold(problem, found)
    return {left.order: left.reason for left in found.unassigned or ()}


def test_two_come_together() -> None:
    """Both drive 600 s from home to place 1, from 08:00 on."""
    assert planned(problem_of(*TWO, order("a", crew=PAIR))) == {("a", 0): ("t1", "08:10"), ("a", 1): ("t2", "08:10")}


def test_the_second_comes_later() -> None:
    crew = (Role(), Role(min_gap_s=900, max_gap_s=1200))
    found = planned(problem_of(*TWO, order("a", crew=crew)))
    assert found[("a", 0)][1] == "08:10"
    assert found[("a", 1)][1] == "08:25"


def test_the_first_waits_for_the_second() -> None:
    """t2 begins at 09:00 and is at place 1 at 09:10; only t1 may have the first role."""
    crew = (Role(skills={"gas": 1}), Role())
    team = technician("t1", skills={"gas": 1}), technician("t2", shifts=(shift("09:00", "17:00"),))
    assert {start for _, start in planned(problem_of(*team, order("a", crew=crew))).values()} == {"09:10"}


def test_a_crew_comes_whole_or_not_at_all() -> None:
    assert reasons(problem_of(technician(), order("a", crew=PAIR))) == {"a": "does_not_fit"}
    assert reasons(problem_of(*TWO, order("a", crew=(Role(), Role(skills={"gas": 1}))))) == {
        "a": "no_eligible_technician"
    }
    apart = technician("t1", shifts=(shift("08:00", "12:00"),)), technician("t2", shifts=(shift("13:00", "17:00"),))
    assert reasons(problem_of(*apart, order("a", crew=PAIR))) == {"a": "does_not_fit"}


def test_a_crew_that_costs_more_than_to_leave_it_out() -> None:
    """Two ways there and back of 600 s each way: 40 min."""
    assert reasons(problem_of(*TWO, order("a", crew=PAIR, unserved_cost_min=39.0))) == {"a": "not_worth_it"}
    assert reasons(problem_of(*TWO, order("a", crew=PAIR, unserved_cost_min=40.0))) == {}


def test_breaks_absences_and_locks_stand_around_a_crew() -> None:
    """t1 rests from 08:10 to 09:10 at the soonest, t2 is away until 09:30: 09:40 at place 1."""
    team = (
        technician("t1", shifts=(shift(breaks=(due("08:05", "08:10", 3600),)),)),
        technician("t2", absences=(absence("08:00", "09:30"),)),
    )
    found = planned(problem_of(*team, order("a", crew=PAIR)))
    assert {start for _, start in found.values()} == {"09:40"}
    late = Lock(order="a", kind="time_range", earliest=at("10:15"), latest=at("10:20"))
    found = planned(problem_of(*team, order("a", crew=PAIR), locks=(late,)))
    assert {start for _, start in found.values()} == {"10:15"}


def test_an_order_behind_another_keeps_the_gap() -> None:
    """a ends at 08:20; b at least half an hour later."""
    behind = order("b", 1, after=(After(order="a", min_gap_s=1800),))
    assert planned(problem_of(order("a", 1), behind))[("b", 0)][1] == "08:50"


def test_what_comes_before_is_put_off_for_what_may_not_come_too_late() -> None:
    """b opens at 12:00, at most an hour after a, which would be done by 08:20 and so ends at 11:00 instead."""
    behind = order("b", 1, windows=(window("12:00", "12:30"),), after=(After(order="a", max_gap_s=3600),))
    assert planned(problem_of(order("a", 1), behind)) == {("a", 0): ("t1", "10:50"), ("b", 0): ("t1", "12:00")}


def test_whoever_was_there_comes_again() -> None:
    """t2 lives next to b, but a was for t1."""
    first = order("a", 1, required_technicians=("t1",))
    for same, who in ((False, "t2"), (True, "t1")):
        behind = order("b", 2, after=(After(order="a", same_technician=same),), preferred_technicians=("t2",))
        policy = replace(problem_of().policy, weights={"travel_min": 1.0, "not_preferred": 60.0})
        assert planned(problem_of(*TWO, first, behind, policy=policy))[("b", 0)][0] == who


def test_what_comes_after_something_left_out_is_left_out() -> None:
    chain = (
        order("a", skills={"gas": 1}),
        order("b", 2, after=(After(order="a"),)),
        order("c", 1, after=(After(order="b"),)),
        order("d", 2),
    )
    assert reasons(problem_of(*chain)) == {
        "a": "no_eligible_technician",
        "b": "predecessor_unserved",
        "c": "predecessor_unserved",
    }


def test_an_order_is_served_at_a_loss_for_what_comes_after_it() -> None:
    """a alone costs 20 min of driving and 5 to leave out; b, at the same place, 100."""
    orders = order("a", 1, unserved_cost_min=5.0), order("b", 1, unserved_cost_min=100.0, after=(After(order="a"),))
    assert set(planned(problem_of(*orders))) == {("a", 0), ("b", 0)}


def test_a_crew_in_force_may_move_and_stays_whole() -> None:
    """It stands at 12:00; every minute later than 08:10 costs one, and nothing holds it there."""
    policy = replace(problem_of().policy, weights={"travel_min": 1.0, "response_min": 1.0})
    routes = (
        route("11:50", "12:20", stop("a", "12:00", "12:10")),
        replace(route("11:50", "12:20", replace(stop("a", "12:00", "12:10"), role=1)), technician="t2"),
    )
    a = order("a", crew=PAIR, created=at("08:00"))
    day = problem_of(*TWO, a, routes=routes, policy=policy)
    assert {start for _, start in planned(day).values()} == {"08:10"}
    held = replace(day, locks=(Lock(order="a", kind="time"),))
    assert {start for _, start in planned(held).values()} == {"12:00"}


def test_half_a_crew_in_force_is_made_whole_or_dropped() -> None:
    routes = (route("11:50", "12:20", stop("a", "12:00", "12:10")),)
    day = problem_of(*TWO, order("a", crew=PAIR), routes=routes)
    assert set(planned(day)) == {("a", 0), ("a", 1)}
    assert reasons(replace(day, technicians=TWO[:1])) == {"a": "does_not_fit"}


def test_a_good_plan_comes_back_as_it_was() -> None:
    for seed in range(5):
        day = TiedDay(seed, orders=20, technicians=5, policy=BALANCED).problem()
        first = plan(day, iterations=1_000)
        again = plan(replace(day, routes=first.routes), iterations=0)
        assert first.cost is not None
        assert again.cost is not None
        assert again.cost.total_min <= first.cost.total_min + 1e-9


@pytest.mark.parametrize("seed", range(30))
def test_days_full_of_crews_are_planned_legally(seed: int) -> None:
    day = TiedDay(seed, orders=25, technicians=5, policy=BALANCED).problem()
    hold(day, plan(day, iterations=500))
    hold(day, plan(day, iterations=500, cores=2))


@pytest.mark.parametrize("seed", range(60))
def test_gaps_hold_when_something_before_them_is_put_off_or_taken_out(seed: int) -> None:
    day = day_of_pairs(seed)
    hold(day, plan(day, seed=seed, iterations=400))


@pytest.mark.parametrize("seed", range(40))
def test_on_tiny_days_the_optimum_is_found(seed: int) -> None:
    day = TiedDay(seed, orders=4, technicians=2 + seed % 2).problem()
    found = plan(day, iterations=40_000)
    hold(day, found)
    assert found.cost is not None
    assert found.cost.total_min == pytest.approx(least_cost_min(day), abs=1e-7)


def test_several_searches_keep_crews_together() -> None:
    day = TiedDay(3, orders=60, technicians=12, policy=BALANCED).problem()
    found = plan(day, time_limit_s=0.5, cores=2)
    assert check(day, found).legal
