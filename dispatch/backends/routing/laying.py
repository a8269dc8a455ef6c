"""Sequences of orders set as routes: the evaluator puts every stop in, and what breaks a rule does not stay.

OR-Tools and the evaluator tell the same rules; where they differ by a little (traffic by the hour, driving around
absences), the evaluator has the last word.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from dispatch.evaluator.arrays import NOBODY, Arrays
from dispatch.evaluator.days import put, reset
from dispatch.evaluator.driving import base_s
from dispatch.routes import bring_back, kept_of


def strip(p: Arrays) -> None:
    """Take every stop out that is not frozen."""
    for r in np.flatnonzero(p.routes["count"]):
        row = p.routes[r]
        first, fixed, count = int(row["first"]), int(row["fixed"]), int(row["count"])
        p.carried[r] -= p.loads[p.stops["order"][first + fixed : first + count]].sum(axis=0)
        row["count"] = fixed
        end = int(p.technicians[row["technician"]]["end"])
        way_home_s = 0.0
        if fixed and end != NOBODY:
            way_home_s = base_s(p, int(p.stops[first + fixed - 1]["place"]), end)
        row["home_way_s"] = way_home_s
        reset(p, int(r))


def lay(p: Arrays, sequences: Mapping[int, Sequence[int]]) -> None:
    """Put orders behind what each route holds, by number of route, one after the other.

    A sequence that breaks a rule as a whole is gone through once more: what breaks one at its turn is passed over.
    """
    for r, sequence in sequences.items():
        kept = kept_of(p, r)
        for i in sequence:
            append(p, r, i)
        if not p.routes[r]["legal"]:
            bring_back(p, r, kept)
            for i in sequence:
                kept = kept_of(p, r)
                if not append(p, r, i):
                    bring_back(p, r, kept)


def append(p: Arrays, r: int, i: int) -> bool:
    """Put order `i` at the end of route `r`; is every rule kept then?"""
    return bool(put(p, r, int(p.routes[r]["count"]), i))
