"""Days while a batch is matched: an order given, one taken back, a day as it was in force or as it was kept."""

from __future__ import annotations

import numpy as np

from dispatch.arrays import NOBODY
from dispatch.batch.desk import SPARE, Desk
from dispatch.batch.price import is_sound, price_of_days
from dispatch.batch.quotes import ask
from dispatch.batch.reach import fathom
from dispatch.days import put
from dispatch.evaluator import note_peaks
from dispatch.kernel import compiled_apart, compiled_inside, compiled_inside_apart
from dispatch.planner.keeping import Kept, bring_back
from dispatch.planner.keeping import keep as keep_route


@compiled_apart
def take_stock(d: Desk) -> None:
    """Measure everybody's reach, and what the days cost, before the batch."""
    for k in range(d.held.shape[0]):
        fathom(d.p, d.points, d.reach, k)
        d.in_force_min[k] = price_of_days(d.p, k)
    for r in range(d.p.routes.shape[0]):
        d.tally[0].longest = max(d.tally[0].longest, d.p.routes[r].count)
    note_peaks(d.p)
    d.tally[0].peak_s = d.p.trial[0].peak_s


@compiled_inside_apart
def give(d: Desk, n: int, k: int) -> bool:
    """Give order `n` to technician `k`, at its best place; False, and nothing is changed, if there is none."""
    note_peaks(d.p)
    ask(d.p, d.waiting[n], k, d.answers)
    answer = d.answers.each[k]
    if answer.route == NOBODY:
        return False
    # Wide integers as everywhere else: each width would be compiled by itself.
    place(d, n, np.int64(answer.route), np.int64(answer.position))
    note_change(d, k)
    return True


@compiled_inside_apart
def place(d: Desk, n: int, r: int, position: int) -> None:
    """Put order `n` into route `r`."""
    route = d.p.routes[r]
    if route.count == route.room:
        move(d, r)
    d.holder[n] = route.technician
    d.held[route.technician] += 1
    put(d.p, r, position, d.waiting[n])
    d.tally[0].longest = max(d.tally[0].longest, route.count)
    keep_clear(d, route.technician)


@compiled_inside
def keep_clear(d: Desk, k: int) -> None:
    """Let each shift of technician `k` begin after those before it are back, and end before those behind it depart."""
    first, last = d.p.technicians[k].route_first, d.p.technicians[k].route_last
    if last - first < 2:
        return
    for r in range(first, last):
        route = d.p.routes[r]
        route.opens, route.closes = d.in_force.routes[r].opens, d.in_force.routes[r].closes
        for other in range(first, last):
            if other == r or d.p.routes[other].count == 0:
                continue
            if d.p.routes[other].ends < route.ends:
                route.opens = max(route.opens, d.p.routes[other].back)
            else:
                route.closes = min(route.closes, d.p.routes[other].depart)
        if route.count == 0:
            route.depart = route.back = route.depart_anew = route.back_anew = max(route.opens, d.p.now)


@compiled_inside
def move(d: Desk, r: int) -> None:
    """Move route `r`, which is full, to where there is more room."""
    route = d.p.routes[r]
    for position in range(route.count):
        d.p.stops[d.tally[0].spare + position] = d.p.stops[route.first + position]
    route.first = d.tally[0].spare
    route.room = route.count + SPARE
    d.tally[0].spare += route.room


@compiled_inside
def has_spare(d: Desk) -> bool:
    """Is there room to move a route, however long it is?"""
    return bool(d.tally[0].spare + d.tally[0].longest + SPARE <= d.p.stops.shape[0])


@compiled_inside_apart
def note_change(d: Desk, k: int) -> None:
    """The days of technician `k` are others now."""
    fathom(d.p, d.points, d.reach, k)
    tally = d.tally[0]
    if tally.logged == d.log.shape[0]:
        tally.logged = 0
        for n in range(d.asked_at.shape[0]):
            d.asked_at[n] = NOBODY
    d.log[tally.logged] = k
    tally.logged += 1


@compiled_inside
def revert(d: Desk, kept: Kept, r: int) -> None:
    """Make route `r` what it was when it was kept; the room it has got since stays its own."""
    first, room = d.p.routes[r].first, d.p.routes[r].room
    bring_back(d.p, kept, r)
    route = d.p.routes[r]
    if first != route.first:
        for position in range(route.count):
            d.p.stops[first + position] = d.p.stops[route.first + position]
        route.first, route.room = first, room


@compiled_inside_apart
def clear(d: Desk, k: int) -> None:
    """Take everything of the batch out of the days of technician `k`: they are as in force."""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        route = d.p.routes[r]
        for j in range(route.first, route.first + route.count):
            n = d.number[d.p.stops[j].order]
            if n != NOBODY:
                d.holder[n] = NOBODY
        revert(d, d.in_force, r)
    keep_clear(d, k)
    d.held[k] = 0


@compiled_inside_apart
def take_out(d: Desk, k: int, out: int) -> bool:
    """Take order `out` of the batch from technician `k`, or none if NOBODY; the others stay where they are.

    What was promised while they were given one by one is forgotten: nobody has been told yet. What each of the others
    costs, put in behind those before it, stays in `prices_min`.

    Returns
    -------
    bool
        Whether the days keep every rule of the clock that they kept in force; where a way round is shorter than the way
        itself, they may not.
    """
    count = write_down(d, k, out)
    clear(d, k)
    before_min = d.in_force_min[k]
    for m in range(count):
        n = d.moved[0, m]
        place(d, n, d.moved[1, m], d.moved[2, m])
        now_min = price_of_days(d.p, k)
        d.prices_min[n] = now_min - before_min
        before_min = now_min
    note_change(d, k)
    return is_sound(d, k)


@compiled_inside
def write_down(d: Desk, k: int, out: int) -> int:
    """Write the orders of the batch that technician `k` holds into `moved`, with their places, but for `out`; how many?

    The places are those without `out`.
    """
    count = 0
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        route = d.p.routes[r]
        gone = 0
        for position in range(route.count):
            n = d.number[d.p.stops[route.first + position].order]
            if n == NOBODY:
                continue
            if n == out:
                gone = 1
                continue
            d.moved[0, count], d.moved[1, count], d.moved[2, count] = n, r, position - gone
            count += 1
    return count


@compiled_apart
def keep(d: Desk) -> None:
    """Keep how the days stand that hold orders of the batch; all others are as in force."""
    for n in range(d.holder.shape[0]):
        d.holder_kept[n] = d.holder[n]
    for k in range(d.held.shape[0]):
        d.held_kept[k] = d.held[k]
        if d.held[k] > 0:
            for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
                keep_route(d.p, d.kept, r)


@compiled_inside_apart
def restore(d: Desk, k: int) -> None:
    """Make the days of technician `k` stand as they were kept."""
    for r in range(d.p.technicians[k].route_first, d.p.technicians[k].route_last):
        revert(d, d.kept, r)
        route = d.p.routes[r]
        for j in range(route.first, route.first + route.count):
            n = d.number[d.p.stops[j].order]
            if n != NOBODY:
                d.holder[n] = k
    keep_clear(d, k)
    d.held[k] = d.held_kept[k]


@compiled_apart
def go_back(d: Desk) -> None:
    """Make the days stand as they were kept."""
    for k in range(d.held.shape[0]):
        if d.held_kept[k] > 0:
            restore(d, k)
            note_change(d, k)
        elif d.held[k] > 0:
            clear(d, k)
            note_change(d, k)
    for n in range(d.holder.shape[0]):
        d.holder[n] = d.holder_kept[n]
