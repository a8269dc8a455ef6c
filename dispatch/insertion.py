"""The insertion evaluator for one route: what does it cost, and which rules fail, at the order's best place in it?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.arrays import ALWAYS, NEVER, NOBODY, Arrays, Records
from dispatch.clock import (
    arrive_at,
    drive_s,
    earliest_slot,
    earliest_start,
    home_leg_s,
    latest_slot,
    leg_after_s,
    place_before,
    ready_at,
)
from dispatch.kernel import compiled
from dispatch.objectives import price_min

OFF_SHIFT, ABSENT, TIME_WINDOW, OVERLAP, MAX_ORDERS, UNREACHABLE = range(6)
SEQUENCE_RULES = ("off_shift", "absent", "time_window", "overlap", "max_orders", "unreachable")
"""Rules of the clock and of the sequence, in the order of their bits."""

ORDER_TOO_MANY_S = 3_600
"""As how many seconds an order over the quota counts when the place that fails by least is sought."""

ANSWER = np.dtype(
    [
        ("static", np.uint32),  # failed static rules, a bit each
        ("sequence", np.uint32),  # failed sequence rules at the place that fails by least
        ("route", np.int32),  # best place; NOBODY if there is none
        ("position", np.int32),
        ("miss_s", np.int64),  # by how much the nearest place fails; 1 once a place is found
        ("start", np.int64),
        ("travel_s", np.int64),  # what the order adds to the totals
        ("waiting_s", np.int64),
        ("response_s", np.int64),
        ("cost_min", np.float64),
    ],
    align=True,
)


class Answers(NamedTuple):
    """What the evaluator found for one order, by technician.

    `each` has dtype `ANSWER` and shape (n_technicians,); `observed` and `bound`, in seconds or counts, have shape
    (n_technicians, n_sequence_rules) and mean something where the bit of `each.sequence` is set.
    """

    each: Records
    observed: npt.NDArray[np.int64]
    bound: npt.NDArray[np.int64]


def blank_answers(n_technicians: int) -> Answers:
    """Room for the answers about `n_technicians`."""
    shape = (n_technicians, len(SEQUENCE_RULES))
    return Answers(np.zeros(n_technicians, ANSWER), np.zeros(shape, np.int64), np.zeros(shape, np.int64))


class Place(NamedTuple):
    """A place under trial: before what stands at `position` of route `route`.

    `clear` tells whether the stop before can be left for it, at `ready` after its start at `before_start`. `start` is
    ALWAYS if the order can not start there.
    """

    route: int
    position: int
    before_start: int
    clear: bool
    ready: int
    leg_s: int
    onward_s: int
    arrival: int
    start: int


@compiled
def seek(p: Arrays, i: int, r: int, answers: Answers) -> None:
    """Try every place of order `i` in route `r`; keep the best, or the one that fails by least, in `answers`."""
    route = p.routes[r]
    order = p.orders[i]
    answer = answers.each[route.technician]
    quota = p.technicians[route.technician].max_orders
    if quota != NOBODY and route.count >= quota:
        over = np.int64(route.count + 1 - quota) * ORDER_TOO_MANY_S
        if answer.route == NOBODY and over < answer.miss_s:
            answer.miss_s = over
            answer.sequence = 1 << MAX_ORDERS
            answers.observed[route.technician, MAX_ORDERS] = route.count + 1
            answers.bound[route.technician, MAX_ORDERS] = quota
        return
    opens, closes = window_begin(p, i), window_end(p, i)
    for position in range(route.fixed, route.count + 1):
        soonest = max(ready_at(p, r, position), p.now)
        if soonest - closes >= answer.miss_s:
            break  # later places are later still
        if position < route.count:
            onward_from = max(soonest, opens) + order.service_s
            if onward_from - p.stops[route.first + position].latest >= answer.miss_s:
                continue
        attempt(p, i, r, position, answers)


@compiled
def window_begin(p: Arrays, i: int) -> int:
    """Instant before which order `i` may never start."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    opens = NEVER if first == last else ALWAYS
    for w in range(first, last):
        opens = min(opens, p.windows[w].opens)
    return opens


