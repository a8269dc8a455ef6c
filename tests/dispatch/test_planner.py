"""The planner: legal plans at the checker's price, the same from the same seed, never worse than what is in force."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import dispatch.planner.ground
import dispatch.planner.start
import dispatch.planner.state
from dispatch.checker import check
from dispatch.errors import TooLargeError
from dispatch.files.plan_file import plan_to_json
from dispatch.files.problem_file import problem_from_json
from dispatch.model import Plan, Policy, Problem, Route
from dispatch.planner import plan
from tests.dispatch.conftest import (
    absence,
    at,
    order,
    plan_of,
    problem_of,
    route,
    stop,
    technician,
    window,
)
from tests.dispatch.plain_days import RandomDay
from tests.dispatch.test_golden import COVERED, load

WAITING = Policy(name="test", weights={"travel_min": 1.0, "waiting_min": 1.0})


def hold(problem: Problem, found: Plan) -> None:
    """The checker finds nothing wrong, the same cost to the last bit, and every order is in the plan once."""
    report = check(problem, found)
    assert report.legal, [violation.message for violation in report.violations]
    assert found.cost is not None
    assert list(found.cost.terms.items()) == list(report.cost.terms.items())
    assert found.cost.total_min == report.cost.total_min
    assert found.unassigned is not None
    told = [stop.order for route in found.routes for stop in route.stops if stop.role == 0]
    told += [left.order for left in found.unassigned]
    assert sorted(told) == sorted(order.id for order in problem.orders)
    assert all(route.stops for route in found.routes)


@pytest.mark.parametrize("tens", range(10))
def test_plans_of_random_days_are_legal_and_rightly_priced(tens: int) -> None:
    """First the morning's orders, then, at some instant of the day, all of them with the morning's plan in force."""
    seen: Counter[str] = Counter()
    for seed in range(10 * tens, 10 * tens + 10):
        day = RandomDay(seed).problem()
        morning = replace(day, orders=day.orders[: 2 * len(day.orders) // 3])
        first = plan(morning, seed=seed, iterations=100)
        hold(morning, first)
        hour = random.Random(seed).uniform(8.0, 15.0)
        now = day.origin + timedelta(seconds=int(hour * 3600))
        for routes in (first.routes, tuple(delayed(morning, first, seed))):
            later = replace(day, now=now, routes=routes)
            again = plan(later, seed=seed, iterations=100)
            hold(later, again)
            in_force = check(later, Plan(routes=routes))
            seen["in force legal"] += in_force.legal
            assert again.cost is not None
            assert not in_force.legal or again.cost.total_min <= in_force.cost.total_min + 1e-9
            seen.update(left.reason for left in again.unassigned or ())
            seen["served"] += sum(len(route.stops) for route in again.routes)
    assert seen["served"] >= 30, seen
    assert seen["in force legal"] >= 10, seen


def delayed(problem: Problem, found: Plan, seed: int) -> list[Route]:
    """The routes of a plan with some last stops and returns a little later, as somebody may have agreed."""
    dice = random.Random(seed)
    routes = []
    for each in found.routes:
        pause = timedelta(seconds=dice.choice([0, 0, 300, 900]))
        last = each.stops[-1]
        late = replace(last, start=last.start + pause, finish=last.finish + pause)
        depart = each.depart + pause if len(each.stops) == 1 else each.depart
        arrive = late.arrive + pause if len(each.stops) == 1 and late.arrive else late.arrive
        moved = replace(
            each, depart=depart, back=each.back + pause, stops=(*each.stops[:-1], replace(late, arrive=arrive))
        )
        routes.append(moved if check(problem, Plan(routes=(moved,))).legal else each)
    return routes


@pytest.mark.parametrize("path", COVERED, ids=lambda path: path.stem)
def test_golden_problems_are_planned_legally(path: Path) -> None:
    problem = problem_from_json(load(path)["problem"])
    hold(problem, plan(problem, iterations=200))


def test_the_same_seed_gives_the_same_bytes() -> None:
    day = RandomDay(1).problem()
    texts = [str(plan_to_json(plan(day, seed=7, iterations=700), day.horizon)) for _ in range(2)]
    assert texts[0] == texts[1]
    assert "elapsed_s" not in texts[0]


def test_the_ledger_changes_nothing_but_the_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch.planner.start, "REGRET_ORDERS", 0)
    for seed in range(20):
        day = RandomDay(seed).problem()
        with_ledger = plan(day, seed=seed, iterations=200)
        with monkeypatch.context() as patch:
            patch.setattr(dispatch.planner.state, "LEDGER_PAIRS", 0)
            assert plan(day, seed=seed, iterations=200) == with_ledger


def test_a_time_limit_is_kept() -> None:
    told: list[tuple[float, int, int]] = []
    day = RandomDay(3).problem()
    found = plan(day, time_limit_s=0.4, progress=lambda *state: told.append(state))
    hold(day, found)
    assert found.cost is not None
    assert found.statistics is not None
    assert found.statistics["iterations"] > 0
    assert 0.1 < found.statistics["elapsed_s"] < 4.0
    assert len(told) >= 2
    assert list(told[-1]) == [
        pytest.approx(found.cost.total_min),
        found.statistics["served"],
        found.statistics["iterations"],
    ]
    assert [cost for cost, _, _ in told] == sorted((cost for cost, _, _ in told), reverse=True)


def test_no_time_at_all_still_gives_a_whole_plan() -> None:
    day = RandomDay(3).problem()
    hold(day, plan(day, time_limit_s=0.0))


@pytest.mark.parametrize("wrong", [{"iterations": -1}, {"time_limit_s": -1.0}, {"time_limit_s": float("nan")}])
def test_a_budget_below_zero_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="must be at least 0"):
        plan(problem_of(), **wrong)  # type: ignore[arg-type]


def test_what_is_too_large_is_refused_with_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch.planner.ground, "MAX_PLANNED_STOPS", 3)
    problem = problem_of(technician("t1"), technician("t2"), order("a"), order("b"))
    with pytest.raises(TooLargeError, match="4, must be at most 3"):
        plan(problem, iterations=0)


def test_nobody_and_nothing() -> None:
    day = problem_of()
    for empty in (
        replace(day, technicians=()),
        replace(day, orders=()),
        replace(day, technicians=(), orders=()),
        replace(day, technicians=(technician(shifts=()),)),
        replace(day, technicians=(technician(active=False),)),
    ):
        found = plan(empty, iterations=50)
        hold(empty, found)
        assert found.routes == ()


def test_why_orders_are_left_out() -> None:
    """One is beyond everybody's skill, one comes too late, one costs 20 minutes of driving for a price of 19."""
    problem = problem_of(
        technician("t1", skills={"gas": 1}),
        technician("t2", active=False),
        order("unskilled", skills={"gas": 2}),
        order("late", windows=(window("18:00", "19:00"),)),
        order("dear", unserved_cost_min=19.0),
        order("worth", windows=(window("09:00", "09:00"),), unserved_cost_min=20.0),
    )
    found = plan(replace(problem, orders=problem.orders[:3]), iterations=100)
    assert found.unassigned is not None
    assert {left.order: (left.reason, left.detail) for left in found.unassigned} == {
        "unskilled": ("no_eligible_technician", (("not_active", 1), ("skill_missing", 1), ("skill_level", 1))),
        "late": ("does_not_fit", ()),
        "dear": ("not_worth_it", ()),
    }
    # With "worth" on the same way, "dear" costs nothing more and is served.
    both = plan(problem, iterations=100)
    assert {left.order for left in both.unassigned or ()} == {"unskilled", "late"}


