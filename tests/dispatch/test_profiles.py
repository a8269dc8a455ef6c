"""Technicians of one profile are asked once: the answer is the one that each of them gets alone."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from benchmarks.agreement.random_days import random_day
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.evaluate import screen
from dispatch.layout import lay_out
from dispatch.layout.team import PERSONAL
from dispatch.model import Technician
from dispatch.rules import STATIC_RULES, failed_rules

DAYS = 40


def test_everybody_gets_the_answer_that_they_get_alone() -> None:
    failed, shared = 0, 0
    for seed in range(DAYS):
        problem = random_day(seed).problem
        twins = tuple(replace(technician, id=f"{technician.id}-twin") for technician in problem.technicians)
        problem = replace(problem, technicians=(*problem.technicians, *twins), routes=())
        p = lay_out(problem)
        answers = blank_answers(len(p.technicians))
        for i in range(len(p.orders)):
            screen(p, i, answers)
            alone = [failed_rules(p, i, k) for k in range(len(p.technicians))]
            assert answers.static.tolist() == alone, f"day {seed}, order {i}"
            failed |= int(np.bitwise_or.reduce(answers.static, initial=0))
        shared += len(p.technicians) - len(p.profiles)
    assert failed == (1 << len(STATIC_RULES)) - 1, "not every static rule failed for somebody"
    assert shared >= DAYS


def test_who_differs_only_in_person_is_of_one_profile() -> None:
    assert {each.name for each in fields(Technician)} > PERSONAL
    problem = random_day(1).problem
    first = problem.technicians[0]
    seconds = (replace(first, id="b", speed_factor=1.5), replace(first, id="c", active=not first.active))
    p = lay_out(replace(problem, technicians=(first, *seconds), orders=(), routes=(), locks=()))
    assert p.profile_of.tolist() == [0, 0, 1]
    assert p.profiles["technician"].tolist() == [0, 2]
