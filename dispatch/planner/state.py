"""What the search remembers besides the routes themselves. All of it is made here, none inside the compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import NOBODY, Arrays, Records
from dispatch.evaluator.kernel import compiled_entry
from dispatch.evaluator.plain import is_plain
from dispatch.evaluator.windows import is_locked_to_another
from dispatch.objectives import BALANCE, LATENESS_MAX
from dispatch.planner.dice import Dice, dice_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.planner.ties import ALONE, Ties, rows_of
from dispatch.rules import failed_rules

LEDGER_PAIRS = 16_000_000
"""Orders times routes up to which prices are remembered; 16 bytes a pair. Beyond, each is asked anew."""

NEAR = 64
"""How many of the nearest orders are known of each order."""

HOMES = 8
"""How many of the routes that begin nearest are known of each order."""

FIELD = 150
"""Around how many orders, near each other, the ruins are for some time. With few more orders than that, around all."""

QUOTE = np.dtype([("cost_min", np.float64), ("serial", np.int32), ("position", np.int32)], align=True)
CHOICE = np.dtype(
    [
        ("route", np.int32),
        ("position", np.int32),
        ("second_route", np.int32),
        ("cost_min", np.float64),
        ("second_min", np.float64),
    ],
    align=True,
)
TALLY = np.dtype(
    [
        ("cost_min", np.float64),  # of the routes as they stand, unserved orders included
        ("best_min", np.float64),
        ("shared_min", np.float64),  # of that cost, what no route has by itself; see `shared_of`
        ("served", np.int64),
        ("missed", np.float64),  # how hard those are to place that nobody served before this iteration; see `hardship`
        ("pooled", np.int64),  # how much of `pool` is in use
        ("touched", np.int64),  # how much of `touched` is in use
        ("used", np.int64),  # routes that hold anything; counted up now and then
        ("field", np.int64),  # how much of `field` is in use
        ("asked", np.int64),  # how often the near routes of an order have been asked for
    ],
    align=True,
)


class Search(NamedTuple):
    """The search's memory.

    Parameters
    ----------
    ties
        What hangs together with what. Each role of a crew has a row wherever there is one for each order.
    able
        Who passes every static rule, shape (n_orders, n_technicians).
    servable
        Which orders anybody is able to serve, shape (n_orders,); never a crew's further roles.
    route_of
        In which route an order stands, or NOBODY.
    plain
        Which routes need no run of the clock: see `dispatch.evaluator.plain`.
    price_min, serial, last_serial
        Of each route: its price, a number that changes whenever the route does, and the last one given out.
    ledger
        Dtype `QUOTE`, shape (n_orders, n_routes), or (0, 0) if that is too much or prices hang on other routes: the
        price of an order in a route. It holds as long as the route's serial is the one noted.
    choices
        Dtype `CHOICE`: the two best routes of each order, for regret.
    pool, rank
        Orders that wait to be put in, and by what they are sorted.
    failures
        How often each order was to be put in and found no place, shape (n_orders,).
    touched, is_touched, kept, kept_*
        Routes changed in this iteration, and how they stood before.
    best, differs
        The best plan met, and which routes may differ from it.
    near, near_known
        Nearest orders of each order, shape (n_orders, NEAR), filled row by row as they are asked for.
    homes, homes_known
        The same: routes that begin nearest to each order, shape (n_orders, HOMES).
    twins, heads
        Routes that begin at one place and have the same hours are *twins*: of each route the next of them, round and
        round, and whether it is the first.
    open_routes, open_orders
        Which routes may be changed for the time being, shape (n_routes,), and the orders that go with them, shape
        (n_orders,): all but where several search at once, see `dispatch.planner.regions`.
    field
        Orders around which the ruins are for some time, shape (n,): all orders if they are few.
    gathered, asked
        Routes in which an order is to be tried, and of each route, when it was gathered last: see `TALLY.asked`.
    """

    ties: Ties
    able: npt.NDArray[np.bool_]
    servable: npt.NDArray[np.bool_]
    route_of: npt.NDArray[np.int64]
    plain: npt.NDArray[np.bool_]
    price_min: npt.NDArray[np.float64]
    serial: npt.NDArray[np.int32]
    last_serial: npt.NDArray[np.int32]
    ledger: Records
    choices: Records
    pool: npt.NDArray[np.int64]
    rank: npt.NDArray[np.float64]
    failures: npt.NDArray[np.float64]
    touched: npt.NDArray[np.int64]
    is_touched: npt.NDArray[np.bool_]
    kept: Kept
    kept_price_min: npt.NDArray[np.float64]
    kept_serial: npt.NDArray[np.int32]
    best: Kept
    differs: npt.NDArray[np.bool_]
    near: npt.NDArray[np.int64]
    near_known: npt.NDArray[np.bool_]
    homes: npt.NDArray[np.int64]
    homes_known: npt.NDArray[np.bool_]
    twins: npt.NDArray[np.int64]
    heads: npt.NDArray[np.bool_]
    far_s: npt.NDArray[np.int64]
    open_routes: npt.NDArray[np.bool_]
    open_orders: npt.NDArray[np.bool_]
    field: npt.NDArray[np.int64]
    gathered: npt.NDArray[np.int64]
    asked: npt.NDArray[np.int64]
    dice: Dice
    tally: Records
    answers: Answers


def search_of(p: Arrays, seed: int, ties: Ties = ALONE) -> Search:
    """A memory for a search over `p`, with nothing in it but who is able to do what."""
    orders, technicians, routes = len(p.orders), len(p.technicians), len(p.routes)
    able = np.zeros((orders, technicians), np.bool_)
    fill_able(p, able)
    pairs = (orders, routes) if orders * routes <= LEDGER_PAIRS and not is_shared(p) else (0, 0)
    near = min(NEAR, max(0, orders - 1))
    twins, heads = twins_of(p)
    return Search(
        ties=ties,
        able=able,
        servable=servable_of(ties, able),
        route_of=np.full(orders, NOBODY, np.int64),
        plain=plain_routes(p),
        price_min=np.zeros(routes),
        serial=np.ones(routes, np.int32),
        last_serial=np.ones(routes, np.int32),
        ledger=np.zeros(pairs, QUOTE),
        choices=np.zeros(orders, CHOICE),
        pool=np.zeros(orders, np.int64),
        rank=np.zeros(orders),
        failures=np.zeros(orders),
        touched=np.zeros(routes, np.int64),
        is_touched=np.zeros(routes, np.bool_),
        kept=kept_of(p),
        kept_price_min=np.zeros(routes),
        kept_serial=np.zeros(routes, np.int32),
        best=kept_of(p),
        differs=np.ones(routes, np.bool_),
        near=np.zeros((orders, near), np.int64),
        near_known=np.zeros(orders, np.bool_),
        homes=np.full((orders, min(HOMES, routes)), NOBODY, np.int64),
        homes_known=np.zeros(orders, np.bool_),
        twins=twins,
        heads=heads,
        far_s=np.zeros(max(near, HOMES, FIELD), np.int64),
        open_routes=np.ones(routes, np.bool_),
        open_orders=np.ones(orders, np.bool_),
        field=np.arange(orders if orders <= 2 * FIELD else FIELD),
        gathered=np.zeros(routes, np.int64),
        asked=np.zeros(routes, np.int64),
        dice=dice_of(seed),
        tally=np.zeros(1, TALLY),
        answers=blank_answers(technicians),
    )


def is_shared(p: Arrays) -> bool:
    """Does the price of an order in a route hang on what other routes hold?"""
    is_twice = len(p.routes) > len(p.technicians)
    return bool(p.weights[LATENESS_MAX] != 0.0 or (is_twice and p.weights[BALANCE] != 0.0))


def servable_of(ties: Ties, able: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Which orders anybody is able to serve, a crew in all its roles; shape (n_orders,)."""
    found = np.asarray(able.any(axis=1))
    for i, tie in enumerate(ties.rows):
        found[i] &= tie["order"] == i and bool(able[rows_of(ties, i)].any(axis=1).all())
    return found


