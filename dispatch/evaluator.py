"""The insertion evaluator: for one order, what can each technician do, at what cost, or why not? In one pass."""

from __future__ import annotations

from dispatch.answers import Answers
from dispatch.arrays import ALWAYS, NOBODY, Arrays
from dispatch.insertion import seek
from dispatch.kernel import compiled
from dispatch.rules import failed_rules


@compiled
def evaluate(p: Arrays, i: int, answers: Answers) -> None:
    """Answer order `i` for every technician: static rules, then the best place in all of their shifts.

    Parameters
    ----------
    answers
        Where to write; one row for each technician, whatever stood there is gone.
    """
    for k in range(p.technicians.shape[0]):
        answer = answers.each[k]
        answer.route = NOBODY
        answer.sequence = 0
        answer.miss_s = ALWAYS
        answer.static = failed_rules(p, i, k)
        if answer.static == 0:
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                seek(p, i, r, answers)


@compiled
def screen(p: Arrays, i: int, answers: Answers) -> None:
    """Answer order `i` for every technician by the static rules alone."""
    for k in range(p.technicians.shape[0]):
        answers.each[k].static = failed_rules(p, i, k)
