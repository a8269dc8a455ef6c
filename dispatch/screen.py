"""Who might serve this order at all? The static rules alone, before anybody's day is read."""

from __future__ import annotations

import numpy as np

from dispatch.evaluator.answers import blank_answers
from dispatch.evaluator.evaluate import screen
from dispatch.layout import lay_out, order_number
from dispatch.model import Problem


def eligible(problem: Problem, order_id: str) -> tuple[str, ...]:
    """Ids of the technicians who pass every static rule for an order, in the order of the problem.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    """
    i = order_number(problem, order_id)
    answers = blank_answers(len(problem.technicians))
    screen(lay_out(problem, asked=(i,)), i, answers)
    return tuple(problem.technicians[k].id for k in np.flatnonzero(answers.static == 0))
