"""What is certain of a route as it stands: until when each stop may start, and what may be put in between two.

Each stop knows its `latest` start, after which the rest of its route certainly no longer fits (breaks left aside), and
a `safe` one, up to which it certainly does, its breaks in the gaps where they are. Both are the forward time slack of
Savelsbergh (1992), "The vehicle routing problem with time windows: minimizing route duration", ORSA J. Computing 4(2).
"""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.driving import absent_from, at_least_s, at_most_s, base_s, clash
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pauses import first_movable
from dispatch.evaluator.visits import place_before
from dispatch.evaluator.windows import open_until

APART_S = 1.0
"""By how many seconds of driving a place must lie outside of a circle to be certainly none of those in it."""


@compiled
def gap_at(p: Arrays, r: int, position: int) -> Any:
    """The row of the gap of route `r` before the stop at `position`, or behind the last."""
    return p.gaps[p.routes[r].first + r + position]


@compiled
def note_bounds(p: Arrays, r: int) -> None:
    """Note what is certain of route `r`, whose clock has just been set."""
    bound_starts(p, r)
    bound_gaps(p, r)
    bound_places(p, r)


@compiled
def bound_starts(p: Arrays, r: int) -> None:
    """Work out, from the end of route `r` to its beginning, each stop's `latest` and `safe` start."""
    route = p.routes[r]
    k = route.technician
    home_s = max(0.0, route.home_way_s)
    least_s, most_s = at_least_s(p, k, home_s), at_most_s(p, k, home_s)
    route.travel_least_s, route.travel_most_s = least_s, most_s
    by = safe_by = route.closes  # until when the next place must be reached
    late_max_s = 0
    for position in range(route.count - 1, -1, -1):
        stop = p.stops[route.first + position]
        stop.least_beyond_s, stop.late_max_beyond = route.travel_least_s, late_max_s
        stop.latest = open_until(p, stop.order, min(by - least_s - stop.service_s, stop.until))
        a = clash(p, k, stop.latest, stop.latest + stop.service_s + least_s)
        while a != NOBODY:
            stop.latest = open_until(p, stop.order, p.absences[a].opens - stop.service_s - least_s)
            a = clash(p, k, stop.latest, stop.latest + stop.service_s + least_s)
        done_by, reached_by = rest_between(p, r, position + 1, min(safe_by, absent_from(p, k, stop.start)))
        done_by = min(done_by, reached_by - most_s)
        stop.safe = open_until(p, stop.order, min(done_by - stop.service_s, stop.until))
        if stop.start > stop.safe:
            stop.safe = NEVER
        if not route.legal:
            stop.latest, stop.safe = ALWAYS, NEVER
        way_s = max(0.0, stop.way_s)
        least_s, most_s = at_least_s(p, k, way_s), at_most_s(p, k, way_s)
        by, safe_by = stop.latest - stop.setup_s, stop.safe - stop.setup_s
        late_max_s = max(late_max_s, stop.start - p.orders[stop.order].due)
        route.travel_least_s += least_s
        route.travel_most_s += most_s


@compiled
def rest_between(p: Arrays, r: int, gap: int, by: int) -> tuple[int, int]:
    """Until when must the stop before a gap of route `r` be done, and until when the next place be reached otherwise?

    That is, if the breaks of that gap are taken there and the next place must be reached by `by`. They begin as soon as
    they may, and hold up the driving, or are waited for when it is done.
    """
    rest_s = 0
    for b in range(p.routes[r].break_last - 1, p.routes[r].break_first - 1, -1):
        if p.breaks[b].gap == gap:
            rest_s += p.breaks[b].duration_s
            if p.breaks[b].earliest + rest_s > by:
                return NEVER, NEVER
    done_by, ahead_s = ALWAYS, 0
    for b in range(p.routes[r].break_first, p.routes[r].break_last):
        if p.breaks[b].gap == gap:
            done_by = min(done_by, p.breaks[b].latest - ahead_s)
            ahead_s += p.breaks[b].duration_s
            done_by = min(done_by, p.routes[r].ends - ahead_s)
    return done_by, by - rest_s