def twins_of(p: Arrays) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The next twin of each route, and which are the first of theirs; both of shape (n_routes,)."""
    by_kind: dict[object, list[int]] = {}
    points = p.network.points
    for r, (place, *hours) in enumerate(p.routes[["begins", "opens", "closes"]].tolist()):
        where = place if len(points) == 0 else (float(points["lat_rad"][place]), float(points["lng_deg"][place]))
        by_kind.setdefault((where, *hours), []).append(r)
    twins, heads = np.zeros(len(p.routes), np.int64), np.zeros(len(p.routes), np.bool_)
    for alike in by_kind.values():
        twins[alike] = alike[1:] + alike[:1]
        heads[alike[0]] = True
    return twins, heads


def plain_routes(p: Arrays) -> npt.NDArray[np.bool_]:
    """Which routes are plain? Shape (n_routes,)."""
    plain = np.zeros(len(p.routes), np.bool_)
    find_plain(p, plain)
    return plain


@compiled_entry
def find_plain(p: Arrays, plain: npt.NDArray[np.bool_]) -> None:
    """Note which routes are plain."""
    for r in range(plain.shape[0]):
        plain[r] = is_plain(p, r)


@compiled_entry
def fill_able(p: Arrays, able: npt.NDArray[np.bool_]) -> None:
    """Ask the static rules about every pair; what is locked to somebody is for nobody else."""
    for i in range(able.shape[0]):
        for k in range(able.shape[1]):
            able[i, k] = failed_rules(p, i, k) == 0 and not is_locked_to_another(p, i, k)
