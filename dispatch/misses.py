"""The place that fails by least: which rules does an order break there, by what, and against which bound?"""

from __future__ import annotations

from dispatch.answers import CAPACITY, LOCK, LOCKED_S, MAX_ORDERS, ONE_TOO_MANY_S, UNREACHABLE, Answers
from dispatch.arrays import ALWAYS, N_RULES, NOBODY, Arrays
from dispatch.broken import miss
from dispatch.gaps import follow, open_breaks
from dispatch.insertion import UNKNOWN, insertion_of
from dispatch.kernel import compiled, woven
from dispatch.timeline import MISS, run
from dispatch.windows import is_locked_to_another, serves_s, start_until, window_end


@woven
def seek_miss(p: Arrays, i: int, r: int, answers: Answers) -> None:
    """Keep in `answers` the place of order `i` in route `r` that fails by least, if it is its technician's nearest."""
    route = p.routes[r]
    answer = answers.each[route.technician]
    closes = min(window_end(p, i), start_until(p, i, route.technician))
    service_s = serves_s(p, i, route.technician)
    clock = max(route.opens, p.now, p.frozen)
    for position in range(route.fixed, route.count + 1):
        if position > 0:
            before = p.stops[route.first + position - 1]
            clock = max(clock, before.start + before.service_s)
        if clock - closes >= answer.miss_s:
            return  # later places miss the window by more
        if position < route.count and clock + service_s - p.stops[route.first + position].latest >= answer.miss_s:
            continue
        miss_at(p, i, r, position, answers)


@woven
def miss_at(p: Arrays, i: int, r: int, position: int, answers: Answers) -> None:
    """Try a place, the breaks behind it left where they are; keep it if it is the nearest miss."""
    new = insertion_of(p, i, r, position, UNKNOWN)
    begin = open_breaks(p, r, position)
    follow(p, r)
    run(p, r, new, begin, MISS)
    miss_loads(p, i, r)
    if p.trial[0].broken == 0:  # so it would fit, but not at once with the breaks where they are
        miss(p, UNREACHABLE, 0, 0, ALWAYS // 2)
    keep_miss(p, r, answers)


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
def keep_miss(p: Arrays, r: int, answers: Answers) -> None:
    """Keep the trial if it is the nearest miss of its technician so far."""
    k = p.routes[r].technician
    answer, trial = answers.each[k], p.trial[0]
    if trial.miss_s >= answer.miss_s or answer.route != NOBODY:
        return
    answer.miss_s = trial.miss_s
    answer.sequence = trial.broken
    for rule in range(N_RULES):
        answers.observed[k, rule], answers.bound[k, rule] = p.trial[0].seen[rule], p.trial[0].bounds[rule]
