"""The insertion evaluator: for one order, what can each technician do, at what cost, or why not? In one pass."""

from __future__ import annotations

import math

from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.bounds import note_way
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.insertion import MARGIN_MIN, seek
from dispatch.evaluator.kernel import compiled, compiled_entry
from dispatch.evaluator.misses import seek_miss
from dispatch.evaluator.pricing import price_pair
from dispatch.objectives import LATENESS_MAX
from dispatch.rules import failed_by_profile, failed_in_person


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
    screen(p, i, answers)
    n_eligible = 0
    for k in range(p.technicians.shape[0]):
        if answers.static[k] == 0:
            answers.eligible[n_eligible] = k
            n_eligible += 1
    some_dear = n_eligible > answers.cheapest.shape[0]
    if some_dear:
        nearest_first(p, i, n_eligible, answers)
    answers.cheapest[:] = math.inf
    for n in range(n_eligible):
        if some_dear:
            note_way(p, p.technicians[answers.eligible[n]].start, p.orders[i].place, answers.ways_s[n])
        search_days(p, i, answers.eligible[n], answers, reasons)


@compiled
def nearest_first(p: Arrays, i: int, n_eligible: int, answers: Answers) -> None:
    """Put those of the eligible in front who start nearest to order `i`, as many as are priced exactly.

    Most of them are among the cheapest, and so tell early how cheap the others must be to count.
    """
    answers.cheapest[:] = math.inf
    for n in range(n_eligible):
        answers.ways_s[n] = base_s(p, p.technicians[answers.eligible[n]].start, p.orders[i].place)
        note_cheapest(answers, answers.ways_s[n])
    front = 0
    for n in range(n_eligible):
        if answers.ways_s[n] <= answers.cheapest[-1]:
            answers.eligible[n], answers.eligible[front] = answers.eligible[front], answers.eligible[n]
            answers.ways_s[n], answers.ways_s[front] = answers.ways_s[front], answers.ways_s[n]
            front += 1


@compiled_entry
def screen(p: Arrays, i: int, answers: Answers) -> None:
    """Answer order `i` for every technician by the static rules alone."""
    for n in range(p.profiles.shape[0]):
        p.profiles[n].failed = failed_by_profile(p, i, p.profiles[n].technician)
    for k in range(p.technicians.shape[0]):
        answers.static[k] = p.profiles[p.profile_of[k]].failed
    order = p.orders[i]
    if order.required_first != NOBODY or p.network.by_matrix:
        for k in range(p.technicians.shape[0]):
            answers.static[k] |= failed_in_person(p, i, k)
    else:
        screen_named(p, i, order.forbidden_first, order.forbidden_last, answers)
        screen_named(p, i, order.declined_first, order.declined_last, answers)


@compiled
def screen_named(p: Arrays, i: int, first: int, last: int, answers: Answers) -> None:
    """Ask the technicians whom order `i` names in this part of `p.names` about the rules that are theirs alone."""
    for n in range(first, last):
        if p.names[n] != NOBODY:
            answers.static[p.names[n]] |= failed_in_person(p, i, p.names[n])


@compiled
def search_days(p: Arrays, i: int, k: int, answers: Answers, reasons: bool) -> None:
    """Find the best place of order `i` in the shifts of technician `k`, or the one that fails by least."""
    price_pair(p, i, k)
    answer = answers.each[k]
    answer.route = answer.missed = NOBODY
    answer.sequence = 0
    answer.miss_s = ALWAYS
    limit_min = answers.cheapest[-1] + MARGIN_MIN
    p.trial[0].unsure = False
    for thorough in (False, True):
        if not thorough or (answer.route == NOBODY and p.trial[0].unsure):
            for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
                seek(p, i, r, limit_min, thorough, answers)
    if answer.route != NOBODY:
        note_cheapest(answers, answer.cost_min)
    elif reasons:
        seek_miss(p, i, k, answers)


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
    for r in range(p.late_max_s.shape[0]):
        late_s = p.late_max_s[r]
        if late_s > p.trial[0].peak_s:
            p.trial[0].peak_s, p.trial[0].peak_route, p.trial[0].peak_elsewhere_s = late_s, r, p.trial[0].peak_s
        elif late_s > p.trial[0].peak_elsewhere_s:
            p.trial[0].peak_elsewhere_s = late_s
