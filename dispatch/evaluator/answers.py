"""What the evaluator answers for one order: by technician, the best place, or the rules in the way."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NOBODY, Records
from dispatch.objectives import TERMS

SEQUENCE_RULES = (
    "off_shift",
    "absent",
    "time_window",
    "overlap",
    "break",
    "overtime",
    "max_orders",
    "max_travel",
    "capacity",
    "lock",
    "certificate_expired",
    "unreachable",
)
"""Rules of the clock and of the sequence, in the order of their bits."""

(
    OFF_SHIFT,
    ABSENT,
    TIME_WINDOW,
    OVERLAP,
    BREAK,
    OVERTIME,
    MAX_ORDERS,
    MAX_TRAVEL,
    CAPACITY,
    LOCK,
    CERTIFICATE,
    UNREACHABLE,
) = range(len(SEQUENCE_RULES))

ONE_TOO_MANY_S = 3_600
"""As how many seconds an order over a quota, or a load over capacity, counts when the nearest miss is sought."""

LOCKED_S = 30 * 86_400
"""As how many seconds a lock to somebody else counts."""

NO_WAY_S = 365 * 86_400
"""As how many seconds a leg without a way counts."""

MAX_CANDIDATES = 20
"""How many of the cheapest technicians are priced exactly; of the others it is only known that they can."""

ANSWER = np.dtype(
    [
        ("sequence", np.uint32),  # failed sequence rules at the place that fails by least
        ("route", np.int32),  # best place; NOBODY if there is none
        ("position", np.int32),  # best place in it; else the one that fails by least
        ("missed", np.int32),  # route of that one
        ("miss_s", np.int64),  # by how much the nearest place fails
        ("start", np.int64),
        ("cost_min", np.float64),  # infinite if enough others are cheaper
        ("totals", np.float64, (len(TERMS),)),  # what the order adds, in the order of `TERMS`
    ],
    align=True,
)


class Answers(NamedTuple):
    """What the evaluator found for one order, by technician.

    `static`, shape (n_technicians,), tells which static rules fail, a bit each. `each` has dtype `ANSWER` and shape
    (n_technicians,), and means something where none does; `observed` and `bound`, in seconds or counts, have shape
    (n_technicians, n_sequence_rules) and mean something where the bit of `each.sequence` is set. `cheapest`, shape
    (exact,), holds the lowest costs met, in minutes, lowest first. `eligible` lists those whom no static rule refuses,
    `ways_s` how far off they start; both are scratch, of shape (n_technicians,).
    """

    static: npt.NDArray[np.uint32]
    eligible: npt.NDArray[np.int32]
    ways_s: npt.NDArray[np.float64]
    each: Records
    observed: npt.NDArray[np.int64]
    bound: npt.NDArray[np.int64]
    cheapest: npt.NDArray[np.float64]

    def can(self) -> npt.NDArray[np.bool_]:
        """Who can serve the order? Shape (n_technicians,)."""
        return np.asarray((self.static == 0) & (self.each["route"] != NOBODY))


def blank_answers(n_technicians: int, exact: int = MAX_CANDIDATES) -> Answers:
    """Room for the answers about `n_technicians`, of whom the `exact` cheapest are priced exactly."""
    shape = (n_technicians, len(SEQUENCE_RULES))
    observed, bound = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
    static, eligible = np.zeros(n_technicians, np.uint32), np.zeros(n_technicians, np.int32)
    each, ways_s = np.zeros(n_technicians, ANSWER), np.zeros(n_technicians)
    return Answers(static, eligible, ways_s, each, observed, bound, np.full(exact, np.inf))
