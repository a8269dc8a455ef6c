"""Technicians are laid out once for as long as the same are asked about, and anew when anything is different."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from dispatch.decide import decide
from dispatch.layout.team import REMEMBERED, team_of
from dispatch.model import Policy
from tests.dispatch.conftest import at, order, problem_of, technician


def test_the_same_tuple_is_laid_out_once_whatever_the_origin() -> None:
    problem = problem_of(technician(), order("a"))
    later = replace(problem, origin=at("01:00"), now=at("01:00"))
    assert team_of(later) is team_of(problem)
    assert decide(later, "a").candidates == decide(problem, "a").candidates


def test_other_technicians_or_another_policy_are_laid_out_anew() -> None:
    problem = problem_of(technician(rating=4.0, reviews=10), order("a"))
    prior = Policy(name="p", weights={"rating_star": 1.0}, rating_prior_weight=10.0)
    assert team_of(problem).rows["stars_lost"].tolist() == [1.0]
    assert team_of(replace(problem, policy=prior)).rows["stars_lost"].tolist() == [0.75]
    assert team_of(replace(problem, technicians=(technician(rating=3.0),))).rows["stars_lost"].tolist() == [2.0]


def test_many_threads_ask_about_many_teams() -> None:
    problems = [problem_of(technician(f"t{n}"), order("a")) for n in range(3 * REMEMBERED)]

    def chosen(n: int) -> tuple[str, ...]:
        decision = decide(problems[n % len(problems)], "a")
        return decision.candidates[0].technicians

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(chosen, range(400)))
    assert answers == [(f"t{n % len(problems)}",) for n in range(400)]