@compiled
def window_end(p: Arrays, i: int) -> int:
    """Instant after which order `i` may never start."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    closes = ALWAYS if first == last else NEVER
    for w in range(first, last):
        closes = max(closes, p.windows[w].closes)
    return closes


@compiled
def attempt(p: Arrays, i: int, r: int, position: int, answers: Answers) -> None:
    """Try order `i` at `position` of route `r`: set it beside the best so far, or beside the nearest miss."""
    route = p.routes[r]
    order = p.orders[i]
    k = route.technician
    leg_s = drive_s(p, place_before(p, r, position), order.place)
    if position < route.count:
        onward_s = drive_s(p, order.place, p.orders[p.stops[route.first + position].order].place)
    else:
        onward_s = home_leg_s(p, k, order.place)
    if leg_s < 0 or onward_s < 0:
        if answers.each[k].route == NOBODY and answers.each[k].miss_s == ALWAYS:
            answers.each[k].sequence = 1 << UNREACHABLE
        return
    before_start, clear = before_leaving(p, r, position, leg_s)
    ready = ready_at(p, r, position)
    if position > 0:
        ready = before_start + p.orders[p.stops[route.first + position - 1].order].service_s
    arrival = arrive_at(p, k, ready, leg_s, position == 0)
    start = earliest_start(p, i, k, arrival, order.service_s + onward_s) if clear else ALWAYS
    place = Place(r, position, before_start, clear, ready, leg_s, onward_s, arrival, start)
    if start != ALWAYS:
        onward_at = start + order.service_s + onward_s
        if position == route.count:
            fits = onward_at <= route.closes
        else:
            fits = next_start(p, r, position, onward_at) <= p.stops[route.first + position].latest
        if fits:
            keep_best(p, i, place, answers)
            return
    if answers.each[k].route == NOBODY:
        keep_miss(p, i, place, answers)


@compiled
def before_leaving(p: Arrays, r: int, position: int, leg_s: int) -> tuple[int, bool]:
    """Start of the stop before, if the technician must drive `leg_s` after it, and whether that can be.

    Only an absence can push it; a stop under way cannot be pushed.
    """
    route = p.routes[r]
    if position == 0:
        return NEVER, True
    k = route.technician
    before = p.stops[route.first + position - 1]
    service_s = p.orders[before.order].service_s
    if p.technicians[k].absence_first == p.technicians[k].absence_last:
        return int(before.start), True
    if position <= route.fixed:
        finish = before.start + service_s
        return int(before.start), earliest_slot(p, k, finish, leg_s) == finish
    arrival = arrive_at(p, k, ready_at(p, r, position - 1), before.leg_s, position == 1)
    start = earliest_start(p, before.order, k, max(arrival, before.told), service_s + leg_s)
    if start == ALWAYS:
        return int(before.start), False
    return start, True


@compiled
def next_start(p: Arrays, r: int, position: int, arrival: int) -> int:
    """Start of the stop at `position` of route `r` if its place is reached at `arrival`; ALWAYS if there is none."""
    route = p.routes[r]
    stop = p.stops[route.first + position]
    busy_s = p.orders[stop.order].service_s + leg_after_s(p, r, position)
    return earliest_start(p, stop.order, route.technician, max(arrival, stop.told), busy_s)


@compiled
def keep_best(p: Arrays, i: int, place: Place, answers: Answers) -> None:
    """Price a place that breaks no rule, and keep it if it is the cheapest of its technician so far."""
    r, position = place.route, place.position
    route = p.routes[r]
    order = p.orders[i]
    k = route.technician
    replaced_s = 0
    if route.count > 0:
        replaced_s = p.stops[route.first + position].leg_s if position < route.count else route.home_s
    travel_s = place.leg_s + place.onward_s - replaced_s
    response_s = 0 if order.created == NEVER else place.start - order.created
    if position > 0:
        before = p.stops[route.first + position - 1]
        if p.orders[before.order].created != NEVER:
            response_s += place.before_start - before.start
    clock = place.start + order.service_s + place.onward_s
    back = clock
    for j in range(position, route.count):
        stop = p.stops[route.first + j]
        start = next_start(p, r, j, clock)
        if start == stop.start:
            back = route.back
            break
        if p.orders[stop.order].created != NEVER:
            response_s += start - stop.start
        clock = start + p.orders[stop.order].service_s + leg_after_s(p, r, j)
        back = clock
    depart = departure(p, place)
    waiting_s = back - depart - order.service_s - travel_s
    if route.count > 0:
        waiting_s -= route.back - route.depart
    cost_min = price_min(p.weights, travel_s, waiting_s, p.technicians[k].stars_lost, response_s)
    answer = answers.each[k]
    if answer.route != NOBODY and cost_min >= answer.cost_min:
        return
    answer.route = r
    answer.position = position
    answer.miss_s = 1
    answer.sequence = 0
    answer.start = place.start
    answer.travel_s = travel_s
    answer.waiting_s = waiting_s
    answer.response_s = response_s
    answer.cost_min = cost_min


@compiled
def departure(p: Arrays, place: Place) -> int:
    """When would the route depart: as late as delays no start, or as it did if the first stop is under way?"""
    route = p.routes[place.route]
    if place.position == 0:
        return latest_slot(p, route.technician, place.start - place.leg_s, place.leg_s)
    if route.fixed > 0:
        return int(route.depart)
    first = p.stops[route.first]
    start = place.before_start if place.position == 1 else first.start
    return latest_slot(p, route.technician, start - first.leg_s, first.leg_s)


@compiled
def keep_miss(p: Arrays, i: int, place: Place, answers: Answers) -> None:
    """Tell which rules a place breaks and by how much; keep it if it is the nearest miss."""
    order = p.orders[i]
    k = p.routes[place.route].technician
    busy_s = order.service_s + place.onward_s
    start = earliest_start(p, i, k, place.arrival, 0)
    own, seen, bound = NOBODY, 0, 0
    if start == ALWAYS:
        start = place.arrival
        own, seen, bound = TIME_WINDOW, place.arrival, window_end(p, i)
    elif place.start == ALWAYS:
        own, seen = ABSENT, start
        bound = earliest_slot(p, k, start, busy_s)
        if not place.clear:
            seen, bound = place.ready, earliest_slot(p, k, place.ready, place.leg_s)
    else:
        start = place.start
    rule, late, limit = after_break(p, place, start + busy_s)
    miss_s = abs(seen - bound) + late - limit
    if miss_s >= answers.each[k].miss_s:
        return
    answers.each[k].miss_s = miss_s
    answers.each[k].sequence = 0
    if own != NOBODY:
        answers.each[k].sequence |= 1 << own
        answers.observed[k, own], answers.bound[k, own] = seen, bound
    if rule != NOBODY:
        answers.each[k].sequence |= 1 << rule
        answers.observed[k, rule], answers.bound[k, rule] = late, limit


@compiled
def after_break(p: Arrays, place: Place, onward_at: int) -> tuple[int, int, int]:
    """Which rule breaks behind a place from which the technician is away at `onward_at`; observed, and bound.

    (NOBODY, 0, 0) if none does: the next stop can still start in time, or the shift has not ended.
    """
    route = p.routes[place.route]
    if place.position == route.count:
        if onward_at > route.closes:
            return OFF_SHIFT, onward_at, int(route.closes)
        return NOBODY, 0, 0
    stop = p.stops[route.first + place.position]
    following = next_start(p, place.route, place.position, onward_at)
    if following <= stop.latest:
        return NOBODY, 0, 0
    if following == ALWAYS:
        following = max(onward_at, stop.told)
    return OVERLAP, following, int(stop.latest)
