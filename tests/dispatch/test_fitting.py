"""Bounds in place of runs of the clock: the cheapest are found all the same, at the same price and place."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.agreement.play import play
from benchmarks.agreement.random_days import random_day
from benchmarks.latency_days import filled_days
from benchmarks.latency_recipes import Recipe, with_all_rules
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import Arrays
from dispatch.evaluator.evaluate import evaluate
from dispatch.layout import lay_out, order_number
from dispatch.model import Problem

DAYS = 60


def assert_same(everybody: Answers, some: Answers) -> None:
    """The cheapest are the same to the last bit; so is who can, and why the others cannot."""
    assert (everybody.static == some.static).all()
    can = everybody.can()
    assert (can == some.can()).all()
    for field in ("sequence", "miss_s"):
        assert (everybody.each[field][~can] == some.each[field][~can]).all()
    bits = np.arange(everybody.observed.shape[1])
    told = ~can[:, None] & (some.each["sequence"][:, None] >> bits & 1 == 1)
    assert (everybody.observed[told] == some.observed[told]).all()
    assert (everybody.bound[told] == some.bound[told]).all()
    exact = can & (everybody.each["cost_min"] <= some.cheapest[-1])
    assert np.count_nonzero(exact) >= min(len(some.cheapest), np.count_nonzero(can))
    for field in ("route", "position", "start", "cost_min", "totals"):
        assert (everybody.each[field][exact] == some.each[field][exact]).all()
    assert (some.each["cost_min"][can & ~exact] > some.cheapest[-1]).all()


def ask_twice(p: Arrays, i: int, exact: int) -> None:
    """Ask with everybody priced exactly, and again with only so many."""
    n = len(p.technicians)
    everybody, some = blank_answers(n, n + 1), blank_answers(n, exact)
    evaluate(p, i, everybody, True)
    evaluate(p, i, some, True)
    assert_same(everybody, some)


def test_the_cheapest_are_found_on_days_that_mix_everything() -> None:
    def ask(problem: Problem, order: str) -> Decision:
        i = order_number(problem, order)
        p = lay_out(problem, asked=(i,), without=i)
        for exact in (1, 3):
            ask_twice(p, i, exact)
        return decide(problem, order, routes=len(problem.technicians), relax=False)

    for seed in range(DAYS):
        play(random_day(seed), ask)


@pytest.mark.parametrize("recipe", [Recipe(technicians=400, seed=3, skilled=0.5), with_all_rules(400, 3)])
def test_the_cheapest_are_found_among_many(recipe: Recipe) -> None:
    p, asked = filled_days(recipe)
    for i in asked[:60]:
        ask_twice(p, i, 5)
