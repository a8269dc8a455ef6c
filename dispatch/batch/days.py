"""Days while a batch is matched: an order given, one taken back, a day let stand or made as it was before."""

from __future__ import annotations

import numpy as np

from dispatch.batch.bounds import fathom
from dispatch.batch.desk import Desk
from dispatch.batch.price import price_of_days
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.bounds import note_bounds
from dispatch.evaluator.days import note_force, put, sum_up, take
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry, woven
from dispatch.evaluator.windows import start_until
from dispatch.planner.keeping import bring_back, keep


@compiled_entry
def fathom_all(d: Desk) -> None:
    """Measure everybody's reach."""
    for k in range(d.held.shape[0]):
        fathom(d.p, d.points, d.reach, k)


@woven
def place(d: Desk, n: int, k: int) -> None:
    """Give order `n` to technician `k`, at the place that the last question to them has found."""
    touch(d, k)
    d.holder[n] = k
    d.held[k] += 1
    # Wide integers as everywhere else: each width would be compiled by itself.
    r, position = int(np.int64(d.answers.each[k].route)), int(np.int64(d.answers.each[k].position))
    put(d.p, r, position, d.waiting[n])
    keep_clear(d, k)
    fathom(d.p, d.points, d.reach, k)


@woven
def take_out(d: Desk, n: int) -> None:
    """Take order `n` of the batch from whoever holds it.

    What was promised while orders were given one by one is forgotten in that route: nobody has been told yet. Who holds
    nothing of the batch any more has the days that are in force.
    """
    k = d.holder[n]
    touch(d, k)
    d.holder[n] = NOBODY
    d.held[k] -= 1
    technician = d.p.technicians[k]
    if d.held[k] == 0:
        for r in range(technician.route_first, technician.route_last):
            bring_back(d.p, d.in_force, r)
    else:
        r, position = stands_at(d, n, k)
        for j in range(d.p.routes[r].first + d.p.routes[r].fixed, d.p.routes[r].first + d.p.routes[r].count):
            stop = d.p.stops[j]
            stop.told = d.p.frozen if d.number[stop.order] != NOBODY else d.planned_start[stop.order]
        take(d.p, r, position)
        keep_clear(d, k)
    fathom(d.p, d.points, d.reach, k)


@compiled
def stands_at(d: Desk, n: int, k: int) -> tuple[int, int]:
    """Route and position of order `n` in the days of technician `k`, who holds it."""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        for position in range(d.p.routes[r].count):
            if d.number[d.p.stops[d.p.routes[r].first + position].order] == n:
                return r, position
    return NOBODY, NOBODY


@compiled_apart
def touch(d: Desk, k: int) -> None:
    """The days of technician `k` are about to change: remember how they are in force."""
    d.changed[k] = True
    if d.is_touched[k]:
        return
    d.is_touched[k] = True
    d.in_force_min[k] = price_of_days(d.p, k)
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        keep(d.p, d.in_force, r)


@compiled
def keep_clear(d: Desk, k: int) -> None:
    """Let each shift of technician `k` begin after those before it are back, and end before those behind it depart."""
    first, last = d.p.technicians[k].route_first, d.p.technicians[k].route_last
    if last - first < 2:
        return
    for r in range(first, last):
        route = d.p.routes[r]
        before = d.in_force.routes[r]
        route.starts, route.opens, route.closes = before.starts, before.opens, before.closes
        for other in range(first, last):
            if other == r or d.p.routes[other].count == 0:
                continue
            if d.p.routes[other].ends < route.ends:
                route.starts = max(route.starts, d.p.routes[other].back)
                route.opens = max(route.opens, d.p.routes[other].back)
            else:
                route.closes = min(route.closes, d.p.routes[other].depart)
        if route.count == 0:
            route.depart = route.back = route.depart_anew = route.back_anew = max(route.opens, d.p.now)


@compiled_entry
def conclude(d: Desk, stays: bool) -> None:
    """Let all changes since the last conclusion stand, or undo them."""
    for k in range(d.held.shape[0]):
        if not d.changed[k]:
            continue
        d.changed[k] = False
        for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
            if stays:
                keep(d.p, d.kept, r)
            elif d.is_kept[k]:
                bring_back(d.p, d.kept, r)
            else:
                bring_back(d.p, d.in_force, r)
        if stays:
            d.held_kept[k] = d.held[k]
            d.is_kept[k] = True
        else:
            d.held[k] = d.held_kept[k]
            fathom(d.p, d.points, d.reach, k)
    for n in range(d.holder.shape[0]):
        if stays:
            d.holder_kept[n] = d.holder[n]
        else:
            d.holder[n] = d.holder_kept[n]


@woven
def promise(d: Desk, k: int) -> None:
    """What technician `k` was just given is planned now: nobody must be ready earlier, and moving it has its price."""
    r = int(np.int64(d.answers.each[k].route))
    route = d.p.routes[r]
    for j in range(route.first + route.fixed, route.first + route.count):
        stop = d.p.stops[j]
        order = d.p.orders[stop.order]
        stop.told = order.planned_start = stop.start
        order.planned_technician = k
        if d.is_tied[stop.order]:
            order.lock_from = order.lock_until = stop.until = stop.start
    add_up(d.p, r)
    fathom(d.p, d.points, d.reach, k)


@compiled_entry
def forget_promises(d: Desk) -> None:
    """What is planned is what the plan in force says, and no more; all starts stay."""
    for i in range(d.planned_start.shape[0]):
        order = d.p.orders[i]
        order.planned_start, order.planned_technician = d.planned_start[i], d.planned_technician[i]
        order.lock_from, order.lock_until = d.lock_from[i], d.lock_until[i]
    for n in range(d.holder.shape[0]):
        k = d.holder[n]
        if k != NOBODY:
            r, position = stands_at(d, n, k)
            d.p.stops[d.p.routes[r].first + position].until = start_until(d.p, d.waiting[n], k)
            add_up(d.p, r)


@compiled
def add_up(p: Arrays, r: int) -> None:
    """Add up what route `r` amounts to again; its starts stay."""
    sum_up(p, r)
    note_bounds(p, r)
    note_force(p, r)
