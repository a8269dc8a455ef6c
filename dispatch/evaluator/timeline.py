"""The clock of a route, compiled: with an order put in or as it stands, every stop as early as it can be.

A stop occupies its technician from its setup until the next place is reached: setup, service, and the driving that
follows at once, with the breaks that interrupt it. That whole stretch must be free of absences; waiting need not be.
"""

from __future__ import annotations

from dispatch.evaluator.answers import BREAK, MAX_TRAVEL, NO_WAY_S, OFF_SHIFT, OVERTIME, UNREACHABLE
from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.broken import miss, miss_absence, miss_start
from dispatch.evaluator.driving import clash, drive_s, turn_at
from dispatch.evaluator.gaps import FAILS, FITS, TOO_LATE, put_off
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pauses import (
    break_miss,
    break_start,
    first_movable,
    latest_departure,
    reach,
    rest_floor,
    rested,
    rests_at_home,
    soonest_reach,
)
from dispatch.evaluator.visits import Insertion, Visit, base_beyond, break_behind, road_end, start_of, visit_at
from dispatch.evaluator.windows import open_from

PRICE, MISS, SETTLE = range(3)
"""What a run is for: a price, so that it ends at the first broken rule; the rules that a place misses, and by how much;
or to set the clock of the route itself."""


@compiled
def run(p: Arrays, r: int, new: Insertion, begin: int, mode: int) -> int:  # noqa: PLR0912, PLR0915 - one clock, one loop
    """Run the clock of route `r` with a new order in it, from its stop `begin` on; what is before stays as it stands.

    Returns
    -------
    int
        `FITS`, `FAILS` or `TOO_LATE`; what was found is in `p.trial`.
    """
    route = p.routes[r]
    k = route.technician
    trial = p.trial[0]
    trial.miss_s = 0
    trial.broken = 0
    stops = route.count + (new.order != NOBODY)
    clock = route.opens
    travel_s, setup_s, response_s, moved_s, late_max_s = 0, 0, 0, 0, 0
    lateness = 0.0
    b = route.break_first
    while b < route.break_last and p.breaks[b].trial_gap < begin:
        b += 1
    if begin > 0:
        before = p.stops[route.first + begin - 1]
        clock = before.start + before.service_s
        travel_s, setup_s, response_s, moved_s = before.travel_to, before.setup_to, before.response_to, before.moved_to
        lateness, late_max_s = before.lateness_to, before.late_max_to
    if begin == route.fixed:
        while b < first_movable(p, r) and p.breaks[b].start + p.breaks[b].duration_s <= clock:
            b += 1
    resumed = b
    depart = route.depart_anew
    first_start, first_leg_s = 0, 0
    rejoined = False
    whole = mode == SETTLE or not route.legal
    for v in range(begin, stops):
        if mode == MISS and trial.miss_s >= trial.miss_most_s:
            return FAILS
        visit = visit_at(p, r, new, v)
        trial.at_stop = v
        if visit.base < 0.0:
            if mode == PRICE:
                return FAILS
            miss(p, UNREACHABLE, 0, 0, NO_WAY_S)
        b_first = b
        free = clock
        if b < route.break_last and p.breaks[b].trial_gap == v:
            rest = rest_floor(p, r, v, clock)
            behind = break_behind(p, r, b, v)
            while b < behind:
                if mode == PRICE and could_serve_before(p, r, v, visit, clock, (b_first, b)):
                    put_off(p, r, b, v + 1)
                    break
                begins = break_start(p, r, b, rest)
                late_s = break_miss(p, r, b, begins)
                if late_s > 0:
                    trial.at_break, trial.late_at = b, clock
                    if mode == PRICE:
                        return TOO_LATE
                    miss(p, BREAK, begins, p.breaks[b].latest, late_s)
                p.breaks[b].trial_start = begins
                rest = begins + p.breaks[b].duration_s
                free = rest
                b += 1
        leg_s = drive_s(p, k, visit.base, clock)
        free = max(free, reached(p, r, v, visit.base, leg_s, clock, b_first, b))
        if free >= ALWAYS:
            return FAILS
        if v == route.fixed and v > 0:
            end = reach(p, clock, leg_s, b_first, b)
            if clash(p, k, clock, end) != NOBODY:
                if mode == PRICE:
                    return FAILS
                miss_absence(p, r, clock, end)
        start = start_of(p, r, new, v, visit, free, b, stops)
        if start == ALWAYS:
            if mode == PRICE:
                return FAILS
            start = miss_start(p, r, visit, free)
            if start == NEVER:
                start = open_from(p, visit.i, max(free + visit.setup_s, visit.soonest, p.orders[visit.i].lock_from))
                finish = start + visit.service_s
                road = road_end(p, r, b, finish, base_beyond(p, r, new, v, stops), v + 1, stops)
                miss_absence(p, r, start - visit.setup_s, road)
        order = p.orders[visit.i]
        if visit.is_new:
            trial.start = start
        if mode == SETTLE:
            p.stops[route.first + v].start = start
            p.stops[route.first + v].leg_s = leg_s
        if v == 0:
            first_start, first_leg_s = start - visit.setup_s, leg_s
        travel_s += leg_s
        setup_s += visit.setup_s
        if order.created != NEVER:
            response_s += start - order.created
        if order.planned_start != NEVER:
            moved_s += abs(start - order.planned_start)
        late_s = max(0, start - order.due)
        lateness += order.lateness_weight * late_s
        late_max_s = max(late_max_s, late_s)
        clock = start + visit.service_s
        if not whole and v > new.at and rejoins(p, r, v - 1, start, b):
            stop = p.stops[route.first + v - 1]
            travel_s += route.travel_anew_s - stop.travel_to
            setup_s += route.setup_s - stop.setup_to
            response_s += route.response_s - stop.response_to
            moved_s += route.moved_s - stop.moved_to
            lateness += route.lateness - stop.lateness_to
            late_max_s = max(late_max_s, stop.late_max_beyond)
            rejoined = True
            for rest in range(b, route.break_last):
                p.breaks[rest].trial_start = p.breaks[rest].anew
            break
    back = clock
    if rejoined:
        back = route.back_anew
    else:
        trial.at_stop = stops
        if stops == route.fixed and stops > 0:
            end = road_end(p, r, b, clock, route.home_way_s, stops, stops)
            if clash(p, k, clock, end) != NOBODY:
                miss_absence(p, r, clock, end)
        home_way_s = base_beyond(p, r, new, stops - 1, stops)
        if home_way_s < 0.0:
            if mode == PRICE:
                return FAILS
            miss(p, UNREACHABLE, 0, 0, NO_WAY_S)
        home_s = drive_s(p, k, home_way_s, clock)
        travel_s += home_s
        back = clock + home_s
        rest = rest_floor(p, r, stops, clock)
        while b < route.break_last:
            begins = max(p.breaks[b].earliest, back, rest)
            if not rests_at_home(p, r, b, back, rest):
                begins = break_start(p, r, b, rest)
                late_s = break_miss(p, r, b, begins)
                if late_s > 0:
                    trial.at_break, trial.late_at = b, clock
                    if mode == PRICE:
                        return TOO_LATE
                    miss(p, BREAK, begins, p.breaks[b].latest, late_s)
                if begins < back:
                    back += p.breaks[b].duration_s
            p.breaks[b].trial_start = begins
            rest = begins + p.breaks[b].duration_s
            b += 1
        if mode == SETTLE:
            route.home_s = home_s
    if back > route.closes:
        if mode == PRICE:
            return FAILS
        miss(p, OVERTIME if route.closes > route.ends else OFF_SHIFT, back, route.closes, back - route.closes)
    if route.fixed == 0 and begin == 0 and stops > 0:
        visit = visit_at(p, r, new, 0)
        breaks = (route.break_first, break_behind(p, r, route.break_first, 0))
        depart = max(latest_departure(p, k, visit.base, first_start, breaks), route.opens, p.now)
        leg_s = drive_s(p, k, visit.base, depart)
        travel_s += leg_s - first_leg_s
        if mode == SETTLE:
            p.stops[route.first].leg_s = leg_s
    if travel_s > p.technicians[k].max_travel_s:
        if mode == PRICE:
            return FAILS
        limit_s = p.technicians[k].max_travel_s
        miss(p, MAX_TRAVEL, travel_s, limit_s, travel_s - limit_s)
    trial.depart = depart
    trial.back = back
    trial.travel_s = travel_s
    trial.setup_s = setup_s
    trial.service_s = route.service_s + new.service_s
    within_s, outside_s = rested_s(p, r, resumed, depart, back)
    trial.waiting_s = back - depart - travel_s - setup_s - trial.service_s - within_s
    trial.alone = rejoined and trial.at_stop == new.at + 1 and outside_s == 0
    trial.alone = trial.alone and drives_easily(p, trial.start + new.service_s)
    trial.overtime_s = max(0, back - route.ends)
    trial.lateness = lateness
    trial.late_max_s = late_max_s
    trial.response_s = response_s
    trial.moved_s = moved_s
    return FITS if trial.miss_s == 0 else FAILS


