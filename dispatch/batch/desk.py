"""What a batch is matched on: the days as they stand, who holds what, and what is known of prices."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.answers import Answers, blank_answers
from dispatch.arrays import NOBODY, Arrays, Records
from dispatch.batch.bounds import REACHES, Floats, points_of
from dispatch.planner.keeping import Kept, kept_of

Integers = npt.NDArray[np.int64]

QUOTE = np.dtype([("cost_min", np.float64), ("technician", np.int64)], align=True)
TALLY = np.dtype(
    [
        ("spare", np.int64),  # first stop that no route has room for
        ("longest", np.int64),  # number of stops in the longest route met
        ("logged", np.int64),  # how much of `log` is in use
        ("search", np.int64),  # counts searches, so that each may mark whom it has seen
        ("work", np.int64),  # done so far, in units of about a fifth of a microsecond
        ("peak_s", np.int64),  # the largest lateness in force
    ],
    align=True,
)

SPARE = 8
"""How many stops more than it holds a route gets room for when it is full."""

QUOTES = 16
"""How many technicians there is room for at first, of each order."""

LOG = 65_536
"""How many changes of days are remembered; then everything is asked anew."""


class Desk(NamedTuple):
    """Everything that the matching reads and writes.

    Parameters
    ----------
    p
        The days as they stand.
    in_force, in_force_min, days_min
        How they were before the batch; minutes that the days of each technician cost then, and cost more now.
    prices_min
        What each order of the batch cost when it was put back last.
    kept
        How those stood that hold orders of the batch, to be gone back to.
    points, reach
        Places, and technicians, as `dispatch.batch.bounds` measures them.
    waiting
        Indexes of the orders of the batch, in the order of their arrival: order `n` of the batch is ``waiting[n]``.
    number
        The place in `waiting` of each order of the problem, or NOBODY.
    by_id, rank
        All technicians in the order of their ids, and the place of each in it.
    holder, held
        Who holds order `n`, or NOBODY; how many orders of the batch each technician holds.
    holder_kept, held_kept
        How that was.
    limits_min
        What order `n` may cost at most: the price of leaving it out.
    quotes, known, beyond_min
        Of order `n`: its cheapest technicians in order of price, how many of them are known, and the price below which
        nobody else is.
    asked_at
        How much was logged when order `n` was asked about; NOBODY if it must be asked about anew.
    log
        Whose days have changed, in turn.
    floor_min, gathered, heap, seen
        Scratch for one order: floors by technician, those within a circle, those still to be asked, and the search that
        met a technician last.
    moved
        Scratch for one technician: orders of the batch, their routes and positions; shape (3, n).
    planned_start, planned_technician
        What the orders of the problem are planned for in the plan in force.
    """

    p: Arrays
    in_force: Kept
    in_force_min: Floats
    days_min: Floats
    prices_min: Floats
    kept: Kept
    points: Floats
    reach: Floats
    waiting: Integers
    number: Integers
    by_id: Integers
    rank: Integers
    holder: Integers
    held: Integers
    holder_kept: Integers
    held_kept: Integers
    limits_min: Floats
    quotes: Records
    known: Integers
    beyond_min: Floats
    asked_at: Integers
    log: Integers
    floor_min: Floats
    gathered: Integers
    heap: Records
    seen: Integers
    moved: Integers
    planned_start: Integers
    planned_technician: Integers
    tally: Records
    answers: Answers


def desk_of(p: Arrays, waiting: Integers, by_id: Integers) -> Desk:
    """A desk for the days of `p`, which will be changed, with nothing on it but the waiting orders.

    Parameters
    ----------
    waiting
        Indexes of orders in the order of their arrival.
    by_id
        Indexes of all technicians in the order of their ids.
    """
    technicians, orders = len(p.technicians), len(waiting)
    number = np.full(len(p.orders), NOBODY, np.int64)
    number[waiting] = np.arange(orders)
    return Desk(
        p=p,
        in_force=kept_of(p),
        in_force_min=np.zeros(technicians),
        days_min=np.zeros(technicians),
        prices_min=np.zeros(orders),
        kept=kept_of(p),
        points=points_of(p.network, p.weights),
        reach=np.zeros((REACHES, technicians)),
        waiting=waiting,
        number=number,
        by_id=by_id,
        rank=np.argsort(by_id),
        holder=np.full(orders, NOBODY, np.int64),
        held=np.zeros(technicians, np.int64),
        holder_kept=np.full(orders, NOBODY, np.int64),
        held_kept=np.zeros(technicians, np.int64),
        limits_min=p.orders["unserved_min"][waiting].copy(),
        quotes=np.zeros((orders, QUOTES), QUOTE),
        known=np.zeros(orders, np.int64),
        beyond_min=np.zeros(orders),
        asked_at=np.full(orders, NOBODY, np.int64),
        log=np.zeros(LOG, np.int64),
        floor_min=np.full(technicians, -np.inf),
        gathered=np.zeros(technicians + 1, np.int64),
        heap=np.zeros(technicians + 1, QUOTE),
        seen=np.zeros(technicians, np.int64),
        moved=np.zeros((3, max(1, orders)), np.int64),
        planned_start=p.orders["planned_start"].astype(np.int64),
        planned_technician=p.orders["planned_technician"].astype(np.int64),
        tally=np.array([(len(p.stops), 0, 0, 0, 0, 0)], TALLY),
        answers=blank_answers(technicians),
    )


def with_spare(d: Desk) -> Desk:
    """The same with twice the room for stops."""
    longest = int(d.tally[0]["longest"]) + SPARE
    stops: Records = np.zeros(2 * len(d.p.stops) + longest, d.p.stops.dtype)
    stops[: len(d.p.stops)] = d.p.stops
    kept = stops.copy()
    kept[: len(d.kept.stops)] = d.kept.stops
    return d._replace(p=d.p._replace(stops=stops), kept=d.kept._replace(stops=kept))


def with_quotes(d: Desk, room: int) -> Desk:
    """The same with room for `room` quotes of each order."""
    if room <= d.quotes.shape[1]:
        return d
    quotes: Records = np.zeros((len(d.waiting), max(room, 2 * d.quotes.shape[1])), QUOTE)
    quotes[:, : d.quotes.shape[1]] = d.quotes
    return d._replace(quotes=quotes)
