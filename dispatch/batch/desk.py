"""What a batch is matched on: the days as they stand, who holds what, and whom each order has found."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.batch.bounds import REACHES, Floats, points_of
from dispatch.evaluator.answers import Answers, blank_answers
from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.planner.keeping import Kept

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

FOUND = 6
"""How many technicians are remembered of each order: those who are cheapest when it is asked about."""


class Desk(NamedTuple):
    """Everything that the matching reads and writes.

    Parameters
    ----------
    p
        The days as they stand.
    in_force, in_force_min, is_touched
        How the days of technicians were, and what they cost, before the batch; written when it first touches them.
    kept, is_kept
        How they stood when changes were last let stand; written when they were changed. Else as in force.
    changed
        Whose days have changed since.
    points, reach
        Places, and technicians, as `dispatch.batch.bounds` measures them.
    waiting
        Indexes of the orders of the batch, in the order of their arrival: order `n` of the batch is ``waiting[n]``.
    number
        The place in `waiting` of each order of the problem, or NOBODY.
    rank
        The place of each technician in the order of their ids.
    holder, held
        Who holds order `n`, or NOBODY; how many orders of the batch each technician holds.
    holder_kept, held_kept
        How that was when changes were last let stand.
    found, found_min, known
        Of order `n`: its cheapest technicians in order of price, their prices, and how many they are.
    floor_min, queue
        Scratch for one order: floors by technician, and those who are still to be asked.
    is_tied
        Which orders of the problem others come after: once told, they keep their time.
    planned_start, planned_technician, lock_from, lock_until
        What the orders of the problem are planned for, and locked to, in the plan in force.
    work
        How many questions were asked since the rounds began, one number.
    """

    p: Arrays
    in_force: Kept
    in_force_min: Floats
    is_touched: Flags
    kept: Kept
    is_kept: Flags
    changed: Flags
    points: Floats
    reach: Floats
    waiting: Integers
    number: Integers
    rank: Integers
    holder: Integers
    held: Integers
    holder_kept: Integers
    held_kept: Integers
    found: Integers
    found_min: Floats
    known: Integers
    floor_min: Floats
    queue: Integers
    is_tied: Flags
    planned_start: Integers
    planned_technician: Integers
    lock_from: Integers
    lock_until: Integers
    work: Integers
    answers: Answers


def desk_of(p: Arrays, waiting: Integers, rank: Integers, tied: Integers) -> Desk:
    """A desk for the days of `p`, which will be changed, with nothing on it but the waiting orders.

    Parameters
    ----------
    waiting
        Indexes of orders in the order of their arrival.
    rank
        The place of each technician in the order of their ids.
    tied
        Indexes of the orders that others come after.
    """
    technicians, orders = len(p.technicians), len(waiting)
    number = np.full(len(p.orders), NOBODY, np.int64)
    number[waiting] = np.arange(orders)
    is_tied = np.zeros(len(p.orders), np.bool_)
    is_tied[tied] = True
    found = min(FOUND, technicians)
    return Desk(
        p=p,
        in_force=room_to_keep(p),
        in_force_min=np.zeros(technicians),
        is_touched=np.zeros(technicians, np.bool_),
        kept=room_to_keep(p),
        is_kept=np.zeros(technicians, np.bool_),
        changed=np.zeros(technicians, np.bool_),
        points=points_of(p.network, p.weights),
        reach=np.zeros((REACHES, technicians)),
        waiting=waiting,
        number=number,
        rank=rank,
        holder=np.full(orders, NOBODY, np.int64),
        held=np.zeros(technicians, np.int64),
        holder_kept=np.full(orders, NOBODY, np.int64),
        held_kept=np.zeros(technicians, np.int64),
        found=np.full((orders, found), NOBODY, np.int64),
        found_min=np.zeros((orders, found)),
        known=np.zeros(orders, np.int64),
        floor_min=np.full(technicians, -np.inf),
        queue=np.zeros(technicians + 1, np.int64),
        is_tied=is_tied,
        planned_start=p.orders["planned_start"].astype(np.int64),
        planned_technician=p.orders["planned_technician"].astype(np.int64),
        lock_from=p.orders["lock_from"].astype(np.int64),
        lock_until=p.orders["lock_until"].astype(np.int64),
        work=np.zeros(1, np.int64),
        answers=blank_answers(technicians),
    )


def room_to_keep(p: Arrays) -> Kept:
    """Room for every route, with nothing in it yet."""
    return Kept(*(np.zeros(each.shape, each.dtype) for each in (p.routes, p.stops, p.gaps, p.breaks, p.carried)))