@compiled
def reached(p: Arrays, r: int, v: int, base: float, leg_s: int, clock: int, first: int, last: int) -> int:
    """When is the v-th stop reached by whoever is free at `clock`, with the breaks `first` to `last` on the way?

    It is `base` seconds away, or `leg_s` as driven from `clock` on.

    The first departure of a day, and one that lies in the past, may be put off; the others follow the stop before at
    once, which has been placed so that nothing is in the way.
    """
    k = p.routes[r].technician
    if v == 0:
        return soonest_reach(p, k, base, max(clock, p.now), (first, last))
    if clock >= p.now:
        return reach(p, clock, leg_s, first, last)
    departs = p.now
    while True:
        departs = rested(p, departs, first, last)
        arrives = reach(p, departs, leg_s, first, last)
        a = clash(p, k, departs, arrives)
        if a == NOBODY:
            return arrives
        departs = p.absences[a].closes


@compiled
def could_serve_before(p: Arrays, r: int, v: int, visit: Visit, clock: int, breaks: tuple[int, int]) -> bool:
    """Could the v-th stop be done by the time at which the last of the breaks on the way may begin? Nobody waits then.

    Of somebody who has absences it is not asked: they may have reason to wait.
    """
    k = p.routes[r].technician
    first, b = breaks
    if b < p.trial[0].movable or p.technicians[k].absence_first < p.technicians[k].absence_last:
        return False
    if clock + visit.service_s > p.breaks[b].earliest:
        return False
    leg_s = drive_s(p, k, visit.base, clock)
    free = reached(p, r, v, visit.base, leg_s, clock, first, b)
    if b > first:
        free = max(free, p.breaks[b - 1].trial_start + p.breaks[b - 1].duration_s)
    start = open_from(p, visit.i, max(free + visit.setup_s, visit.soonest, p.orders[visit.i].lock_from))
    return bool(start <= visit.until and start + visit.service_s <= p.breaks[b].earliest)


