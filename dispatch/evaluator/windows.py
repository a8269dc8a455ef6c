"""When may an order start? Its windows, its locks, and until when a technician's certificates count; compiled."""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_entry


@compiled
def window_begin(p: Arrays, i: int) -> int:
    """Instant before which order `i` may never start, by its windows."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    opens = NEVER if first == last else ALWAYS
    for w in range(first, last):
        opens = min(opens, p.windows[w].opens)
    return opens


@compiled_entry
def window_end(p: Arrays, i: int) -> int:
    """Instant after which order `i` may never start, by its windows."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    closes = ALWAYS if first == last else NEVER
    for w in range(first, last):
        closes = max(closes, p.windows[w].closes)
    return closes


@compiled
def open_from(p: Arrays, i: int, t: int) -> int:
    """First instant from `t` on at which a window of order `i` is open; ALWAYS if none is any more."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    if first == last:
        return t
    soonest = ALWAYS
    for w in range(first, last):
        if p.windows[w].closes >= t:
            soonest = min(soonest, max(t, p.windows[w].opens))
    return soonest


@compiled
def open_until(p: Arrays, i: int, t: int) -> int:
    """Last instant until `t` at which a window of order `i` is open; NEVER if none was."""
    first, last = p.orders[i].window_first, p.orders[i].window_last
    if first == last:
        return t
    latest = NEVER
    for w in range(first, last):
        if p.windows[w].opens <= t:
            latest = max(latest, min(t, p.windows[w].closes))
    return latest


@compiled
def certified_until(p: Arrays, i: int, k: int) -> int:
    """Instant before which order `i` must start for the certificates of technician `k` to count; ALWAYS if any."""
    until = ALWAYS
    if p.expires.shape[0] > 0:
        for n in range(p.orders[i].need_first, p.orders[i].need_last):
            until = min(until, p.expires[k, p.needs[n].skill])
    return until


@compiled
def start_until(p: Arrays, i: int, k: int) -> int:
    """Last start of order `i` by technician `k` that locks and certificates allow."""
    return int(min(p.orders[i].lock_until, certified_until(p, i, k) - 1))


@compiled
def earliest_conceivable(p: Arrays, i: int) -> int:
    """When could order `i` start at the earliest, whoever serves it? What is past all its windows counts from them."""
    begins = window_begin(p, i)
    return int(begins if p.now > window_end(p, i) else max(begins, p.now, p.frozen))


@compiled
def serves_s(p: Arrays, i: int, k: int) -> int:
    """Seconds that the service of order `i` takes technician `k`, rounded up."""
    factor = p.technicians[k].service_factor
    service_s = p.orders[i].service_s
    if factor == 1.0:
        return int(service_s)
    return int(max(0, math.ceil(service_s * factor - 1e-9)))


@compiled
def is_locked_to_another(p: Arrays, i: int, k: int) -> bool:
    """Is order `i` locked to a technician other than `k`?"""
    return bool(p.orders[i].lock_technician != NOBODY and p.orders[i].lock_technician != k)
