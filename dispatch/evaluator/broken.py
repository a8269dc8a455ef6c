"""Rules that a trial misses, noted with what was seen, the bound, and by how much; compiled."""

from __future__ import annotations

from dispatch.evaluator.answers import ABSENT, CERTIFICATE, LOCK, LOCKED_S, OVERLAP, TIME_WINDOW
from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.driving import clash
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.visits import Visit
from dispatch.evaluator.windows import certified_until, open_from, window_end


@compiled
def miss(p: Arrays, rule: int, seen: int, bound: int, miss_s: int) -> None:
    """Note that a rule is missed."""
    trial = p.trial[0]
    trial.broken |= 1 << rule
    trial.miss_s += max(1, miss_s)
    p.trial[0].seen[rule], p.trial[0].bounds[rule] = seen, bound


@compiled
def miss_start(p: Arrays, r: int, visit: Visit, free: int) -> int:
    """Note why a stop cannot start, `free` being when whoever serves it is there; when would it start all the same?"""
    k = p.routes[r].technician
    order = p.orders[visit.i]
    soonest = max(free + visit.setup_s, visit.soonest)
    opens = open_from(p, visit.i, soonest)
    if opens == ALWAYS:
        closes = window_end(p, visit.i)
        miss(p, TIME_WINDOW if visit.is_new else OVERLAP, soonest, closes, soonest - closes)
        return soonest
    locked = open_from(p, visit.i, max(soonest, order.lock_from))
    if locked > order.lock_until:
        miss_s = opens - order.lock_until if opens > order.lock_until else LOCKED_S
        miss(p, LOCK if visit.is_new else OVERLAP, opens, order.lock_until, miss_s)
        return opens
    if locked > visit.until:
        expires = certified_until(p, visit.i, k)
        miss(p, CERTIFICATE if visit.is_new else OVERLAP, locked, expires, locked - expires)
        return locked
    return NEVER


@compiled
def miss_absence(p: Arrays, r: int, begin: int, end: int) -> None:
    """Note that work from `begin` to `end` would overlap an absence."""
    a = clash(p, p.routes[r].technician, begin, max(end, begin + 1))
    if a != NOBODY:
        miss(p, ABSENT, max(begin, p.absences[a].opens), p.absences[a].opens, p.absences[a].closes - begin)
