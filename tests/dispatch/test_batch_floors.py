"""Floors under prices: never above what the evaluator says, for anybody who can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dispatch.batch import ranks_of, room_for, tied_orders, waiting_orders
from dispatch.batch.bounds import Floats, floor_by_places, floor_of, sought
from dispatch.batch.days import fathom_all
from dispatch.batch.desk import Desk, desk_of
from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.evaluate import evaluate
from dispatch.evaluator.kernel import compiled_entry
from dispatch.layout import lay_out
from geo.travel import GreatCircle
from tests.dispatch import plain_days
from tests.dispatch.batch_days import morning, noon, one_by_one, waiting


@compiled_entry
def floors(d: Desk, n: int, by_balls: Floats, by_places: Floats) -> None:
    """Both floors of an order for everybody."""
    s = sought(d.p, d.waiting[n], d.points)
    for k in range(by_balls.shape[0]):
        by_balls[k] = floor_of(s, d.reach, k)
        by_places[k] = floor_by_places(d.p, s, d.points, d.reach, k)


@pytest.mark.parametrize("tens", range(4))
def test_nobody_is_cheaper_than_their_floor(tens: int) -> None:
    """On days half of whose orders are given out; and many floors are worth something."""
    asked, told = 0, 0
    for seed in range(15 * tens, 15 * tens + 15):
        for whole in (morning(seed), noon(seed), plain_days.RandomDay(seed).problem()):
            if not isinstance(whole.travel, GreatCircle):
                continue
            names = waiting(whole)
            problem = replace(whole, routes=one_by_one(whole, names[::2]).routes)
            indexes = waiting_orders(problem, waiting(problem))
            p = lay_out(problem, room=room_for(problem, indexes), asked=indexes)
            d = desk_of(p, np.array(indexes, np.int64), ranks_of(problem), tied_orders(problem))
            fathom_all(d)
            answers = blank_answers(len(problem.technicians), len(problem.technicians) + 1)
            by_balls, by_places = np.zeros(len(answers.each)), np.zeros(len(answers.each))
            for n, i in enumerate(indexes):
                evaluate(p, i, answers, False)
                floors(d, n, by_balls, by_places)
                can = answers.can()
                assert (by_places[can] <= answers.each["cost_min"][can]).all(), (seed, problem.orders[i].id)
                assert (by_balls <= by_places + 1e-6).all()
                asked += int(can.sum())
                told += int((by_places[can] > -np.inf).sum())
    assert told > asked / 2