def test_the_route_departs_as_late_as_delays_no_start() -> None:
    problem = problem_of(order("a", 1, windows=(window("10:00", "11:00"),)))
    (only,) = plan(problem, iterations=10).routes
    assert (only.depart, only.stops[0].start, only.back) == (at("09:50"), at("10:00"), at("10:20"))


def test_a_late_start_that_saves_waiting_is_kept() -> None:
    """In force: a at 11:25, b at 11:40 in its window, no waiting. As early as can be, a at 08:10 would wait 3 hours."""
    problem = problem_of(
        order("a", 1),
        order("b", 2, windows=(window("11:40", "12:00"),)),
        policy=WAITING,
        routes=(route("11:15", "12:05", stop("a", "11:25", "11:35"), stop("b", "11:40", "11:50")),),
    )
    in_force = check(problem, plan_of(*problem.routes))
    assert in_force.legal
    assert in_force.cost.total_min == 30.0
    for iterations in (0, 300):
        found = plan(problem, iterations=iterations)
        hold(problem, found)
        assert found.cost is not None
        assert found.cost.total_min <= 30.0


def test_what_is_under_way_stays_and_the_rest_may_go() -> None:
    """At 08:05 t1 is driving to a. Then t1 falls out from 09:00 on: b goes to t2, a stays."""
    problem = problem_of(
        technician("t1", absences=(absence("09:00", "17:00"),)),
        technician("t2"),
        order("a", 1, windows=(window("08:10", "08:10"),)),
        order("b", 2, windows=(window("10:00", "11:00"),)),
        now=at("08:05"),
        routes=(route("08:00", "10:25", stop("a", "08:10", "08:20"), stop("b", "10:00", "10:10")),),
    )
    found = plan(problem, iterations=50)
    hold(problem, found)
    assert [(each.technician, [stop.order for stop in each.stops]) for each in found.routes] == [
        ("t1", ["a"]),
        ("t2", ["b"]),
    ]


def test_a_plan_in_force_that_breaks_rules_is_mended() -> None:
    """t1 has become inactive, and t2 holds one order more than allowed."""
    problem = problem_of(
        technician("t1", active=False),
        technician("t2", max_orders=1),
        technician("t3"),
        order("a", 1),
        order("b", 2),
        order("c", 3),
        routes=(
            route("08:00", "08:30", stop("a", "08:10", "08:20")),
            route("08:00", "09:00", stop("b", "08:15", "08:25"), stop("c", "08:34", "08:44"), technician_id="t2"),
        ),
    )
    found = plan(problem, iterations=100)
    hold(problem, found)
    assert found.unassigned == ()
