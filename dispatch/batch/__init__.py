"""A batch of waiting orders: who serves which of them, so that all together cost least?

First the orders are given out one by one, in the order of their arrival, each as a decision of its own would. Then, in
rounds, technicians give one of them back, and all of those are matched at once by a minimum-cost flow (OR-Tools): one
order to a technician at most, and each may be left out at its price. Everybody may have back what was given, and a
round that saves nothing is undone, so the batch never costs more than one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from dispatch.batch.desk import Desk, Integers, desk_of
from dispatch.batch.outcome import Batch
from dispatch.batch.rounds import give_one_by_one, improve
from dispatch.batch.telling import tell
from dispatch.errors import Fault, InvalidInputError, UnknownOrderError, require_alone
from dispatch.layout import lay_out
from dispatch.limits import MAX_PLANNED_STOPS, require_at_most
from dispatch.model import Problem
from dispatch.objectives import LEVEL, NOT_PREFERRED, TERMS

__all__ = ["Batch", "match"]

WORK = 45_000
"""How many questions are asked of the evaluator in rounds before no further one is begun."""


def match(
    problem: Problem, order_ids: Iterable[str] | None = None, *, explain: bool = False, work: int = WORK
) -> Batch:
    """Match waiting orders against the plan in force.

    Parameters
    ----------
    order_ids
        Which; all that are not in the plan if ``None``. In whatever order they are given, they arrived by `created`
        (those without it last), equals by id.
    explain
        Whether to tell for each order what it was chosen from; takes a decision for each.
    work
        How many questions are asked in rounds before no further one is begun; there is always one. Not seconds, so that
        the same batch is always matched the same.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of one of the ids.
    InvalidInputError
        If an order is named twice, or is in the plan in force.
    NotSupportedError
        If one takes a crew, or comes after another.
    TooLargeError
        If the stops that all shifts together may hold are too many.
    """
    waiting = waiting_orders(problem, order_ids)
    asked = None if prices_pairs(problem) else waiting
    p = lay_out(problem, room=room_for(problem, waiting), asked=asked)
    d = desk_of(p, np.array(waiting, np.int64), ranks_of(problem), tied_orders(problem))
    saved_min, rounds = matched(d, work)
    return tell(problem, d, saved_min, rounds, explain=explain)


def matched(d: Desk, work: int = WORK) -> tuple[float, int]:
    """Match what waits on a desk: minutes that are saved against one by one, and how many rounds saved something."""
    one_by_one_min = give_one_by_one(d)
    cost_min, rounds = improve(d, one_by_one_min, work)
    return one_by_one_min - cost_min, rounds


def waiting_orders(problem: Problem, order_ids: Iterable[str] | None) -> list[int]:
    """Indexes of the orders to be matched, in the order of their arrival."""
    planned = {stop.order for route in problem.routes for stop in route.stops}
    if order_ids is None:
        asked = [i for i, order in enumerate(problem.orders) if order.id not in planned]
    else:
        asked = numbers_of(problem, list(order_ids))
    faults = [
        Fault(f"/orders/{i}", "value", f"order {problem.orders[i].id!r} is in the plan in force, must be waiting")
        for i in asked
        if problem.orders[i].id in planned
    ]
    if faults:
        raise InvalidInputError(faults)
    for i in asked:
        require_alone(problem.orders[i])

    def arrival(i: int) -> tuple[bool, int, str]:
        order = problem.orders[i]
        known = order.created is not None
        return not known, problem.horizon.second(order.created) if order.created is not None else 0, order.id

    return sorted(asked, key=arrival)


def numbers_of(problem: Problem, order_ids: Sequence[str]) -> list[int]:
    """Indexes of the orders of these ids, none of which may be given twice."""
    numbers = {order.id: i for i, order in enumerate(problem.orders)}
    faults, seen = [], set[str]()
    for n, order_id in enumerate(order_ids):
        if order_id not in numbers:
            raise UnknownOrderError(f"order {order_id!r} is not one of the {len(numbers)} orders of the problem")
        if order_id in seen:
            faults.append(Fault(f"/{n}", "duplicate", f"order {order_id!r} is named twice"))
        seen.add(order_id)
    if faults:
        raise InvalidInputError(faults)
    return [numbers[order_id] for order_id in order_ids]


def prices_pairs(problem: Problem) -> bool:
    """Does a whole plan cost something for the skills and wishes of orders that are in force?"""
    return any(problem.policy.weights.get(TERMS[term].name, 0.0) != 0.0 for term in (LEVEL, NOT_PREFERRED))


def tied_orders(problem: Problem) -> Integers:
    """Indexes of the orders that others come after."""
    first = {before.order for order in problem.orders for before in order.after}
    return np.array([i for i, order in enumerate(problem.orders) if order.id in first], np.int64)


def ranks_of(problem: Problem) -> Integers:
    """The place of each technician in the order of their ids."""
    ids = [technician.id for technician in problem.technicians]
    ranks = np.zeros(len(ids), np.int64)
    ranks[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids))
    return ranks


def room_for(problem: Problem, waiting: Sequence[int]) -> int:
    """How many orders of the batch the longest shift may hold at the most, by their services.

    Raises
    ------
    TooLargeError
        If all shifts would hold too many.
    """
    shifts = [(shift, each) for each in problem.technicians for shift in each.shifts]
    longest_s = max(((s.end - s.start).total_seconds() + s.max_overtime_s for s, _ in shifts), default=0.0)
    quickest = min((each.service_factor for _, each in shifts), default=1.0)
    services_s = np.cumsum(np.floor(np.sort([problem.orders[i].service_s * quickest for i in waiting])))
    room = int(np.searchsorted(services_s, longest_s, side="right"))
    require_at_most(room * len(shifts), MAX_PLANNED_STOPS, "stops of the batch that all shifts together may hold")
    return room
