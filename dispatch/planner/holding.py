"""Stops held where they are, let go, and put off, for the sake of others that hang on them; compiled."""

from __future__ import annotations

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.evaluator.windows import start_until
from dispatch.planner.changes import note_change, set_clock, touch
from dispatch.planner.state import Search
from dispatch.planner.tied import is_bound, is_whole, last_finish, roles_of, row_of, starts_behind, stop_of


@compiled_apart
def hold(p: Arrays, s: Search, i: int, exactly: bool) -> None:
    """Let row `i`, which stands in a route, start no later than it does; if `exactly`, no earlier either."""
    stop, tie = stop_of(p, s, i), s.ties.rows[i]
    touch(p, s, s.route_of[i])
    tie.told, tie.until = stop.told, stop.until
    stop.until = stop.start
    if exactly:
        stop.told = stop.start
    set_anew(p, s, i)


@compiled_apart
def set_anew(p: Arrays, s: Search, i: int) -> bool:
    """Set the clock of the route of row `i`, which has been held, let go or put off; False if it breaks a rule."""
    r = s.route_of[i]
    is_legal = set_clock(p, s, r, 0)
    note_change(p, s, r)
    return is_legal


@compiled_apart
def hold_earlier(p: Arrays, s: Search, i: int) -> None:
    """Hold all that order `i` comes after, so that it is done no later than now, nor earlier if that matters."""
    for a in range(s.ties.rows[i].after_first, s.ties.rows[i].after_last):
        after = s.ties.afters[a]
        for role in range(roles_of(s, after.earlier)):
            hold(p, s, row_of(s, after.earlier, role), after.max_gap_s != ALWAYS)


@compiled_apart
def let_go_earlier(p: Arrays, s: Search, i: int) -> None:
    """Undo what `hold_earlier` and `put_off_earlier` have done."""
    for a in range(s.ties.rows[i].after_first, s.ties.rows[i].after_last):
        earlier = s.ties.afters[a].earlier
        for role in range(roles_of(s, earlier)):
            row = row_of(s, earlier, role)
            stop, tie = stop_of(p, s, row), s.ties.rows[row]
            stop.told, stop.until = tie.told, tie.until
            set_anew(p, s, row)


@compiled_apart
def put_off_earlier(p: Arrays, s: Search, i: int) -> bool:
    """Put off what order `i` comes after, as far as `i` starts too late behind it; False if that cannot be."""
    afters = range(s.ties.rows[i].after_first, s.ties.rows[i].after_last)
    for a in afters:
        loosen(p, s, s.ties.afters[a].earlier)
    start = stop_of(p, s, i).start
    for a in afters:
        after = s.ties.afters[a]
        if after.max_gap_s != ALWAYS and not put_off(p, s, after.earlier, start - after.max_gap_s):
            return False
    hold(p, s, i, False)
    for a in afters:
        if not keep_at(p, s, s.ties.afters[a].earlier):
            return False
    low, _ = starts_behind(p, s, i)
    stop_of(p, s, i).told = max(stop_of(p, s, i).told, low)  # what stands before it may be taken out one day
    return is_whole(p, s, i)


@compiled
def loosen(p: Arrays, s: Search, i: int) -> None:
    """Let all roles of order `i` start as late as they may by themselves; the clock is for the caller."""
    for role in range(roles_of(s, i)):
        row = row_of(s, i, role)
        stop_of(p, s, row).until = start_until(p, row, p.routes[s.route_of[row]].technician)


@compiled
def put_off(p: Arrays, s: Search, i: int, done: int) -> bool:
    """Let order `i` be done at `done` or later, all its roles put off alike; False if that breaks a rule."""
    late_s = done - last_finish(p, s, i)
    if late_s <= 0:
        return True
    is_legal = True
    for role in range(roles_of(s, i)):
        row = row_of(s, i, role)
        stop_of(p, s, row).told = stop_of(p, s, row).start + late_s
        is_legal &= set_anew(p, s, row)
    return is_legal


@compiled
def keep_at(p: Arrays, s: Search, i: int) -> bool:
    """Let all roles of order `i` start when they do now; False if that is not as it, or what comes after it, wants."""
    for role in range(roles_of(s, i)):
        stop = stop_of(p, s, row_of(s, i, role))
        stop.told = stop.until = stop.start
        if not set_anew(p, s, row_of(s, i, role)):
            return False
    if is_bound(s, i) and not is_whole(p, s, i):
        return False
    for c in range(s.ties.rows[i].company_first, s.ties.rows[i].company_last):
        row = s.ties.company[c]
        if s.ties.rows[row].order == row and s.route_of[row] != NOBODY and not is_whole(p, s, row):
            return False
    return True
