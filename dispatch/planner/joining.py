"""Orders put in whose start hangs on others, compiled: a crew's roles, all or none, and what comes after something.

One role goes where it is cheapest, which all but settles when the others start; each of them goes where it is cheapest
then. Which role has the choice is drawn by lot.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.planner.changes import note_change, set_clock, touch
from dispatch.planner.dice import below
from dispatch.planner.parting import pull
from dispatch.planner.quotes import ask_again, find_choice, find_near_choice, forget_choice, insert_as_found
from dispatch.planner.state import Search
from dispatch.planner.tied import roles_of, row_of, starts_behind, stop_of

EVERYWHERE = -1.0
"""Instead of how often a route is overlooked: all are asked, not only those near by."""


@compiled_apart
def join(p: Arrays, s: Search, i: int, blink: float, hope_min: float) -> bool:
    """Put order `i` in, all its roles or none; `s.choices` then tells what it costs, as far as was looked.

    Parameters
    ----------
    blink
        How often a route is overlooked, or `EVERYWHERE`.
    hope_min
        By how much it may cost more than to leave it out.
    """
    forget_choice(s, i)
    low, high = starts_behind(p, s, i)
    if low > high or s.route_of[i] != NOBODY:
        return False
    most_min = p.orders[i].unserved_min + hope_min
    hold_earlier(p, s, i)
    if blink == EVERYWHERE:
        is_in = seat_best(p, s, i, low, high, most_min)
    else:
        lead = row_of(s, i, below(s.dice, roles_of(s, i)))
        is_in = seat(p, s, i, lead, NOBODY, low, high, blink) and s.choices[i].cost_min <= most_min
    if not is_in:
        leave(p, s, i)
        let_go_earlier(p, s, i)
    return is_in


@compiled_apart
def seat_best(p: Arrays, s: Search, i: int, low: int, high: int, most_min: float) -> bool:
    """Let every role of order `i` have the choice, in every route, and seat it as costs least."""
    best_min, best_lead, best_route = math.inf, NOBODY, NOBODY
    for role in range(roles_of(s, i)):
        lead = row_of(s, i, role)
        for r in range(p.routes.shape[0]):
            if not s.able[lead, p.routes[r].technician]:
                continue
            if seat(p, s, i, lead, r, low, high, EVERYWHERE) and s.choices[i].cost_min < best_min:
                best_min, best_lead, best_route = s.choices[i].cost_min, lead, r
            leave(p, s, i)
    is_in = best_min <= most_min and seat(p, s, i, best_lead, best_route, low, high, EVERYWHERE)
    s.choices[i].cost_min = best_min
    return bool(is_in)


@compiled_apart
def seat(p: Arrays, s: Search, i: int, lead: int, r: int, low: int, high: int, blink: float) -> bool:
    """Put all roles of order `i` in, the first of them between `low` and `high`, and write down what that costs.

    False if one finds no place; the others are then left where they are. Row `lead` goes first, and if `r` is not
    NOBODY, into that route.
    """
    before_min = s.tally[0].cost_min
    tie = s.ties.rows[lead]
    if not settle(p, s, lead, r, low + tie.min_gap_s, high + tie.max_gap_s, blink):
        return False
    if roles_of(s, i) > 1:
        hold(p, s, lead, True)
        if lead != i:
            start = stop_of(p, s, lead).start
            low, high = max(low, start - tie.max_gap_s), min(high, start - tie.min_gap_s)
            if not settle(p, s, i, NOBODY, low, high, blink):
                return False
            hold(p, s, i, True)
        start = stop_of(p, s, i).start
        for role in range(1, roles_of(s, i)):
            row = row_of(s, i, role)
            gap = s.ties.rows[row]
            if row != lead and not settle(p, s, row, NOBODY, start + gap.min_gap_s, start + gap.max_gap_s, blink):
                return False
    s.choices[i].cost_min = s.tally[0].cost_min - before_min + p.orders[i].unserved_min
    return True


@compiled_apart
def settle(p: Arrays, s: Search, i: int, r: int, low: int, high: int, blink: float) -> bool:
    """Put row `i` in where it is cheapest to start between `low` and `high`, both included, and let it keep to that."""
    order = p.orders[i]
    own_low, own_high = order.lock_from, order.lock_until
    order.lock_from, order.lock_until = max(own_low, low), min(own_high, high)
    is_in = False
    if order.lock_from <= order.lock_until:
        if r != NOBODY:
            forget_choice(s, i)
            ask_again(p, s, i, r)
        elif blink == EVERYWHERE:
            find_choice(p, s, i)
        else:
            find_near_choice(p, s, i, blink)
        is_in = s.choices[i].cost_min < math.inf and insert_as_found(p, s, i)
    if is_in:
        stop = stop_of(p, s, i)
        stop.told = max(stop.told, order.lock_from)
    order.lock_from, order.lock_until = own_low, own_high
    return bool(is_in)


@compiled_apart
def leave(p: Arrays, s: Search, i: int) -> None:
    """Take those roles of order `i` out that have just been put in."""
    for role in range(roles_of(s, i)):
        if s.route_of[row_of(s, i, role)] != NOBODY:
            pull(p, s, row_of(s, i, role))


@compiled_apart
def hold(p: Arrays, s: Search, i: int, exactly: bool) -> None:
    """Let row `i`, which stands in a route, start no later than it does; if `exactly`, no earlier either."""
    stop, tie = stop_of(p, s, i), s.ties.rows[i]
    touch(p, s, s.route_of[i])
    tie.told, tie.until = stop.told, stop.until
    stop.until = stop.start
    if exactly:
        stop.told = stop.start
    set_anew(p, s, s.route_of[i])


@compiled_apart
def set_anew(p: Arrays, s: Search, r: int) -> None:
    """Set the clock of route `r`, in which a stop is held, or no longer."""
    set_clock(p, s, r, 0)
    note_change(p, s, r)


@compiled_apart
def hold_earlier(p: Arrays, s: Search, i: int) -> None:
    """Hold all that order `i` comes after, so that it is done no later than now, nor earlier if that matters."""
    for a in range(s.ties.rows[i].after_first, s.ties.rows[i].after_last):
        after = s.ties.afters[a]
        for role in range(roles_of(s, after.earlier)):
            hold(p, s, row_of(s, after.earlier, role), after.max_gap_s != ALWAYS)


@compiled_apart
def let_go_earlier(p: Arrays, s: Search, i: int) -> None:
    """Undo what `hold_earlier` has done."""
    for a in range(s.ties.rows[i].after_first, s.ties.rows[i].after_last):
        earlier = s.ties.afters[a].earlier
        for role in range(roles_of(s, earlier)):
            row = row_of(s, earlier, role)
            stop, tie = stop_of(p, s, row), s.ties.rows[row]
            stop.told, stop.until = tie.told, tie.until
            set_anew(p, s, s.route_of[row])
