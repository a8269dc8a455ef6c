"""What the search remembers besides the routes themselves. All of it is made here, none inside the compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import NOBODY, Arrays, Records
from dispatch.evaluator.kernel import compiled_entry
from dispatch.evaluator.windows import is_locked_to_another
from dispatch.planner.dice import Dice, dice_of
from dispatch.planner.keeping import Kept, kept_of
from dispatch.rules import failed_rules

LEDGER_PAIRS = 16_000_000
"""Orders times routes up to which prices are remembered; 16 bytes a pair. Beyond, each is asked anew."""

NEAR = 64
"""How many of the nearest orders are known of each order."""

QUOTE = np.dtype([("cost_min", np.float64), ("serial", np.int64)], align=True)
CHOICE = np.dtype(
    [
        ("route", np.int32),
        ("position", np.int32),  # NOBODY: the best in the route
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
        ("served", np.int64),
        ("pooled", np.int64),  # how much of `pool` is in use
        ("touched", np.int64),  # how much of `touched` is in use
        ("serial", np.int64),  # the last that was given out
    ],
    align=True,
)


class Search(NamedTuple):
    """The search's memory.

    Parameters
    ----------
    able
        Who passes every static rule, shape (n_orders, n_technicians).
    servable
        Which orders anybody is able to serve, shape (n_orders,).
    route_of
        In which route an order stands, or NOBODY.
    price_min, serial
        Of each route: its price, and a number that changes whenever the route does.
    ledger
        Dtype `QUOTE`, shape (n_orders, n_routes), or (0, 0) if that is too much: the price of an order in a route. It
        holds as long as the route's serial is the one noted.
    choices
        Dtype `CHOICE`: the two best routes of each order, for regret.
    pool, rank
        Orders that wait to be put in, and by what they are sorted.
    touched, is_touched, kept, kept_*
        Routes changed in this iteration, and how they stood before.
    best, differs
        The best plan met, and which routes may differ from it.
    near, near_known
        Nearest orders of each order, shape (n_orders, NEAR), filled row by row as they are asked for.
    """

    able: npt.NDArray[np.bool_]
    servable: npt.NDArray[np.bool_]
    route_of: npt.NDArray[np.int64]
    price_min: npt.NDArray[np.float64]
    serial: npt.NDArray[np.int64]
    ledger: Records
    choices: Records
    pool: npt.NDArray[np.int64]
    rank: npt.NDArray[np.float64]
    touched: npt.NDArray[np.int64]
    is_touched: npt.NDArray[np.bool_]
    kept: Kept
    kept_price_min: npt.NDArray[np.float64]
    kept_serial: npt.NDArray[np.int64]
    best: Kept
    differs: npt.NDArray[np.bool_]
    near: npt.NDArray[np.int64]
    near_known: npt.NDArray[np.bool_]
    far_s: npt.NDArray[np.int64]
    dice: Dice
    tally: Records
    answers: Answers


def search_of(p: Arrays, seed: int) -> Search:
    """A memory for a search over `p`, with nothing in it but who is able to do what."""
    orders, technicians, routes = len(p.orders), len(p.technicians), len(p.routes)
    able = np.zeros((orders, technicians), np.bool_)
    fill_able(p, able)
    pairs = (orders, routes) if orders * routes <= LEDGER_PAIRS else (0, 0)
    near = min(NEAR, max(0, orders - 1))
    return Search(
        able=able,
        servable=np.asarray(able.any(axis=1)),
        route_of=np.full(orders, NOBODY, np.int64),
        price_min=np.zeros(routes),
        serial=np.ones(routes, np.int64),
        ledger=np.zeros(pairs, QUOTE),
        choices=np.zeros(orders, CHOICE),
        pool=np.zeros(orders, np.int64),
        rank=np.zeros(orders),
        touched=np.zeros(routes, np.int64),
        is_touched=np.zeros(routes, np.bool_),
        kept=kept_of(p),
        kept_price_min=np.zeros(routes),
        kept_serial=np.zeros(routes, np.int64),
        best=kept_of(p),
        differs=np.ones(routes, np.bool_),
        near=np.zeros((orders, near), np.int64),
        near_known=np.zeros(orders, np.bool_),
        far_s=np.zeros(near, np.int64),
        dice=dice_of(seed),
        tally=np.array([(0.0, 0.0, 0, 0, 0, 1)], TALLY),
        answers=blank_answers(technicians),
    )


@compiled_entry
def fill_able(p: Arrays, able: npt.NDArray[np.bool_]) -> None:
    """Ask the static rules about every pair; what is locked to somebody is for nobody else."""
    for i in range(able.shape[0]):
        for k in range(able.shape[1]):
            able[i, k] = failed_rules(p, i, k) == 0 and not is_locked_to_another(p, i, k)
