"""The compiled search: the best technician for an order, among the gaps of some slots, the most promising first."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from dispatch.answers import Answers
from dispatch.arrays import ALWAYS, NOBODY, Arrays, Records
from dispatch.days import put
from dispatch.driving import arcsine_near, sine_near
from dispatch.evaluator import note_peaks
from dispatch.insertion import place_before, price_pair, seek
from dispatch.kernel import compiled, compiled_apart
from dispatch.near.bounds import FURTHEST_M, ask, beyond_min, gap_min, is_worse, kind_of, lows_of, need
from dispatch.near.rows import Near
from dispatch.rules import failed_rules
from geo.places import EARTH_RADIUS_M

DEGREE = math.pi / 180.0
NEAR_RAD = 0.0095


@compiled_apart
def look(p: Arrays, x: Near, i: int, slots: npt.NDArray[np.int32], answers: Answers) -> None:
    """Look at some slots, and see how far one must look from there.

    Slots that were looked at already are not looked at again, nor those that cannot hold anything better.

    Parameters
    ----------
    i
        The order, the first time it is asked about; then NOBODY.
    """
    if i != NOBODY:
        ask(p, x, i)
        note_peaks(p)
    q = x.question[0]
    n_met = 0
    for n in range(slots.shape[0]):
        slot = x.slots[slots[n]]
        if slot.asked == q.number:
            continue
        slot.asked = q.number
        if is_worse(slot_min(p, x, slots[n]), q.best_min):
            continue
        q.met += slot.count
        for at in range(slot.first, slot.first + slot.count):
            n_met = meet(p, x, at, n_met)
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
def meet(p: Arrays, x: Near, at: int, n_met: int) -> int:
    """Look at a gap that is filed; its technician gets into the heap, of so many, if it is their first that may do."""
    q = x.question[0]
    filed = x.filed[at]
    k = filed.technician
    seen = x.seen[k]
    if seen.done == q.number:
        return n_met
    if abs(seen.met) != q.number:
        if failed_rules(p, q.order, k) != 0:
            seen.done = q.number
            return n_met
        seen.met = -q.number  # may serve, and is not in the heap
    low_min = gap_min(p, x, filed.route, filed.gap - p.routes[filed.route].first - filed.route)
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


@compiled
def slot_min(p: Arrays, x: Near, s: int) -> float:
    """What does the order cost at least in any gap of a slot?"""
    slot = x.slots[s]
    ways = x.groups[slot.group].ways
    away_m = min(FURTHEST_M, metres_from(p, x, slot.place)) - slot.reach_m
    return float(slot.low_min + beyond_min(p, x, max(0.0, away_m), ways))


@compiled
def metres_from(p: Arrays, x: Near, middle: int) -> float:
    """How far is the order from the middle of a slot, as the crow flies?"""
    here, there = p.network.points[p.orders[x.question[0].order].place], x.middles[middle]
    lat = (there.lat_rad - here.lat_rad) / 2.0
    lng = (there.lng_deg - here.lng_deg) * DEGREE / 2.0
    near = max(abs(lat), abs(lng)) < NEAR_RAD
    half_lat = sine_near(lat) if near else math.sin(lat)
    half_lng = sine_near(lng) if near else math.sin(lng)
    root = math.sqrt(half_lat * half_lat + here.cos_lat * there.cos_lat * half_lng * half_lng)
    return 2.0 * EARTH_RADIUS_M * (arcsine_near(root) if near else math.asin(min(1.0, root)))


@compiled_apart
def give(p: Arrays, x: Near, place: tuple[int, int], i: int, slots: tuple[int, int]) -> bool:
    """Put order `i` into a route at a position, and file the two gaps that come of the one; is every rule kept?

    Parameters
    ----------
    slots
        For the gap before the order and for the one behind it. Both have room.
    """
    r, position = place
    kept = put(p, r, position, i)
    own = p.routes[r].first + r
    unfile(x, own + position)
    for gap in range(own + p.routes[r].count, own + position + 1, -1):
        x.gaps[gap] = x.gaps[gap - 1]
        x.filed[x.gaps[gap].at].gap = gap
    file(p, x, r, own + position, slots[0])
    file(p, x, r, own + position + 1, slots[1])
    k = p.routes[r].technician
    for own_route in range(p.technicians[k].route_first, p.technicians[k].route_last):
        lows_of(p, x, own_route)
    return kept


@compiled
def file(p: Arrays, x: Near, r: int, gap: int, s: int) -> None:
    """File a gap of route `r` in a slot that has room."""
    slot = x.slots[s]
    at = slot.first + slot.count
    slot.count += 1
    x.filed[at].gap = gap
    x.filed[at].route = r
    x.filed[at].technician = p.routes[r].technician
    x.gaps[gap].slot = s
    x.gaps[gap].at = at


@compiled
def unfile(x: Near, gap: int) -> None:
    """Take a gap out of its slot; the last of the slot takes its row."""
    slot = x.slots[x.gaps[gap].slot]
    at = x.gaps[gap].at
    slot.count -= 1
    last = slot.first + slot.count
    x.filed[at] = x.filed[last]
    x.gaps[x.filed[at].gap].at = at
    x.gaps[gap].slot = NOBODY


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
