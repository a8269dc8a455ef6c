"""Orders that hang together: the roles of a crew, and orders that come after others.

A crew goes in whole or not at all, and so does an order only behind those that it comes after. When it goes in, the
starts are agreed: the stops say from and until when they may start (`STOP.told`, `STOP.until`), and keep to it until
they are taken out. So every route stays a matter of its own, and nobody ever waits in a circle.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import ALWAYS, Records, listed
from dispatch.layout.order_rows import Visits
from dispatch.model import Order, Problem

TIE = np.dtype(
    [
        ("order", np.int64),  # the row of its first role
        *listed("more"),  # the rows of the further roles of its order
        *listed("after"),  # what its order comes after
        *listed("company"),  # rows that cannot stay without this one: its crew, and what comes right behind it
        ("bound", np.bool_),  # its start hangs on others: a crew's, or behind something
        ("depth", np.int64),  # how many orders lie before it, one after the other
        ("hope_min", np.float64),  # what it costs to leave out all orders that cannot be served without it
        ("min_gap_s", np.int64),  # from the start of its order's first role to its own
        ("max_gap_s", np.int64),
        ("told", np.int64),  # what its stop said before it was held for the sake of another
        ("until", np.int64),
    ],
    align=True,
)
AFTER = np.dtype(
    [("earlier", np.int64), ("min_gap_s", np.int64), ("max_gap_s", np.int64), ("same", np.bool_)], align=True
)


class Ties(NamedTuple):
    """What hangs together with what.

    Parameters
    ----------
    rows
        Dtype `TIE`, shape (n_rows,), or (0,) if every order stands alone.
    afters
        Dtype `AFTER`: which orders come before, and how long; by the row of their first role.
    company
        Rows, one owner behind the other.
    """

    rows: Records
    afters: Records
    company: npt.NDArray[np.int64]


ALONE = Ties(np.zeros(0, TIE), np.zeros(0, AFTER), np.zeros(0, np.int64))
"""Nothing hangs together."""


def ties_of(problem: Problem) -> Ties:
    """The ties of a problem."""
    orders = problem.orders
    if not any(order.crew or order.after for order in orders):
        return ALONE
    visits = Visits.of(problem)
    own = [[visits.numbers[order.id, role] for role in range(len(order.roles))] for order in orders]
    before = [[visits.numbers[after.order, 0] for after in order.after] for order in orders]
    behind: list[list[int]] = [[] for _ in orders]
    for i, earlier in enumerate(before):
        for j in earlier:
            behind[j].append(i)
    rows = np.zeros(len(visits.rows), TIE)
    afters: list[tuple[int, int, int, bool]] = []
    company: list[int] = []
    for i, order in enumerate(orders):
        first = len(afters)
        afters += afters_of(order, before[i])
        for role, row in zip(order.roles, own[i], strict=True):
            tie = rows[row]
            tie["order"], tie["bound"] = i, bool(order.crew or order.after)
            tie["more_first"], tie["more_last"] = (own[i][1], own[i][-1] + 1) if len(own[i]) > 1 else (0, 0)
            tie["after_first"], tie["after_last"] = first, len(afters)
            tie["min_gap_s"], tie["max_gap_s"] = role.min_gap_s, role.max_gap_s
            tie["company_first"] = len(company)
            company += [other for other in own[i] if other != row]
            company += [other for j in behind[i] for other in own[j]]
            tie["company_last"] = len(company)
    sum_up(problem, rows, before, behind)
    return Ties(rows, np.array(afters, AFTER), np.array(company, np.int64))


def afters_of(order: Order, before: Sequence[int]) -> list[tuple[int, int, int, bool]]:
    """What an order comes after, as rows of `AFTER`."""
    return [
        (i, after.min_gap_s, ALWAYS if after.max_gap_s is None else after.max_gap_s, after.same_technician)
        for i, after in zip(before, order.after, strict=True)
    ]


def sum_up(problem: Problem, rows: Records, before: Sequence[Sequence[int]], behind: Sequence[Sequence[int]]) -> None:
    """Write the depth of each order, and what hangs on it; of what comes after two orders both hope for the price."""
    in_turn = list(TopologicalSorter(dict(enumerate(before))).static_order())
    prices_min = [order.price_unserved_min for order in problem.orders]
    for i in in_turn:
        rows["depth"][i] = max((rows["depth"][j] + 1 for j in before[i]), default=0)
    for i in reversed(in_turn):
        rows["hope_min"][i] = sum(prices_min[j] + rows["hope_min"][j] for j in behind[i])


def rows_of(ties: Ties, i: int) -> list[int]:
    """The rows of order `i`, one for each role."""
    return [i, *range(ties.rows["more_first"][i], ties.rows["more_last"][i])] if len(ties.rows) else [i]


def earlier_of(ties: Ties, i: int) -> list[int]:
    """The orders that order `i` comes after."""
    if not len(ties.rows):
        return []
    return [int(j) for j in ties.afters["earlier"][ties.rows["after_first"][i] : ties.rows["after_last"][i]]]