@compiled
def bound_gaps(p: Arrays, r: int) -> None:
    """Note what is certain of an order that is put into any gap of route `r`."""
    route = p.routes[r]
    k = route.technician
    for position in range(route.count + 1):
        gap = gap_at(p, r, position)
        by, latest, setup_s = route.closes, route.closes if route.legal else ALWAYS, 0
        gap.before, gap.behind, gap.leg_s = place_before(p, r, position), p.technicians[k].end, route.home_s
        if position < route.count:
            stop = p.stops[route.first + position]
            by, latest, setup_s = stop.safe, stop.latest, p.orders[stop.order].setup_s
            gap.behind, gap.leg_s = stop.place, stop.leg_s
        gap.setup_next_s, gap.enter_by = setup_s, latest - setup_s
        gap.free = ready_at(p, r, position)
        gap.clear = NEVER if clash(p, k, gap.free, gap.free + 1) != NOBODY else absent_from(p, k, gap.free)
        gap.done_by, gap.reached_by = rest_between(p, r, position, min(by - setup_s, gap.clear))
        if not is_certain(p, r, position):
            gap.done_by = gap.reached_by = NEVER


@compiled
def is_certain(p: Arrays, r: int, position: int) -> bool:
    """Does what lies before a gap of route `r` certainly stay as it is, whatever is put in there?"""
    route = p.routes[r]
    if not route.legal:
        return False
    if route.count == 0:
        return bool(route.break_first == route.break_last)  # else nobody has found out yet whether they can be kept
    if position > 0 and may_start_sooner(p, r, position - 1):
        return False
    for b in range(route.break_first, first_movable(p, r)):
        if p.breaks[b].gap >= position:
            return False
    return True


@compiled
def nearest_s(p: Arrays, i: int, r: int) -> float:
    """Seconds, without traffic, that any way between order `i` and a place of route `r` takes at the least.

    0 if nobody knows; otherwise the order stands at none of these places, nor between any two of them.
    """
    if p.network.by_matrix:
        return 0.0
    away_s = way_to(p, p.routes[r].begins, p.orders[i].place) - p.routes[r].reach_s
    return away_s if away_s >= APART_S else 0.0


@compiled
def way_to(p: Arrays, origin: int, destination: int) -> float:
    """As `base_s`, from memory if it is what was asked for last: most shifts begin where their technician lives."""
    if p.trial[0].from_place != origin or p.trial[0].to_place != destination:
        note_way(p, origin, destination, base_s(p, origin, destination))
    return float(p.trial[0].way_s)


@compiled
def note_way(p: Arrays, origin: int, destination: int, way_s: float) -> None:
    """Keep in memory how many seconds a way takes, without traffic."""
    trial = p.trial[0]
    trial.from_place, trial.to_place, trial.way_s = origin, destination, way_s


@compiled
def bound_places(p: Arrays, r: int) -> None:
    """Note how far from where route `r` begins its furthest place lies, and its longest way and setup."""
    route = p.routes[r]
    end = p.technicians[route.technician].end
    route.longest_s = route.home_way_s
    route.reach_s = 0.0
    route.setup_most_s = 0
    if p.network.by_matrix:
        return  # nobody asks
    if end != NOBODY:
        route.reach_s = base_s(p, route.begins, end)
    for j in range(route.first, route.first + route.count):
        route.longest_s = max(route.longest_s, p.stops[j].way_s)
        route.setup_most_s = max(route.setup_most_s, p.orders[p.stops[j].order].setup_s)
        route.reach_s = max(route.reach_s, base_s(p, route.begins, p.stops[j].place))


@compiled
def ready_at(p: Arrays, r: int, position: int) -> int:
    """Instant before which whoever drives route `r` certainly cannot set off to what is put in at `position`.

    What lies before stays as it is. Only a stop that was put off until after an absence may start sooner, if what
    follows it is another.
    """
    route = p.routes[r]
    floor = max(route.opens, p.now)
    if position == 0:
        return int(floor)
    before = p.stops[route.first + position - 1]
    if not may_start_sooner(p, r, position - 1):
        return int(max(floor, before.start + before.service_s))
    if position > 1:
        floor = max(floor, p.stops[route.first + position - 2].start + p.stops[route.first + position - 2].service_s)
    return int(max(floor, before.told) + before.service_s)


@compiled
def may_start_sooner(p: Arrays, r: int, position: int) -> bool:
    """Could the stop at `position` of route `r` start sooner than it does, before an absence?"""
    if position < p.routes[r].fixed or not has_absences(p, p.routes[r].technician):
        return False
    stop = p.stops[p.routes[r].first + position]
    return bool(stop.start > stop.told)


@compiled
def has_absences(p: Arrays, k: int) -> bool:
    """Has technician `k` any absence?"""
    return bool(p.technicians[k].absence_first < p.technicians[k].absence_last)
