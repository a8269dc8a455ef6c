"""What can be told of a route before any of its places is looked at: how far off is an order, and may it still fit?

All places of a route lie within `reach_s` of where it begins, so one way tells between which bounds all others lie.
Who is too far off to be among the cheapest need not be priced, only found able or not; who certainly cannot, not tried.
"""

from __future__ import annotations

import math

import numpy as np

from dispatch.evaluator.arrays import ALWAYS, NOBODY, Arrays
from dispatch.evaluator.bounds import gap_at, nearest_s
from dispatch.evaluator.driving import at_least_s, at_most_s
from dispatch.evaluator.fitting import arrives_from, fits, start_after
from dispatch.evaluator.kernel import compiled
from dispatch.evaluator.pricing import apart_min, is_calm
from dispatch.evaluator.visits import Insertion
from dispatch.evaluator.windows import serves_s, start_until, window_end
from dispatch.objectives import DISTANCE, MOVED, OVERTIME, TRAVEL, WAITING

CANNOT, CAN, DEAR, OPEN = range(4)
"""What is found out of a route: no place fits; some place does, but all are too dear; if one does, it is too dear; or
nothing."""

LAST_BIT = 63
"""Of `TRIAL.places`. It stands for all gaps from that on; the others for one each."""

NOWHERE, ANYWHERE = np.uint64(0), np.uint64(2**64 - 1)
"""Of no gap, and of all of them."""

ROUNDED_M = 2.0
"""By how many metres ways may come out too short, as each is rounded."""


@compiled
def outlook(p: Arrays, i: int, r: int, limit_min: float) -> int:
    """Can order `i` stand in route `r`, and is that certainly dearer than `limit_min`? One of the four above.

    If it may, `may_stand` tells before which stops.
    """
    route, order, trial = p.routes[r], p.orders[i], p.trial[0]
    k = route.technician
    closes = window_end(p, i)
    if not route.legal:
        trial.places = ANYWHERE
        return OPEN
    if route.opens > closes or gap_at(p, r, route.fixed).free > closes:
        return CANNOT
    near_s = nearest_s(p, i, r)
    is_apart = near_s > 0.0
    far_s = near_s + 2.0 * route.reach_s
    most_s = at_most_s(p, k, far_s)
    until, service_s = start_until(p, i, k), serves_s(p, i, k)
    opens, setup_s = max(p.frozen, p.now), order.setup_s if is_apart else 0
    can, first = False, ALWAYS
    trial.places = NOWHERE
    all_wait = p.network.turns.shape[0] > 1 and p.weights[TRAVEL] < p.weights[WAITING]
    for position in range(route.fixed, route.count + 1):
        gap = gap_at(p, r, position)
        if gap.free > closes:
            break  # later places are later still
        out_s = 0.0 if position == route.count and p.technicians[k].end == NOBODY else near_s
        near = Insertion(i, position, near_s, out_s, setup_s, 0, service_s, until, opens)
        soonest = start_after(p, near, arrives_from(p, r, near))
        enter_by = gap.enter_by if is_apart else gap.enter_by + gap.setup_next_s
        if soonest > until or soonest + service_s + at_least_s(p, k, out_s) > enter_by:
            continue
        trial.places |= bit_of(position)
        first = min(first, soonest)
        all_wait |= position == 0 or gap.free + most_s > gap.clear
        far = Insertion(i, position, far_s, far_s, setup_s, 0, service_s, until, opens)
        can = can or (is_apart and fits(p, r, far))
    if first == ALWAYS:
        return CANNOT
    if not is_apart or limit_min == math.inf:
        return OPEN
    saved_s = ALWAYS if all_wait else service_s + order.setup_s + route.setup_most_s + route.idle_s
    if far_min(p, i, r, first, saved_s) <= limit_min:
        return OPEN
    return CAN if can else DEAR


@compiled
def may_stand(p: Arrays, position: int) -> bool:
    """Has `outlook` left it open that the order stands at this position of the route?"""
    return bool(p.trial[0].places & bit_of(position))


@compiled
def bit_of(position: int) -> np.uint64:
    """The bit of `TRIAL.places` for a gap."""
    return np.uint64(1) << np.uint64(min(position, LAST_BIT))


@compiled
def far_min(p: Arrays, i: int, r: int, soonest: int, saved_s: int) -> float:
    """What does order `i` cost in route `r` at the least, in minutes, going by how far off it is from all places there?

    Parameters
    ----------
    soonest
        The order starts no earlier.
    saved_s
        Waiting is saved no more than so many seconds, and as many as are driven.
    """
    route = p.routes[r]
    if not route.as_told and not is_calm(p, r):
        return -math.inf  # some other stop may start sooner
    k = route.technician
    near_s = nearest_s(p, i, r)
    way_s = at_least_s(p, k, near_s)
    detour_s = max(0, 2 * way_s - at_least_s(p, k, route.longest_s))
    detour_m = max(0.0, 2.0 * near_s - route.longest_s) * p.network.speed_ms
    if p.technicians[k].end == NOBODY:
        detour_s, detour_m = min(detour_s, way_s), min(detour_m, near_s * p.network.speed_ms)
    travel_s = route.travel_least_s - route.travel_s + detour_s
    waiting_s = min(route.waiting_s, detour_s + saved_s)
    busy_s = travel_s + p.orders[i].setup_s + serves_s(p, i, k)
    saved_min = (p.weights[OVERTIME] * route.overtime_s + p.weights[MOVED] * route.moved_s) / 60.0
    metres_min = p.weights[DISTANCE] * (detour_m - ROUNDED_M) / 1000.0
    return float(metres_min - saved_min + apart_min(p, r, i, soonest, (travel_s, waiting_s, busy_s)))
