"""A stop as the clock meets it, compiled: where from, how long, when at the soonest, and the road behind it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.driving import clash, drive_s
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pauses import break_start, rest_floor, rests_at_home
from dispatch.evaluator.windows import open_from


class Insertion(NamedTuple):
    """An order put into a route before the stop at position `at`; `order` is NOBODY for the route as it stands.

    Parameters
    ----------
    base_in, base_out
        Seconds of the ways to the order and on from it, before traffic.
    setup_s, setup_next_s
        Of the order, and of the stop behind it.
    service_s, until, soonest
        How long it takes this technician, and the last and the first instant at which it may start.
    """

    order: int
    at: int
    base_in: float
    base_out: float
    setup_s: int
    setup_next_s: int
    service_s: int
    until: int
    soonest: int


AS_IT_STANDS = Insertion(NOBODY, ALWAYS, 0.0, 0.0, 0, 0, 0, 0, 0)


class Visit(NamedTuple):
    """A stop as a run meets it: `i` from `base` away; `until` and `soonest` bound its start."""

    i: int
    base: float
    setup_s: int
    service_s: int
    until: int
    soonest: int
    is_new: bool


@compiled
def visit_at(p: Arrays, r: int, new: Insertion, v: int) -> Visit:
    """The v-th stop of route `r` with the new order in it."""
    route = p.routes[r]
    if v == new.at:
        return Visit(int(np.int64(new.order)), new.base_in, new.setup_s, new.service_s, new.until, new.soonest, True)
    stop = p.stops[route.first + v - (v > new.at)]
    base, setup_s = stop.way_s, stop.setup_s
    if v == new.at + 1:
        base, setup_s = new.base_out, new.setup_next_s
    return Visit(int(np.int64(stop.order)), base, setup_s, stop.service_s, stop.until, stop.told, False)


@compiled
def base_beyond(p: Arrays, r: int, new: Insertion, v: int, stops: int) -> float:
    """Seconds, before traffic, of the way on from the v-th stop: to the next of `stops` stops, or home."""
    route = p.routes[r]
    if v == new.at:
        return new.base_out
    if v + 1 == new.at:
        return new.base_in
    if v + 1 == stops:
        return float(route.home_way_s)
    return float(p.stops[route.first + v + 1 - (v + 1 > new.at)].way_s)


@compiled
def break_behind(p: Arrays, r: int, b: int, gap: int) -> int:
    """The first break from `b` on that lies in a later gap than `gap`."""
    while b < p.routes[r].break_last and p.breaks[b].trial_gap <= gap:
        b += 1
    return b


@compiled
def road_end(p: Arrays, r: int, b: int, finish: int, base: float, gap: int, stops: int) -> int:
    """When is the next place reached by whoever is done at `finish`? Breaks from `b` on that lie in `gap` interrupt."""
    route = p.routes[r]
    arrives = finish + drive_s(p, route.technician, base, finish)
    rest = rest_floor(p, r, gap, finish)
    while b < route.break_last and p.breaks[b].trial_gap == gap:
        begins = break_start(p, r, b, rest)
        if begins >= arrives or (gap == stops and rests_at_home(p, r, b, arrives, rest)):
            break
        arrives += p.breaks[b].duration_s
        rest = begins + p.breaks[b].duration_s
        b += 1
    return arrives


@compiled
def start_of(p: Arrays, r: int, new: Insertion, v: int, visit: Visit, free: int, b: int, stops: int) -> int:
    """First start of the v-th stop for whoever is there and free at `free`; ALWAYS if there is none.

    `b` is the first break behind the gap before this stop.
    """
    k = p.routes[r].technician
    order = p.orders[visit.i]
    start = max(free + visit.setup_s, visit.soonest, order.lock_from)
    while True:
        start = open_from(p, visit.i, start)
        if start > visit.until:
            return ALWAYS
        if p.technicians[k].absence_first == p.technicians[k].absence_last:
            return start
        finish = start + visit.service_s
        a = clash(
            p, k, start - visit.setup_s, road_end(p, r, b, finish, base_beyond(p, r, new, v, stops), v + 1, stops)
        )
        if a == NOBODY:
            return start
        start = p.absences[a].closes + visit.setup_s


@compiled
def place_before(p: Arrays, r: int, position: int) -> int:
    """Place from which route `r` drives to what stands at `position`."""
    route = p.routes[r]
    if position == 0:
        return int(route.begins)
    return int(p.stops[route.first + position - 1].place)
