"""A batch of waiting orders: who serves which of them, so that all together cost least?

First the orders are given out one by one, in the order of their arrival, each as a decision of its own would. Then, in
rounds, every technician gives one of them back, and all of those are matched at once by a minimum-cost flow (OR-Tools):
one order to a technician at most, and each may be left out at its price. Everybody may have back what was given, so a
round never makes the batch dearer. The matching of a round is the best there is, for all technicians, although only
the cheapest few are asked about each order: the flow's own prices prove that no other could do better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dispatch.batch.desk import Desk, desk_of
from dispatch.batch.one_by_one import give_one_by_one
from dispatch.batch.outcome import Batch, Choice, Placed
from dispatch.batch.price import price_of_batch
from dispatch.batch.rounds import improve
from dispatch.batch.telling import tell
from dispatch.errors import Fault, InvalidInputError, UnknownOrderError, require_alone
from dispatch.layout import lay_out
from dispatch.model import Problem

__all__ = ["Batch", "Choice", "Placed", "match"]

ROOM = 4
"""How many stops more than it holds each route has room for at first."""

WORK = 700_000
"""How much is done before no further round is begun: 0.15 s or so, the giving out one by one included."""


def match(
    problem: Problem,
    order_ids: Iterable[str] | None = None,
    *,
    seed: int = 0,
    explain: bool = False,
    work: int = WORK,
) -> Batch:
    """Match waiting orders against the plan in force.

    Parameters
    ----------
    order_ids
        Which; all that are not in the plan if ``None``. In whatever order they are given, they arrived by `created`
        (those without it last), equals by id.
    seed
        Kept in the answer; nothing is drawn by lot.
    explain
        Whether to tell for each order what it was chosen from.
    work
        How much is done before no further round is begun; there is always one. It counts questions, not seconds, so
        that the same batch is always matched the same.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of one of the ids.
    InvalidInputError
        If an order is named twice, or is in the plan in force.
    NotSupportedError
        If one takes a crew, or comes after another.
    """
    waiting = waiting_orders(problem, order_ids)
    d = desk_of(
        lay_out(problem, room=ROOM, asked=waiting),
        np.array(waiting, np.int64),
        np.array(sorted(range(len(problem.technicians)), key=lambda k: problem.technicians[k].id), np.int64),
    )
    d, one_by_one_min, rounds = matched(d, work)
    return tell(problem, d, one_by_one_min, rounds, seed=seed, explain=explain)


def matched(d: Desk, work: int = WORK) -> tuple[Desk, float, int]:
    """Match what waits on a desk: the desk, the cost one by one in minutes, and how many rounds saved something."""
    d = give_one_by_one(d)
    one_by_one_min = price_of_batch(d)
    d, rounds = improve(d, work)
    return d, one_by_one_min, rounds


def waiting_orders(problem: Problem, order_ids: Iterable[str] | None) -> list[int]:
    """Indexes of the orders to be matched, in the order of their arrival."""
    planned = {stop.order for route in problem.routes for stop in route.stops}
    if order_ids is None:
        asked = [i for i, order in enumerate(problem.orders) if order.id not in planned]
    else:
        asked = numbers_of(problem, list(order_ids))
    faults = [
        Fault(f"/orders/{i}", "value", f"order {problem.orders[i].id}: is in the plan in force, must be waiting")
        for i in asked
        if problem.orders[i].id in planned
    ]
    if faults:
        raise InvalidInputError(faults)
    for i in asked:
        require_alone(problem.orders[i])
    second = problem.horizon.second
    orders = problem.orders
    return sorted(
        asked,
        key=lambda i: (
            orders[i].created is None,
            0 if orders[i].created is None else second(orders[i].created),
            orders[i].id,
        ),
    )


def numbers_of(problem: Problem, order_ids: Sequence[str]) -> list[int]:
    """Indexes of the orders of these ids, none of which may be given twice."""
    numbers = {order.id: i for i, order in enumerate(problem.orders)}
    unknown = [order_id for order_id in order_ids if order_id not in numbers]
    if unknown:
        raise UnknownOrderError(f"order {unknown[0]!r} is not one of the {len(numbers)} orders of the problem")
    seen: set[str] = set()
    twice = [order_id for order_id in order_ids if order_id in seen or seen.add(order_id)]  # type: ignore[func-returns-value]
    if twice:
        raise InvalidInputError([Fault("", "duplicate", f"order {order_id}: asked for twice") for order_id in twice])
    return [numbers[order_id] for order_id in order_ids]
