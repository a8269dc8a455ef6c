"""The insertion evaluator for one route: what does it cost to put an order at its best place in it?"""

from __future__ import annotations

import math
from typing import Any

from dispatch.evaluator.answers import Answers
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at
from dispatch.evaluator.driving import base_s, home_base_s, same_place
from dispatch.evaluator.fitting import arrives_from, fits, misfits, start_after
from dispatch.evaluator.gaps import FITS, begin_from, follow, next_gaps, open_breaks
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.outlook import CAN, CANNOT, DEAR, may_stand, outlook
from dispatch.evaluator.pricing import delays_only, least_min, total_up
from dispatch.evaluator.timeline import PRICE, run
from dispatch.evaluator.visits import Insertion, place_before
from dispatch.evaluator.windows import is_locked_to_another, serves_s, start_until
from dispatch.objectives import price_min

UNKNOWN = -2.0
"""Seconds of a way that nobody has worked out yet."""

TIE_MIN = 1e-9
"""By how many minutes a place must be cheaper to be preferred to one before it."""


MARGIN_MIN = 1e-6
"""By how many minutes the least that a place may cost must exceed a limit for it to be out of the question."""


@compiled
def seek(p: Arrays, i: int, r: int, limit_min: float, thorough: bool, answers: Answers) -> None:
    """Try every place of order `i` in route `r`; keep the cheapest of its technician in `answers`.

    Parameters
    ----------
    limit_min
        Of places that cost more it is only of interest whether there is one that fits: the answer's cost may then be
        infinite, or that of any of them.
    thorough
        Are those places tried, too, of which the bounds do not say whether they fit? If not, `unsure` of `p.trial`
        tells that there was one.
    """
    if is_closed(p, i, r):
        return
    route = p.routes[r]
    answer = answers.each[route.technician]
    seen = outlook(p, i, r, limit_min)
    if seen == CANNOT:
        return
    if seen == CAN and not thorough:
        keep_dear(r, answer)
        return
    is_dear = seen == DEAR and not thorough
    base = UNKNOWN
    for position in range(route.fixed, route.count + 1):
        if not may_stand(p, position):
            base = UNKNOWN
            continue
        base = attempt(p, i, r, position, base, -math.inf if is_dear else limit_min, thorough, answers)
        if is_dear and answer.route != NOBODY:
            return


@compiled
def is_closed(p: Arrays, i: int, r: int) -> bool:
    """Is route `r` closed to order `i`, wherever it would stand: by the quota, a lock, or its capacity?"""
    route = p.routes[r]
    if route.count >= p.technicians[route.technician].max_orders:
        return True
    return bool(is_locked_to_another(p, i, route.technician) or is_overloaded(p, i, r))


@compiled
def is_overloaded(p: Arrays, i: int, r: int) -> bool:
    """Would order `i` overload route `r` in some dimension?"""
    for d in range(p.loads.shape[1]):
        if p.loads[i, d] > 0 and p.carried[r, d] + p.loads[i, d] > p.capacity[p.routes[r].technician, d]:
            return True
    return False


@compiled
def attempt(
    p: Arrays, i: int, r: int, position: int, base: float, limit_min: float, thorough: bool, answers: Answers
) -> float:
    """Try order `i` at a place of route `r`, with breaks wherever they may go; keep the cheapest in `answers`.

    Parameters
    ----------
    limit_min, thorough
        As for `seek`; a limit of minus infinity is below whatever a place may cost.

    Returns
    -------
    float
        Seconds of the way to the order from the stop behind it, if that is as long as the way there; else `UNKNOWN`.
        So may be given as `base`.
    """
    route = p.routes[r]
    new = insertion_of(p, i, r, position, base)
    back = UNKNOWN if p.network.by_matrix or position == route.count else new.base_out
    soonest = start_after(p, new, arrives_from(p, r, new))
    if new.base_in < 0.0 or new.base_out < 0.0 or misfits(p, r, new, soonest):
        return back
    answer = answers.each[route.technician]
    bound_min = math.inf if limit_min == -math.inf else -math.inf
    if limit_min != -math.inf and delays_only(p, r, new, soonest):
        bound_min = least_min(p, r, new, soonest)
    if answer.route != NOBODY and (bound_min >= answer.cost_min or bound_min > limit_min):
        return back
    if bound_min > limit_min and not thorough:
        if fits(p, r, new):
            keep_dear(r, answer)
        else:
            p.trial[0].unsure = True
        return back
    try_breaks(p, i, r, new, bound_min, answers)
    return back


@compiled
def try_breaks(p: Arrays, i: int, r: int, new: Insertion, bound_min: float, answers: Answers) -> None:
    """Try a place, which costs no less than `bound_min`, with the breaks behind it in every gap they may go into."""
    route = p.routes[r]
    answer = answers.each[route.technician]
    begin = open_breaks(p, r, new.at)
    if begin > 0 and p.trial[0].movable < route.break_last and p.breaks[p.trial[0].movable].gap > new.at:
        follow(p, r)
        if run(p, r, new, begin, PRICE) == FITS:
            keep_best(p, i, r, new.at, answers)
            if p.trial[0].alone:
                return  # nothing is moved: no other place of the breaks could be cheaper
    begin_from(p, r, int(p.trial[0].movable), new.at)
    while True:
        ended = run(p, r, new, begin, PRICE)
        if ended == FITS:
            keep_best(p, i, r, new.at, answers)
        if not next_gaps(p, r, ended, int(route.count) + 1):
            return
        if answer.route != NOBODY and bound_min >= answer.cost_min:
            return


@compiled
def insertion_of(p: Arrays, i: int, r: int, position: int, base: float) -> Insertion:
    """What must be known of order `i` to put it into route `r` before the stop at `position`."""
    route = p.routes[r]
    k = route.technician
    order = p.orders[i]
    base_in, setup_s = base, order.setup_s
    if base == UNKNOWN:
        base_in = base_s(p, place_before(p, r, position), order.place)
    if position > 0 and setup_s > 0 and same_place(p, place_before(p, r, position), order.place):
        setup_s = 0
    setup_next_s = 0
    if position < route.count:
        following = p.stops[route.first + position]
        base_out = base_s(p, order.place, following.place)
        setup_next_s = gap_at(p, r, position).setup_next_s
        if setup_next_s > 0 and same_place(p, order.place, following.place):
            setup_next_s = 0
    else:
        base_out = home_base_s(p, k, order.place)
    soonest = max(p.frozen, p.now)
    return Insertion(
        i, position, base_in, base_out, setup_s, setup_next_s, serves_s(p, i, k), start_until(p, i, k), soonest
    )


@compiled
def keep_dear(r: int, answer: Any) -> None:
    """Keep that the order fits into route `r`, too dear to be priced; nothing if more is known of its technician."""
    if answer.route == NOBODY:
        answer.route = r
        answer.cost_min = math.inf


@compiled
def keep_best(p: Arrays, i: int, r: int, position: int, answers: Answers) -> None:
    """Price the trial that has just fitted, and keep it if it is the cheapest of its technician so far."""
    route = p.routes[r]
    k = route.technician
    answer = answers.each[k]
    total_up(p, i, r, position)
    cost_min = price_min(p.weights, p.totals)
    if answer.route != NOBODY and cost_min >= answer.cost_min - TIE_MIN:
        return
    answer.route = r
    answer.position = position
    answer.start = p.trial[0].start
    answer.cost_min = cost_min
    for term in range(p.totals.shape[0]):
        answer.totals[term] = p.totals[term]
