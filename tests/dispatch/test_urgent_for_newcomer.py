"""Newcomers are not sent to emergencies where a policy has a newcomers' quota; evaluator and checker say the same.

The quota counts whoever has fewer than 20 reviews as a newcomer. Leaving out costs 10 000 min at priority 1, and 5 000
at priority 2; from 10 000 on an order is urgent.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.model import Policy, Problem
from tests.dispatch.conftest import ONE_STOP, only, order, plan_of, problem_of, rules_of, technician

POLICY = Policy(name="p", weights={"travel_min": 1.0}, newcomer_reviews=20, newcomer_orders=2)


def urgent(reviews: int = 19, policy: Policy = POLICY, **changes: Any) -> Problem:
    return problem_of(technician(reviews=reviews), order(**{"priority": 1, **changes}), policy=policy)


def test_without_a_quota_nobody_is_a_newcomer() -> None:
    for quota in ({"newcomer_orders": 0}, {"newcomer_reviews": 0}):
        problem = urgent(policy=replace(POLICY, **quota))
        assert rules_of(problem, ONE_STOP) == set()
        assert decide(problem, "a").outcome == "assigned"


def test_a_newcomer_is_not_sent_to_an_emergency() -> None:
    violation = only(check(urgent(), plan_of(ONE_STOP)))
    assert (violation.rule, violation.observed, violation.bound) == ("urgent_for_newcomer", 19, 20)
    decision = decide(urgent(), "a")
    assert decision.reason == "no_eligible_technician"
    (failed,) = decision.rejected[0].rules
    assert (failed.rule, failed.observed, failed.bound) == ("urgent_for_newcomer", 19, 20)


@pytest.mark.parametrize("changes", [{"reviews": 20}, {"priority": 2}, {"unserved_cost_min": 9_999.0}, {"priority": 3}])
def test_one_review_more_or_a_minute_less_is_enough(changes: dict[str, Any]) -> None:
    assert rules_of(urgent(**changes), ONE_STOP) == set()
    assert decide(urgent(**changes), "a").outcome == "assigned"


def test_it_is_the_price_that_makes_an_order_urgent() -> None:
    problem = urgent(priority=5, unserved_cost_min=10_000.0)
    assert rules_of(problem, ONE_STOP) == {"urgent_for_newcomer"}
    assert decide(problem, "a").outcome == "unassigned"
