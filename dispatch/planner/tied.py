"""What the ties of a row say as the plan stands, compiled: who may not take it, and when it may start."""

from __future__ import annotations

from typing import Any

from dispatch.evaluator.arrays import ALWAYS, NEVER, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.planner.state import Search


@compiled
def is_tied(s: Search) -> bool:
    """Does any order hang together with another, or take a crew?"""
    return bool(s.ties.rows.shape[0] > 0)


@compiled
def is_bound(s: Search, i: int) -> bool:
    """Does the start of row `i` hang on others?"""
    return bool(is_tied(s) and s.ties.rows[i].bound)


@compiled
def hangs_together(s: Search, i: int) -> bool:
    """Does the start of row `i` hang on others, or that of others on it?"""
    tie = s.ties.rows[i]
    return bool(tie.bound or tie.company_first < tie.company_last)


@compiled
def is_out(s: Search, i: int) -> bool:
    """Does order `i` stand in no route, with none of its roles?"""
    for role in range(roles_of(s, i) if is_tied(s) else 1):
        if s.route_of[row_of(s, i, role)] != NOBODY:
            return False
    return True


@compiled
def position_of(p: Arrays, r: int, i: int) -> int:
    """Where row `i` stands in route `r`; NOBODY if it does not."""
    route = p.routes[r]
    for position in range(route.count):
        if p.stops[route.first + position].order == i:
            return position
    return NOBODY


@compiled
def stop_of(p: Arrays, s: Search, i: int) -> Any:
    """The stop of row `i`, which stands in a route."""
    r = s.route_of[i]
    return p.stops[p.routes[r].first + position_of(p, r, i)]


@compiled
def row_of(s: Search, i: int, role: int) -> int:
    """The row of a role of order `i`, the first of them 0."""
    return i if role == 0 else int(s.ties.rows[i].more_first) + role - 1


@compiled
def roles_of(s: Search, i: int) -> int:
    """How many roles order `i` has."""
    return 1 + int(s.ties.rows[i].more_last) - int(s.ties.rows[i].more_first)


@compiled_apart
def starts_behind(p: Arrays, s: Search, i: int) -> tuple[int, int]:
    """From and until when may the first role of order `i` start, for the sake of what it comes after?

    From ALWAYS on, that is never, if not all of that is served in routes that may be changed.
    """
    tie = s.ties.rows[i]
    low, high = NEVER, ALWAYS
    for a in range(tie.after_first, tie.after_last):
        after = s.ties.afters[a]
        finish = last_finish(p, s, after.earlier)
        if finish == ALWAYS:
            return ALWAYS, NEVER
        low = max(low, finish + after.min_gap_s)
        if after.max_gap_s != ALWAYS:
            high = min(high, finish + after.max_gap_s)
    return low, high


@compiled
def last_finish(p: Arrays, s: Search, i: int) -> int:
    """When is the last role of order `i` done? ALWAYS if it is not served, or in a route that may not be changed."""
    finish = NEVER
    for role in range(roles_of(s, i)):
        row = row_of(s, i, role)
        r = s.route_of[row]
        if r == NOBODY or not s.open_routes[r]:
            return ALWAYS
        stop = stop_of(p, s, row)
        finish = max(finish, stop.start + stop.service_s)
    return int(finish)


@compiled_apart
def is_barred(p: Arrays, s: Search, i: int, k: int) -> bool:
    """May technician `k` not take row `i`, having another role of its crew, or because others were there before?"""
    order = s.ties.rows[i].order
    waiting = 0
    for role in range(roles_of(s, order)):
        r = s.route_of[row_of(s, order, role)]
        waiting += r == NOBODY
        if r != NOBODY and p.routes[r].technician == k:
            return True
    for a in range(s.ties.rows[order].after_first, s.ties.rows[order].after_last):
        if s.ties.afters[a].same and is_stranger(p, s, order, s.ties.afters[a].earlier, k, waiting):
            return True
    return False


@compiled
def is_stranger(p: Arrays, s: Search, i: int, earlier: int, k: int, waiting: int) -> bool:
    """Must one of the `waiting` roles of order `i` go to somebody who served order `earlier`, and `k` did not?

    Of crews that differ in size, the smaller is part of the larger.
    """
    missing = 0
    for role in range(roles_of(s, earlier)):
        who = p.routes[s.route_of[row_of(s, earlier, role)]].technician
        if who == k:
            return False
        missing += not is_in(p, s, i, who)
    return bool(roles_of(s, i) <= roles_of(s, earlier) or missing >= waiting)


@compiled
def is_in(p: Arrays, s: Search, i: int, k: int) -> bool:
    """Does technician `k` have a role of order `i`?"""
    for role in range(roles_of(s, i)):
        r = s.route_of[row_of(s, i, role)]
        if r != NOBODY and p.routes[r].technician == k:
            return True
    return False


@compiled_apart
def is_whole(p: Arrays, s: Search, i: int) -> bool:
    """Is order `i`, of which some role is served, served as its crew and what it comes after want it?"""
    low, high = starts_behind(p, s, i)
    if s.route_of[i] == NOBODY:
        return False
    first = stop_of(p, s, i).start
    if not low <= first <= high:
        return False
    for role in range(roles_of(s, i)):
        row = row_of(s, i, role)
        r = s.route_of[row]
        if r == NOBODY:
            return False
        tie = s.ties.rows[row]
        if not tie.min_gap_s <= stop_of(p, s, row).start - first <= tie.max_gap_s:
            return False
        s.route_of[row] = NOBODY  # nobody bars themselves
        barred = is_barred(p, s, row, p.routes[r].technician)
        s.route_of[row] = r
        if barred:
            return False
    return True


@compiled_apart
def may_leave(p: Arrays, s: Search, i: int) -> bool:
    """May what cannot stay without row `i` be taken out of its routes?"""
    tie = s.ties.rows[i]
    for c in range(tie.company_first, tie.company_last):
        row = s.ties.company[c]
        r = s.route_of[row]
        if r != NOBODY and not is_loose(p, s, row):
            return False
    return True


@compiled
def is_loose(p: Arrays, s: Search, i: int) -> bool:
    """May row `i`, which stands in a route, be taken out of it?"""
    return bool(s.open_routes[s.route_of[i]] and not p.orders[i].kept and not is_frozen(p, s, i))


@compiled
def is_frozen(p: Arrays, s: Search, i: int) -> bool:
    """Is row `i`, which stands in a route, under way or frozen there?"""
    r = s.route_of[i]
    return bool(position_of(p, r, i) < p.routes[r].fixed)
