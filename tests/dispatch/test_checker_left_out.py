"""What a plan says of the orders it leaves out: that they are all there, and whom the static rules bar."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dispatch.checker import check
from dispatch.model import Problem, Unassigned
from tests.dispatch.conftest import ONE_STOP, only, order, plan_of, problem_of, rules_of, technician

NOBODY = "no_eligible_technician"


@pytest.fixture
def barred() -> Problem:
    """Order a is served; for b, t1 and t2 lack the skill, and t2 is not active."""
    return problem_of(technician(), technician("t2", active=False), order("a", 1), order("b", 2, skills={"gas": 1}))


def left(reason: str, *detail: tuple[str, int]) -> tuple[Unassigned, ...]:
    return (Unassigned(order="b", reason=reason, detail=detail),)


def test_an_order_that_is_nowhere(problem: Problem) -> None:
    violation = only(check(problem, plan_of(ONE_STOP, unassigned=())))
    assert (violation.rule, violation.order, violation.technician) == ("cost_mismatch", "b", None)
    assert (violation.observed, violation.bound) == (None, "unassigned")


def test_a_plan_may_leave_unsaid_what_it_leaves_out(problem: Problem) -> None:
    assert rules_of(problem, ONE_STOP, unassigned=None) == set()


@pytest.mark.parametrize("detail", [(), (("skill_missing", 2), ("not_active", 1))])
def test_nobody_may_serve_it(barred: Problem, detail: tuple[tuple[str, int], ...]) -> None:
    assert rules_of(barred, ONE_STOP, unassigned=left(NOBODY, *detail)) == set()


def test_a_wrong_count(barred: Problem) -> None:
    wrong = left(NOBODY, ("skill_missing", 1), ("not_active", 1))
    violation = only(check(barred, plan_of(ONE_STOP, unassigned=wrong)))
    assert (violation.rule, violation.order, violation.observed, violation.bound) == ("cost_mismatch", "b", 1, 2)


@pytest.mark.parametrize("detail", [("skill_missing", 2), ("not_active", 1)])
def test_a_rule_that_is_not_counted(barred: Problem, detail: tuple[str, int]) -> None:
    assert only(check(barred, plan_of(ONE_STOP, unassigned=left(NOBODY, detail)))).observed == 0


def test_a_rule_that_nobody_fails(barred: Problem) -> None:
    detail = (("skill_missing", 2), ("not_active", 1), ("skill_level", 1))
    violation = only(check(barred, plan_of(ONE_STOP, unassigned=left(NOBODY, *detail))))
    assert (violation.observed, violation.bound) == (1, 0)


def test_somebody_may_after_all(problem: Problem) -> None:
    violation = only(check(problem, plan_of(ONE_STOP, unassigned=left(NOBODY))))
    assert (violation.rule, violation.order, violation.observed) == ("cost_mismatch", "b", NOBODY)
    assert "t1 passes every static rule" in violation.message


def test_nobody_may_though_it_is_said_not_to_fit(barred: Problem) -> None:
    violation = only(check(barred, plan_of(ONE_STOP, unassigned=left("does_not_fit"))))
    assert (violation.rule, violation.observed, violation.bound) == ("cost_mismatch", "does_not_fit", NOBODY)


def test_place_4_is_reached_by_no_way(problem: Problem) -> None:
    cut_off = replace(problem, orders=(order("a", 1), order("b", 4)))
    assert rules_of(cut_off, ONE_STOP, unassigned=left(NOBODY, ("unreachable", 1))) == set()
    assert rules_of(cut_off, ONE_STOP, unassigned=left("does_not_fit")) == {"cost_mismatch"}
