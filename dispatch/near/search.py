"""The compiled search: the best technician for an order, among the gaps of some slots, the most promising first."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dispatch.answers import Answers
from dispatch.arrays import ALWAYS, NOBODY, Arrays, Records
from dispatch.days import put
from dispatch.driving import DEGREE
from dispatch.evaluator import note_peaks
from dispatch.insertion import seek
from dispatch.kernel import compiled, compiled_apart
from dispatch.near.bounds import ask, away_min, gap_min, is_worse, kind_of, lows_of, may_do, need
from dispatch.near.rows import GROUPS, Middle, Near
from dispatch.pricing import price_pair
from dispatch.rules import failed_rules, not_active, skill_level, skill_missing
from dispatch.visits import place_before


@compiled_apart
def look(p: Arrays, x: Near, i: int, cells: npt.NDArray[np.int32], answers: Answers) -> None:
    """Look at what is filed in some cells, and see how far one must look from there.

    What was looked at already is not looked at again, nor what cannot hold anything better.

    Parameters
    ----------
    i
        The order, the first time it is asked about; then NOBODY.
    """
    if i != NOBODY:
        ask(p, x, i)
        note_peaks(p)
        find_fitting(p, x, i)
        need(p, x)
    q = x.question[0]
    n_met = 0
    for n in range(cells.shape[0]):
        for g in range(GROUPS):
            if x.cells[cells[n], g] != NOBODY:
                n_met = open_slot(p, x, x.cells[cells[n], g], n_met)
    for n in range(n_met // 2 - 1, -1, -1):
        sink(x, n, n_met)
    while n_met > 0 and not is_worse(x.seen[x.heap[0]].low_min, q.best_min):
        k = x.heap[0]
        n_met -= 1
        x.heap[0] = x.heap[n_met]
        sink(x, 0, n_met)
        x.seen[k].done = q.number
        try_all(p, x, k, answers)
    for n in range(n_met):  # they are not better, but a gap of theirs that is met later may be
        x.seen[x.heap[n]].met = -q.number
    need(p, x)


@compiled
def open_slot(p: Arrays, x: Near, s: int, n_met: int) -> int:
    """Look at the gaps of a slot; their technicians get into the heap, of so many."""
    q, slot = x.question[0], x.slots[s]
    group = x.groups[slot.group]
    if slot.asked == q.number or group.needed_m < 0.0:
        return n_met
    slot.asked = q.number
    if is_worse(slot.low_min + away_min(p, x, slot, slot.reach_m, group.ways), q.best_min):
        return n_met
    q.met += slot.count
    for at in range(slot.first, slot.first + slot.count):
        if x.fits[x.sorts[at]] == q.number:
            n_met = meet(p, x, at, group.ways, n_met)
    return n_met


@compiled
def find_fitting(p: Arrays, x: Near, i: int) -> None:
    """Find out which sorts of technicians may serve order `i`, by their skills."""
    number = x.question[0].number
    for n in range(x.models.shape[0]):
        k = x.models[n]
        x.fits[n] = number
        if k != NOBODY and (not_active.fails(p, i, k) or skill_missing.fails(p, i, k) or skill_level.fails(p, i, k)):
            x.fits[n] = -number


@compiled
def meet(p: Arrays, x: Near, at: int, ways: float, n_met: int) -> int:
    """Look at a gap that is filed; its technician gets into the heap, of so many, if it is their first that may do."""
    q, filed = x.question[0], x.filed[at]
    if not may_do(x, at) or is_worse(filed.low_min + away_min(p, x, filed, filed.half_m, ways), q.best_min):
        return n_met
    k = filed.technician
    seen = x.seen[k]
    if seen.done == q.number:
        return n_met
    if abs(seen.met) != q.number:
        if failed_rules(p, q.order, k) != 0:
            seen.done = q.number
            return n_met
        seen.met = -q.number  # may serve, and is not in the heap
    low_min = gap_min(p, x, at)
    if is_worse(low_min, q.best_min) or low_min == math.inf:
        return n_met
    if seen.met == q.number:
        seen.low_min = min(seen.low_min, low_min)
        return n_met
    seen.met = q.number
    seen.low_min = low_min
    x.heap[n_met] = k
    return n_met + 1


@compiled
def sink(x: Near, n: int, size: int) -> None:
    """Let what stands at place `n` of a heap of so many technicians sink to where it belongs: the least is on top."""
    while True:
        child = 2 * n + 1
        if child >= size:
            return
        if child + 1 < size and x.seen[x.heap[child + 1]].low_min < x.seen[x.heap[child]].low_min:
            child += 1
        if x.seen[x.heap[n]].low_min <= x.seen[x.heap[child]].low_min:
            return
        k = x.heap[n]
        x.heap[n] = x.heap[child]
        x.heap[child] = k
        n = child


@compiled
def try_all(p: Arrays, x: Near, k: int, answers: Answers) -> None:
    """Search the days of technician `k`, who passes the static rules; keep them if they are the best so far."""
    q = x.question[0]
    answer = answers.each[k]
    answer.route = NOBODY
    answer.sequence = 0
    answer.static = 0
    answer.miss_s = ALWAYS
    price_pair(p, q.order, k)
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        seek(p, q.order, r, answers)
    q.evaluated += 1
    if answer.route == NOBODY or answer.cost_min > q.best_min:
        return
    if answer.cost_min < q.best_min or x.rank[k] < x.rank[q.best]:
        q.best = k
        q.best_min = answer.cost_min


@compiled_apart
def give(p: Arrays, x: Near, order: tuple[int, int, int], legs: tuple[Middle, Middle]) -> bool:
    """Put an order into a route at a position, and file the two gaps that come of the one; is every rule kept?

    Parameters
    ----------
    order
        The order, the route, and the position.
    legs
        Before the order and behind it. Their slots have room.
    """
    i, r, position = order
    kept = put(p, r, position, i)
    own = p.routes[r].first + r
    unfile(x, own + position)
    for gap in range(own + p.routes[r].count, own + position + 1, -1):
        x.gaps[gap] = x.gaps[gap - 1]
        x.filed[x.gaps[gap].at].gap = gap
    file(p, x, r, own + position, legs[0])
    file(p, x, r, own + position + 1, legs[1])
    price_days(p, x, p.routes[r].technician)
    return kept


@compiled
def file(p: Arrays, x: Near, r: int, gap: int, leg: Middle) -> None:
    """File a gap of route `r` in its slot, which has room; time and price are for `lows_of`."""
    slot = x.slots[leg.slot]
    at = slot.first + slot.count
    slot.count += 1
    filed = x.filed[at]
    filed.gap, filed.route, filed.technician = gap, r, p.routes[r].technician
    filed.half_m = leg.half_m
    filed.lat_rad, filed.lng_deg = leg.lat * DEGREE, leg.lng
    filed.cos_lat = math.cos(filed.lat_rad)
    x.sorts[at] = x.sort_of[filed.technician]
    x.gaps[gap].slot, x.gaps[gap].at = leg.slot, at


@compiled
def unfile(x: Near, gap: int) -> None:
    """Take a gap out of its slot; the last of the slot takes its row."""
    slot = x.slots[x.gaps[gap].slot]
    at = x.gaps[gap].at
    slot.count -= 1
    last = slot.first + slot.count
    x.filed[at] = x.filed[last]
    x.sorts[at] = x.sorts[last]
    x.gaps[x.filed[at].gap].at = at
    x.gaps[gap].slot = NOBODY


@compiled
def price_days(p: Arrays, x: Near, k: int) -> None:
    """Work out what all gaps of technician `k` say of time and price."""
    for r in range(p.technicians[k].route_first, p.technicians[k].route_last):
        lows_of(p, x, r)


@compiled_apart
def file_in(p: Arrays, x: Near, r: int, gap: int, leg: Middle) -> None:
    """File a gap of route `r` in its slot, which has room."""
    file(p, x, r, gap, leg)


@compiled_apart
def unfile_route(p: Arrays, x: Near, r: int) -> None:
    """Take all gaps of route `r` out of their slots."""
    first = p.routes[r].first + r
    for gap in range(first, first + p.routes[r].room + 1):
        if x.gaps[gap].slot != NOBODY:
            unfile(x, gap)


@compiled_apart
def legs_of(p: Arrays, first: int, last: int, legs: Records) -> None:
    """Write down the legs of all gaps of the routes `first` to `last` (exclusive); no route where it is frozen."""
    for r in range(first, last):
        route = p.routes[r]
        for position in range(route.room + 1):
            leg = legs[route.first + r - p.routes[first].first - first + position]
            leg.route = NOBODY
            if not route.fixed <= position <= route.count:
                continue
            leg.route, leg.technician, leg.kind = r, route.technician, kind_of(p, r, position)
            leg.begins = leg.ends = place_before(p, r, position)
            if position < route.count:
                leg.ends = p.orders[p.stops[route.first + position].order].place
            elif p.technicians[route.technician].end != NOBODY:
                leg.ends = p.technicians[route.technician].end


@compiled_apart
def price_all(p: Arrays, x: Near, first: int, last: int) -> None:
    """Work out `GAP.low_min` of all gaps of the routes `first` to `last` (exclusive)."""
    for r in range(first, last):
        lows_of(p, x, r)
