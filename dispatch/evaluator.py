"""The insertion evaluator: for one order, what can each technician do, at what cost, or why not? In one pass."""

from __future__ import annotations

from dispatch.answers import Answers
from dispatch.arrays import ALWAYS, NOBODY, Arrays
from dispatch.insertion import seek
from dispatch.kernel import compiled, compiled_apart, compiled_entry, woven
from dispatch.misses import seek_miss
from dispatch.objectives import LATENESS_MAX
from dispatch.pricing import price_pair
from dispatch.rules import failed_rules


@compiled_entry
def evaluate(p: Arrays, i: int, answers: Answers) -> None:
    """Answer order `i` for every technician: static rules, then the best place in all of their shifts.

    Parameters
    ----------
    answers
        Where to write; one row for each technician, whatever stood there is gone.
    """
    note_peaks(p)
    for k in range(p.technicians.shape[0]):
        answer_one(p, i, k, answers)


@woven
def answer_one(p: Arrays, i: int, k: int, answers: Answers) -> None:
    """Answer order `i` for technician `k` alone; `note_peaks` has been asked before."""
    answer = answers.each[k]
    answer.route = NOBODY
    answer.sequence = 0
    answer.miss_s = ALWAYS
    answer.static = failed_rules(p, i, k)
    if answer.static == 0:
        search_days(p, i, k, answers)


@compiled_apart
def search_days(p: Arrays, i: int, k: int, answers: Answers) -> None:
    """Find the best place of order `i` in the shifts of technician `k`, or the one that fails by least."""
    price_pair(p, i, k)
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        seek(p, i, r, answers)
    if answers.each[k].route == NOBODY:
        for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
            seek_miss(p, i, r, answers)


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
