"""The price of what is stated, and plans that state another one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch.checker import Violation, check
from dispatch.model import Cost, Plan, Policy, Problem, Technician
from tests.dispatch.conftest import (
    ONE_STOP,
    TWO_STOPS,
    at,
    only,
    order,
    plan_of,
    problem_of,
    route,
    rules_of,
    stop,
    technician,
)


def cost_with(weights: dict[str, float], plan: Plan, problem: Problem, **policy: Any) -> Cost:
    return check(replace(problem, policy=Policy(name="test", weights=weights, **policy)), plan).cost


def test_driving(problem: Problem, plan: Plan) -> None:
    # 600 + 300 + 900 = 1800 s = 30 min, at 2.
    assert cost_with({"travel_min": 2.0}, plan, problem) == Cost({"travel_min": 60.0}, 60.0)


def test_driving_without_an_end(plan: Plan) -> None:
    # 600 + 300 s = 15 min.
    problem = problem_of(technician(end=None), order("a", 1), order("b", 2))
    assert cost_with({"travel_min": 1.0}, plan, problem).terms == {"travel_min": 15.0}


def test_waiting_before_the_first_and_between_two(problem: Problem) -> None:
    # Leaves 08:00, there 08:10, starts 08:12; finishes 08:22, there 08:27, starts 08:37: 2 + 10 min, at 0.5.
    waits = route("08:00", "09:02", stop("a", "08:12", "08:22"), stop("b", "08:37", "08:47"))
    assert check(problem, plan_of(waits)).legal
    assert cost_with({"waiting_min": 0.5}, plan_of(waits), problem) == Cost({"waiting_min": 6.0}, 6.0)


@pytest.mark.parametrize(
    ("who", "policy", "stars"),
    [
        (technician(), {}, 0.0),
        (technician(rating=4.0), {}, 1.0),
        (technician(rating=4.0, reviews=7), {}, 1.0),
        # (10 × 4.0 + 10 × 4.5) / 20 = 4.25
        (technician(rating=4.0, reviews=10), {"rating_prior_weight": 10.0}, 0.75),
        # (0 × 5 + 2 × 3) / 2 = 3
        (technician(), {"rating_prior_weight": 2.0, "rating_prior": 3.0}, 2.0),
    ],
)
def test_stars_for_each_served_order(who: Technician, policy: dict[str, float], stars: float, plan: Plan) -> None:
    problem = problem_of(who, order("a", 1), order("b", 2))
    assert cost_with({"rating_star": 6.0}, plan, problem, **policy).terms == {"rating_star": 6.0 * 2 * stars}


def test_response_of_orders_that_say_when_they_were_made() -> None:
    # a: 08:10 − 07:30 = 40 min. b does not say. c is left out. At 0.1 for each.
    problem = problem_of(order("a", 1, created=at("07:30")), order("b", 2), order("c", 3, created=at("06:00")))
    terms = cost_with({"response_min": 0.1}, plan_of(TWO_STOPS), problem).terms
    assert terms == {"response_min": pytest.approx(4.0), "unserved": 2500.0}


def test_orders_left_out_are_priced_whether_listed_or_not() -> None:
    # Priorities 1 to 5 cost 10 000, 5 000, 2 500, 1 200, 600; an own price wins.
    orders = [order(f"p{priority}", priority=priority) for priority in range(1, 6)]
    problem = problem_of(*orders, order("own", priority=1, unserved_cost_min=7.0))
    cost = check(problem, plan_of()).cost
    assert cost == Cost({"travel_min": 0.0, "unserved": 19307.0}, 19307.0)


def test_no_price_for_orders_that_may_be_left_out_for_nothing() -> None:
    assert check(problem_of(order(unserved_cost_min=0.0)), plan_of()).cost == Cost({"travel_min": 0.0}, 0.0)


def test_terms_stand_in_the_order_in_which_they_are_added() -> None:
    weights = {"response_min": 0.3, "rating_star": 0.7, "waiting_min": 0.1, "travel_min": 0.2}
    problem = problem_of(
        technician(rating=4.3), order("a", created=at("07:00")), order("b", 2), policy=Policy(name="x", weights=weights)
    )
    cost = check(problem, plan_of(ONE_STOP)).cost
    assert list(cost.terms) == ["travel_min", "waiting_min", "rating_star", "response_min", "unserved"]
    travel, waiting, rating, response, unserved = cost.terms.values()
    assert cost.total_min == (((travel + waiting) + rating) + response) + unserved


def test_a_weight_of_0_has_no_term(problem: Problem, plan: Plan) -> None:
    assert cost_with({"travel_min": 0.0, "waiting_min": 1.0}, plan, problem).terms == {"waiting_min": 0.0}


def test_an_illegal_plan_is_priced_as_far_as_it_can_be(problem: Problem) -> None:
    # Nobody knows the way to zz; what remains is home to a, and b to home.
    a, b = TWO_STOPS.stops
    report = check(problem, plan_of(replace(TWO_STOPS, stops=(a, stop("zz", "08:21", "08:22"), b))))
    assert report.cost.terms == {"travel_min": 25.0}


def test_a_start_before_the_arrival_is_no_negative_waiting() -> None:
    early = route("08:01", "08:30", stop("a", "08:10", "08:20"))
    assert cost_with({"waiting_min": 1.0}, plan_of(early), problem_of(order())).terms == {"waiting_min": 0.0}


RIGHT = Cost({"travel_min": 20.0, "unserved": 2500.0}, 2520.0)


def mismatch(**stated: Any) -> Violation:
    """What is wrong with the cost or statistics that a plan with b left out states."""
    violation = only(check(problem_of(), plan_of(ONE_STOP, **stated)))
    assert violation.rule == "cost_mismatch"
    return violation


def test_the_right_cost_and_statistics() -> None:
    statistics = {"served": 1, "orders": 2, "travel_s": 1200, "waiting_s": 0, "iterations": 7, "elapsed_s": 0.5}
    assert rules_of(problem_of(), ONE_STOP, cost=RIGHT, statistics=statistics) == set()


def test_a_cost_that_differs_in_the_last_digits_is_right() -> None:
    cost = Cost({"travel_min": 20.0 * (1 + 1e-13), "unserved": 2500.0}, 2520.0 * (1 - 1e-13))
    assert rules_of(problem_of(), ONE_STOP, cost=cost) == set()


def test_a_wrong_term() -> None:
    violation = mismatch(cost=Cost({"travel_min": 20.001, "unserved": 2500.0}, 2520.0))
    assert (violation.observed, violation.bound) == (20.001, 20.0)
    assert "travel_min" in violation.message


def test_a_missing_term() -> None:
    violation = mismatch(cost=Cost({"travel_min": 20.0}, 2520.0))
    assert (violation.observed, violation.bound) == (None, 2500.0)
    assert "unserved" in violation.message


@pytest.mark.parametrize("name", ["waiting_min", "made_up"])
def test_a_term_too_many(name: str) -> None:
    violation = mismatch(cost=Cost({**RIGHT.terms, name: 0.0}, 2520.0))
    assert (violation.observed, violation.bound) == (0.0, None)
    assert name in violation.message


def test_a_wrong_total() -> None:
    violation = mismatch(cost=Cost(RIGHT.terms, 20.0))
    assert (violation.observed, violation.bound) == (20.0, 2520.0)
    assert "total_min" in violation.message


@pytest.mark.parametrize(("name", "right"), [("served", 1), ("orders", 2), ("travel_s", 1200), ("waiting_s", 0)])
def test_a_wrong_statistic(name: str, right: int) -> None:
    violation = mismatch(statistics={name: right + 1})
    assert (violation.observed, violation.bound) == (right + 1, right)
    assert name in violation.message


def test_totals_that_nobody_can_know_are_not_judged() -> None:
    problem = problem_of(order(place=4))
    assert rules_of(problem, ONE_STOP, cost=Cost({"travel_min": 1.0}, 1.0)) == {"unreachable"}