@compiled
def drives_easily(p: Arrays, t: int) -> bool:
    """Is traffic at instant `t` as light as it ever is?"""
    return bool(p.network.turns.shape[0] == 1 or p.network.turns[turn_at(p, t)].factor <= p.network.least_factor)


@compiled
def rejoins(p: Arrays, r: int, position: int, start: int, b: int) -> bool:
    """Is route `r` behind its stop at `position`, starting at `start`, the same as it stands, breaks from `b` on too?

    The trial has one stop more, so its gaps are counted from one more.
    """
    route = p.routes[r]
    if start != p.stops[route.first + position].start:
        return False
    if b > route.break_first and p.breaks[b - 1].gap > position:
        return False  # what is taken already lies behind in the route as it stands
    for later in range(b, route.break_last):
        if p.breaks[later].gap <= position or p.breaks[later].trial_gap != p.breaks[later].gap + 1:
            return False
    return True


@compiled
def rested_s(p: Arrays, r: int, resumed: int, depart: int, back: int) -> tuple[int, int]:
    """Seconds of the breaks that lie between departure and return, and of those that do not.

    Breaks before `resumed` are taken as they stand, the others as the trial has them.
    """
    within_s, outside_s = 0, 0
    for b in range(p.routes[r].break_first, p.routes[r].break_last):
        begins = p.breaks[b].anew if b < resumed else p.breaks[b].trial_start
        shared_s = max(0, min(begins + p.breaks[b].duration_s, back) - max(begins, depart))
        within_s += shared_s
        outside_s += p.breaks[b].duration_s - shared_s
    return within_s, outside_s
