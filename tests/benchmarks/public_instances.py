"""Tiny instances in the formats of the public sets, written by the tests themselves."""

from __future__ import annotations

import json
from pathlib import Path

SOLOMON = """\
R101

VEHICLE
NUMBER     CAPACITY
  2         10

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      0          0          0          0        100          0
    1      1          1          4          0         50          2
    2      1          2          3          5         60          2
    3     -3          4          6          0         70          1
"""
"""Ways, unrounded: 0-1 1.41421, 1-2 1, 2-0 2.23607, 0-3 5, 1-3 5, 2-3 4.47214. One vehicle carries 10 of 13.

The best plan is 0-1-0 and 0-2-3-0: 14.53675, or with each way cut 1.4 + 1.4 + 2.2 + 4.4 + 5.0 = 14.4.
"""


def solomon_data(data: Path, names: tuple[str, ...] = ("R101",), folder: str = "solomon") -> Path:
    """A folder of data with the tiny instance, under each of the names."""
    (data / folder).mkdir(parents=True, exist_ok=True)
    for name in names:
        (data / folder / f"{name}.txt").write_text(SOLOMON.replace("R101", name))
    reference = {name: {"vehicles": 2, "distance_real": 14.54, "distance_trunc1": 14.4} for name in names}
    (data / folder / "reference.json").write_text(json.dumps(reference))
    return data
