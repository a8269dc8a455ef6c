"""Whole plans on random problems that mix everything: legal, priced to the last bit, whole, kept and repeatable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import benchmarks.agreement.play_plan
from benchmarks.agree import LEAST_SERVED
from benchmarks.agree_plans import is_broad, main
from benchmarks.agreement.alive import FEATURES
from benchmarks.agreement.compare import Disagreement
from benchmarks.agreement.mixed_days import MixedDay, mixed_day
from benchmarks.agreement.play_plan import plan_days, play_plan
from dispatch.files.problem_file import problem_from_json, problem_to_json
from dispatch.model import Cost, Plan, Problem
from dispatch.planner import plan as planned

SEEDS = range(100, 160)


def test_plans_are_what_they_must_be() -> None:
    met = plan_days(SEEDS)
    assert met.disagreements == []
    assert met.tally.served >= LEAST_SERVED * met.tally.orders
    assert set(FEATURES) == set(met.tally.bound), "a feature that counts in none of the plans"


def test_problems_are_such_as_files_tell() -> None:
    for seed in range(100, 120):
        problem = mixed_day(seed).problem
        assert problem_to_json(problem_from_json(problem_to_json(problem))) == problem_to_json(problem)


def shorter(found: Plan) -> Plan:
    """A route without its first stop."""
    first, *others = found.routes
    return replace(found, routes=(replace(first, stops=first.stops[1:]), *others))


def cheaper(found: Plan) -> Plan:
    """By less than a billionth of a minute."""
    assert found.cost is not None
    return replace(found, cost=Cost(found.cost.terms, found.cost.total_min + 1e-10))


def silent(found: Plan) -> Plan:
    """Nothing is said of what is left out."""
    return replace(found, unassigned=None)


def fickle() -> Callable[..., Plan]:
    """Another plan each time."""
    seeds = iter(range(100))

    def plan(problem: Problem, **options: Any) -> Plan:
        found = planned(problem, **options)
        return replace(found, statistics={**(found.statistics or {}), "iterations": next(seeds)})

    return plan


@pytest.mark.parametrize("spoil", [shorter, cheaper, silent])
def test_a_spoilt_plan_is_found(spoil: Callable[[Plan], Plan]) -> None:
    def plan(problem: Problem, **options: Any) -> Plan:
        return spoil(planned(problem, **options))

    day = first_day()
    with pytest.raises(Disagreement):
        play_plan(day, plan)


def test_a_plan_that_is_another_each_time_is_found() -> None:
    with pytest.raises(Disagreement, match="another plan"):
        play_plan(first_day(), fickle())


def first_day() -> MixedDay:
    """The first problem with nothing in force of which several orders are served."""
    days = (mixed_day(seed) for seed in SEEDS)
    return next(day for day in days if not day.problem.routes and len(planned(day.problem, iterations=0).routes) > 1)


def test_the_measurement_tells_what_it_saw(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(seed=100, problems=3, processes=1) == 0
    told = capsys.readouterr().out
    assert "3 problems from seed 100 on" in told
    assert "0 not agreed on" in told
    assert "crew of three" in told


def test_a_disagreement_is_told_with_its_seed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(benchmarks.agreement.play_plan.planner, "plan", fickle())
    assert main(seed=100, problems=2, processes=1) == 1
    assert "paidan bench agree --plans --seed 10" in capsys.readouterr().out


def test_two_problems_are_not_broad() -> None:
    assert not is_broad(plan_days(SEEDS[:2]))
