"""What the evaluator answers for one order: by technician, the best place, or the rules in the way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.arrays import Records

OFF_SHIFT, ABSENT, TIME_WINDOW, OVERLAP, MAX_ORDERS, UNREACHABLE = range(6)
SEQUENCE_RULES = ("off_shift", "absent", "time_window", "overlap", "max_orders", "unreachable")
"""Rules of the clock and of the sequence, in the order of their bits."""

ORDER_TOO_MANY_S = 3_600
"""As how many seconds an order over the quota counts when the place that fails by least is sought."""

ANSWER = np.dtype(
    [
        ("static", np.uint32),  # failed static rules, a bit each
        ("sequence", np.uint32),  # failed sequence rules at the place that fails by least
        ("route", np.int32),  # best place; NOBODY if there is none
        ("position", np.int32),
        ("miss_s", np.int64),  # by how much the nearest place fails; 1 once a place is found
        ("start", np.int64),
        ("travel_s", np.int64),  # what the order adds to the totals
        ("waiting_s", np.int64),
        ("response_s", np.int64),
        ("cost_min", np.float64),
    ],
    align=True,
)


class Answers(NamedTuple):
    """What the evaluator found for one order, by technician.

    `each` has dtype `ANSWER` and shape (n_technicians,); `observed` and `bound`, in seconds or counts, have shape
    (n_technicians, n_sequence_rules) and mean something where the bit of `each.sequence` is set.
    """

    each: Records
    observed: npt.NDArray[np.int64]
    bound: npt.NDArray[np.int64]


def blank_answers(n_technicians: int) -> Answers:
    """Room for the answers about `n_technicians`."""
    shape = (n_technicians, len(SEQUENCE_RULES))
    return Answers(np.zeros(n_technicians, ANSWER), np.zeros(shape, np.int64), np.zeros(shape, np.int64))


class Place(NamedTuple):
    """A place under trial: before what stands at `position` of route `route`.

    `clear` tells whether the stop before can be left for it, at `ready` after its start at `before_start`. `start` is
    ALWAYS if the order can not start there.
    """

    route: int
    position: int
    before_start: int
    clear: bool
    ready: int
    leg_s: int
    onward_s: int
    arrival: int
    start: int


UNKNOWN = -2
"""Seconds of a way that nobody has worked out yet."""


class Trial(NamedTuple):
    """A place to try: before what stands at `position` of a route; `leg_s` leads there, or is `UNKNOWN`."""

    route: int
    position: int
    leg_s: int
