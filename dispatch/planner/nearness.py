"""Which orders are near an order, and which routes begin near it? By driving; asked once, known ever after."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import ALWAYS, Arrays
from dispatch.evaluator.driving import base_s
from dispatch.evaluator.kernel import compiled, compiled_apart, compiled_entry
from dispatch.evaluator.windows import window_begin, window_end
from dispatch.planner.dice import below
from dispatch.planner.state import Search


@compiled_apart
def find_near(p: Arrays, s: Search, i: int) -> None:
    """Find the nearest orders of order `i`."""
    if s.near_known[i]:
        return
    s.near_known[i] = True
    found = 0
    for j in range(s.near.shape[0]):
        if j != i:
            found = keep_nearest(s.near[i], s.far_s, found, j, apart_s(p, p.orders[i].place, p.orders[j].place))


@compiled_apart
def find_homes(p: Arrays, s: Search, i: int) -> None:
    """Find the routes that begin nearest to order `i`, at some hour of its windows; of twins the first for all."""
    if s.homes_known[i]:
        return
    s.homes_known[i] = True
    found = 0
    opens, closes = window_begin(p, i), window_end(p, i)
    for r in range(p.routes.shape[0]):
        if s.heads[r] and p.routes[r].opens <= closes and p.routes[r].closes >= opens and is_any_able(p, s, i, r):
            found = keep_nearest(s.homes[i], s.far_s, found, r, apart_s(p, p.routes[r].begins, p.orders[i].place))


@compiled
def is_any_able(p: Arrays, s: Search, i: int, r: int) -> bool:
    """Is the technician of route `r`, or of any of its twins, able to serve order `i`?"""
    twin = r
    while not s.able[i, p.routes[twin].technician]:
        twin = s.twins[twin]
        if twin == r:
            return False
    return True


@compiled_entry
def find_all(p: Arrays, s: Search) -> None:
    """Find the nearest orders and routes of every order, so that several searches may read them at once."""
    for i in range(p.orders.shape[0]):
        find_near(p, s, i)
        find_homes(p, s, i)


@compiled_apart
def find_field(p: Arrays, s: Search) -> bool:
    """Let the ruins be around open orders near one that is drawn by lot, or around all; False if none is open."""
    n_orders = p.orders.shape[0]
    if s.field.shape[0] == n_orders:
        s.tally[0].field = n_orders
        return bool(n_orders > 0)
    centre = below(s.dice, n_orders)
    for _ in range(n_orders):
        if s.open_orders[centre]:
            break
        centre = (centre + 1) % n_orders
    found = 0
    for j in range(n_orders):
        if s.open_orders[j]:
            away_s = apart_s(p, p.orders[centre].place, p.orders[j].place)
            found = keep_nearest(s.field, s.far_s, found, j, away_s)
    s.tally[0].field = found
    return found > 0


@compiled
def keep_nearest(
    nearest: npt.NDArray[np.int64], far_s: npt.NDArray[np.int64], found: int, who: int, away_s: int
) -> int:
    """Put `who`, `away_s` away, among the nearest found so far, `far_s` away each; how many are they now?"""
    size = nearest.shape[0]
    if size == 0 or (found == size and away_s >= far_s[size - 1]):
        return found
    found = min(found + 1, size)
    n = found - 1
    while n > 0 and far_s[n - 1] > away_s:
        far_s[n], nearest[n] = far_s[n - 1], nearest[n - 1]
        n -= 1
    far_s[n], nearest[n] = away_s, who
    return found


@compiled
def apart_s(p: Arrays, a: int, b: int) -> int:
    """Seconds between two places in the shorter direction; those without a way come last."""
    there, back = base_s(p, a, b), base_s(p, b, a)
    return min(int(there) if there >= 0.0 else ALWAYS, int(back) if back >= 0.0 else ALWAYS)
