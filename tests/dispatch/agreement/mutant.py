"""Run in a copy of the sources with one line changed: ends with 1 as soon as evaluator and checker disagree.

The compiled functions run as plain Python here (NUMBA_DISABLE_JIT), over records whose fields are attributes.
"""

from __future__ import annotations

import sys
from collections import Counter
from typing import Any

import numpy as np

import dispatch.decide
import dispatch.layout
from dispatch.answers import Answers
from dispatch.arrays import Arrays
from tests.dispatch.agreement.compare import Disagreement, play
from tests.dispatch.agreement.random_days import RandomDay


def as_records(arrays: Any) -> Any:
    """The same arrays, rows of which have attributes, as they have in compiled code."""
    fields = arrays._asdict()
    structured = {
        name: a.view(np.recarray) for name, a in fields.items() if getattr(getattr(a, "dtype", None), "names", None)
    }
    if "network" in fields:
        structured["network"] = as_records(arrays.network)
    return arrays._replace(**structured)


def main(days: int) -> int:
    blank = dispatch.decide.blank_answers
    dispatch.layout.Arrays = lambda **fields: as_records(Arrays(**fields))  # type: ignore[assignment, misc]
    dispatch.decide.blank_answers = lambda n: as_records(Answers(*blank(n)))
    for seed in range(days):
        try:
            play(RandomDay(seed).problem(), in_day=seed % 2 == 1, tally=Counter())
        except Disagreement as found:
            print(f"day {seed}: {found}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
