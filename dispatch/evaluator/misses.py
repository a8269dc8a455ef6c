"""The place that fails by least: which rules does an order break there, by what, and against which bound?"""

from __future__ import annotations

from dispatch.evaluator.answers import CAPACITY, LOCK, LOCKED_S, MAX_ORDERS, ONE_TOO_MANY_S, UNREACHABLE, Answers
from dispatch.evaluator.arrays import ALWAYS, N_RULES, NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at, nearest_s
from dispatch.evaluator.broken import miss
from dispatch.evaluator.fitting import least_miss_s
from dispatch.evaluator.gaps import follow, open_breaks
from dispatch.evaluator.insertion import UNKNOWN, insertion_of
from dispatch.evaluator.kernel import compiled, woven
from dispatch.evaluator.timeline import MISS, run
from dispatch.evaluator.visits import Insertion
from dispatch.evaluator.windows import is_locked_to_another, serves_s, start_until

TRIED = 2**31 - 1
"""Noted for a gap that has been tried. No place misses the rules by as many seconds."""


@woven
def seek_miss(p: Arrays, i: int, k: int, answers: Answers) -> None:
    """Keep in `answers` the place of order `i` in the days of technician `k` that fails by least, the first of equals.

    Breaks behind the order stay where they are. The most promising place is tried first.
    """
    answer = answers.each[k]
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        bound_misses(p, i, r)
    while True:
        nearest, at, least_s = NOBODY, 0, TRIED
        for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
            for position in range(p.routes[r].fixed, p.routes[r].count + 1):
                if gap_at(p, r, position).miss_s < least_s:
                    nearest, at, least_s = r, position, int(gap_at(p, r, position).miss_s)
        if nearest == NOBODY or least_s > answer.miss_s:
            return
        gap_at(p, nearest, at).miss_s = TRIED
        is_first = nearest < answer.missed or (nearest == answer.missed and at < answer.position)
        try_miss(p, insertion_of(p, i, nearest, at, UNKNOWN), nearest, answer.miss_s + is_first, answers)


@woven
def try_miss(p: Arrays, new: Insertion, r: int, most_s: int, answers: Answers) -> None:
    """Try a place of route `r`; keep it if it fails by less than `most_s`."""
    if least_miss_s(p, r, new, most_s) >= most_s:
        return
    p.trial[0].miss_most_s = most_s
    begin = open_breaks(p, r, new.at)
    follow(p, r)
    run(p, r, new, begin, MISS)
    miss_loads(p, new.order, r)
    if p.trial[0].broken == 0:  # so it would fit, but not at once with the breaks where they are
        miss(p, UNREACHABLE, 0, 0, ALWAYS // 2)
    keep_miss(p, r, new.at, answers)


@compiled
def bound_misses(p: Arrays, i: int, r: int) -> None:
    """Note for each gap of route `r` by how much order `i` misses the rules there at the least."""
    route = p.routes[r]
    k = route.technician
    way_s = nearest_s(p, i, r)
    setup_s = p.orders[i].setup_s if way_s > 0.0 else 0
    serves, until, soonest = serves_s(p, i, k), start_until(p, i, k), max(p.frozen, p.now)
    for position in range(route.fixed, route.count + 1):
        out_s = 0.0 if position == route.count and p.technicians[k].end == NOBODY else way_s
        setup_next_s = gap_at(p, r, position).setup_next_s if way_s > 0.0 else 0
        new = Insertion(i, position, way_s, out_s, setup_s, setup_next_s, serves, until, soonest)
        gap_at(p, r, position).miss_s = min(least_miss_s(p, r, new, TRIED), TRIED - 1)


@compiled
def miss_loads(p: Arrays, i: int, r: int) -> None:
    """Note what else stands against order `i` in route `r`: its technician, the quota, the capacity."""
    route = p.routes[r]
    k = route.technician
    if is_locked_to_another(p, i, k):
        miss(p, LOCK, k, p.orders[i].lock_technician, LOCKED_S)
    over = route.count + 1 - p.technicians[k].max_orders
    if over > 0:
        miss(p, MAX_ORDERS, route.count + 1, p.technicians[k].max_orders, over * ONE_TOO_MANY_S)
    for d in range(p.loads.shape[1]):
        carried = p.carried[r, d] + p.loads[i, d]
        if p.loads[i, d] > 0 and carried > p.capacity[k, d]:
            miss(p, CAPACITY, carried, p.capacity[k, d], ONE_TOO_MANY_S)
            return


@compiled
def keep_miss(p: Arrays, r: int, position: int, answers: Answers) -> None:
    """Keep the trial if it is a nearer miss of its technician than was of interest."""
    k = p.routes[r].technician
    answer, trial = answers.each[k], p.trial[0]
    if trial.miss_s >= trial.miss_most_s:
        return
    answer.missed, answer.position = r, position
    answer.miss_s = trial.miss_s
    answer.sequence = trial.broken
    for rule in range(N_RULES):
        answers.observed[k, rule], answers.bound[k, rule] = p.trial[0].seen[rule], p.trial[0].bounds[rule]
