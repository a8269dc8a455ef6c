"""Orders put in whose start hangs on others, compiled: a crew's roles, all or none, and what comes after something.

One role goes where it is cheapest, which all but settles when the others start; each of them goes where it is cheapest
then. Which role has the choice is drawn by lot.
"""

from __future__ import annotations

import math

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.kernel import compiled, compiled_apart
from dispatch.planner.dice import below
from dispatch.planner.holding import hold, hold_earlier, let_go_earlier, put_off_earlier
from dispatch.planner.parting import pull
from dispatch.planner.quotes import ask_again, find_choice, find_near_choice, forget_choice, insert_as_found
from dispatch.planner.state import Search
from dispatch.planner.tied import is_out, roles_of, row_of, starts_behind, stop_of

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
    if low > high or not is_out(s, i):
        return False
    most_min = p.orders[i].unserved_min + hope_min
    if blink == EVERYWHERE:
        return seat_best(p, s, i, high < ALWAYS, most_min)
    lead = row_of(s, i, below(s.dice, roles_of(s, i)))
    late = high < ALWAYS and below(s.dice, 2) == 0
    if seat(p, s, i, lead, NOBODY, late, blink) and s.choices[i].cost_min <= most_min:
        return True
    leave(p, s, i)
    return False


@compiled_apart
def seat_best(p: Arrays, s: Search, i: int, is_hurried: bool, most_min: float) -> bool:
    """Let every role of order `i` have the choice, in every route, and seat it as costs least.

    If `is_hurried`, it may not start too long after what it comes after, so that is put off as well.
    """
    best_min, best_lead, best_route, best_late = math.inf, i, i, False
    for late in range(1 + is_hurried):
        for role in range(roles_of(s, i)):
            lead = row_of(s, i, role)
            for r in range(p.routes.shape[0]):
                if not s.able[lead, p.routes[r].technician]:
                    continue
                if seat(p, s, i, lead, r, late > 0, EVERYWHERE) and s.choices[i].cost_min < best_min:
                    best_min, best_lead, best_route, best_late = s.choices[i].cost_min, lead, r, late > 0
                leave(p, s, i)
    is_in = False
    if best_min <= most_min:
        is_in = seat(p, s, i, best_lead, best_route, best_late, EVERYWHERE)
        if not is_in:  # breaks that have been set anew may lie otherwise by now
            leave(p, s, i)
    s.choices[i].cost_min = best_min
    return is_in


@compiled_apart
def seat(p: Arrays, s: Search, i: int, lead: int, r: int, late: bool, blink: float) -> bool:
    """Put all roles of order `i` in, and write down what that costs; False if it cannot be.

    What is in by then stays in: see `leave`.

    Parameters
    ----------
    lead, r
        The row that goes first, and the only route it may go into, or NOBODY.
    late
        May it start later than what it comes after allows? That is put off, then.
    """
    before_min = s.tally[0].cost_min
    hold_earlier(p, s, i)
    low, high = starts_behind(p, s, i)
    if not seat_crew(p, s, i, lead, r, low, ALWAYS if late else high, blink) or (late and not put_off_earlier(p, s, i)):
        return False
    s.choices[i].cost_min = s.tally[0].cost_min - before_min + p.orders[i].unserved_min
    return True


@compiled_apart
def leave(p: Arrays, s: Search, i: int) -> None:
    """Undo what `seat` has done."""
    for role in range(roles_of(s, i)):
        if s.route_of[row_of(s, i, role)] != NOBODY:
            pull(p, s, row_of(s, i, role))
    let_go_earlier(p, s, i)


@compiled
def seat_crew(p: Arrays, s: Search, i: int, lead: int, r: int, low: int, high: int, blink: float) -> bool:
    """Put all roles of order `i` in, the first of them between `low` and `high`; False if one finds no place."""
    tie = s.ties.rows[lead]
    if not settle(p, s, lead, r, low + tie.min_gap_s, high + tie.max_gap_s, blink):
        return False
    if roles_of(s, i) == 1:
        return True
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
