"""The insertion evaluator: for one order, what can each technician do, at what cost, or why not? In one pass."""

from __future__ import annotations

import math

from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.insertion import MARGIN_MIN, seek
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry, woven
from dispatch.evaluator.misses import seek_miss
from dispatch.evaluator.pricing import price_pair
from dispatch.objectives import LATENESS_MAX
from dispatch.rules import failed_rules


@compiled_entry
def evaluate(p: Arrays, i: int, answers: Answers, reasons: bool) -> None:
    """Answer order `i` for every technician: static rules, then the best place in all of their shifts.

    Parameters
    ----------
    answers
        Where to write; one row for each technician, whatever stood there is gone. As many as `answers.cheapest` has
        room for are priced exactly, the cheapest of all; of the others it is only found out whether they can.
    reasons
        Is it told, too, why those cannot who pass the static rules?
    """
    note_peaks(p)
    answers.cheapest[:] = math.inf
    for k in range(p.technicians.shape[0]):
        answer_one(p, i, k, answers, reasons)


@woven
def answer_one(p: Arrays, i: int, k: int, answers: Answers, reasons: bool) -> None:
    """Answer order `i` for technician `k` alone; `note_peaks` has been asked before."""
    answer = answers.each[k]
    answer.route = NOBODY
    answer.sequence = 0
    answer.miss_s = ALWAYS
    answer.missed = NOBODY
    answer.static = failed_rules(p, i, k)
    if answer.static == 0:
        search_days(p, i, k, answers, reasons)


@compiled_apart
def search_days(p: Arrays, i: int, k: int, answers: Answers, reasons: bool) -> None:
    """Find the best place of order `i` in the shifts of technician `k`, or the one that fails by least."""
    price_pair(p, i, k)
    answer = answers.each[k]
    limit_min = answers.cheapest[-1] + MARGIN_MIN
    p.trial[0].unsure = False
    for thorough in (False, True):
        if not thorough or (answer.route == NOBODY and p.trial[0].unsure):
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                seek(p, i, r, limit_min, thorough, answers)
    if answer.route != NOBODY:
        note_cheapest(answers, answer.cost_min)
    elif reasons:
        for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
            seek_miss(p, i, r, answers)


@compiled
def note_cheapest(answers: Answers, cost_min: float) -> None:
    """Put a cost among the lowest that were met, if it is one of them."""
    n = answers.cheapest.shape[0] - 1
    if cost_min >= answers.cheapest[n]:
        return
    while n > 0 and answers.cheapest[n - 1] > cost_min:
        answers.cheapest[n] = answers.cheapest[n - 1]
        n -= 1
    answers.cheapest[n] = cost_min


@compiled
def note_peaks(p: Arrays) -> None:
    """Find the largest lateness of all routes and the largest of the others, if it has a price."""
    p.trial[0].peak_s = p.trial[0].peak_elsewhere_s = 0
    p.trial[0].peak_route = NOBODY
    if p.weights[LATENESS_MAX] == 0.0:
        return
    for r in range(p.routes.shape[0]):
        late_s = p.routes[r].late_max_s
        if late_s > p.trial[0].peak_s:
            p.trial[0].peak_s, p.trial[0].peak_route, p.trial[0].peak_elsewhere_s = late_s, r, p.trial[0].peak_s
        elif late_s > p.trial[0].peak_elsewhere_s:
            p.trial[0].peak_elsewhere_s = late_s


@compiled_entry
def screen(p: Arrays, i: int, answers: Answers) -> None:
    """Answer order `i` for every technician by the static rules alone."""
    for k in range(p.technicians.shape[0]):
        answers.each[k].static = failed_rules(p, i, k)
