"""The place that fails by least: which rules does an order break there, by what, and against which bound?"""

from __future__ import annotations

from dispatch.evaluator.answers import CAPACITY, LOCK, LOCKED_S, MAX_ORDERS, ONE_TOO_MANY_S, UNREACHABLE, Answers
from dispatch.evaluator.arrays import ALWAYS, N_RULES, Arrays
from dispatch.evaluator.broken import miss
from dispatch.evaluator.fitting import least_miss_s
from dispatch.evaluator.gaps import follow, open_breaks
from dispatch.evaluator.insertion import UNKNOWN, insertion_of
from dispatch.evaluator.kernel import compiled, woven
from dispatch.evaluator.timeline import MISS, run
from dispatch.evaluator.visits import Insertion
from dispatch.evaluator.windows import is_locked_to_another, serves_s, start_until


@woven
def seek_miss(p: Arrays, i: int, r: int, answers: Answers) -> None:
    """Keep in `answers` the place of order `i` in route `r` that fails by least, if it is its technician's nearest."""
    route = p.routes[r]
    likeliest, least_s = int(route.fixed), ALWAYS
    for position in range(route.fixed, route.count + 1):
        miss_s = least_miss_s(p, r, without_ways(p, i, r, position), least_s)
        if miss_s < least_s:
            likeliest, least_s = position, miss_s
    for n in range(route.fixed - 1, route.count + 1):
        position = likeliest if n < route.fixed else n
        if n != likeliest:
            miss_at(p, i, r, position, answers)


@woven
def miss_at(p: Arrays, i: int, r: int, position: int, answers: Answers) -> None:
    """Try a place, the breaks behind it left where they are; keep it if it is the nearest miss, the first of equals."""
    answer = answers.each[p.routes[r].technician]
    most_s = answer.miss_s + (answer.missed == r and position < answer.position)
    if least_miss_s(p, r, without_ways(p, i, r, position), most_s) >= most_s:
        return
    new = insertion_of(p, i, r, position, UNKNOWN)
    if least_miss_s(p, r, new, most_s) >= most_s:
        return
    p.trial[0].miss_most_s = most_s
    begin = open_breaks(p, r, position)
    follow(p, r)
    run(p, r, new, begin, MISS)
    miss_loads(p, i, r)
    if p.trial[0].broken == 0:  # so it would fit, but not at once with the breaks where they are
        miss(p, UNREACHABLE, 0, 0, ALWAYS // 2)
    keep_miss(p, r, position, answers)


@compiled
def without_ways(p: Arrays, i: int, r: int, position: int) -> Insertion:
    """The order at a place of route `r` as if all ways were of no length: for a first look."""
    k = p.routes[r].technician
    return Insertion(i, position, 0.0, 0.0, 0, 0, serves_s(p, i, k), start_until(p, i, k), max(p.frozen, p.now))


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
