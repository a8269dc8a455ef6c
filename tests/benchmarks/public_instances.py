"""Tiny instances in the formats of the public sets, written by the tests themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

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


TRSP = """\
C101.4_2-2-2-1

INFO
CREW COUNT  SKILLS  TOOLS   SPARE PARTS
2       2       2       1

DEPOT TECHNICIANS AND REQUESTS
ID   X     Y     TWS    TWE    Serv   SKILLS   TOOLS    SPARE PARTS
0    9     9     0      100    0      [] \t[] \t[]
1    0     0     0      100    0      [0,1] \t[0] \t[2]
2    0     6     0      100    0      [1] \t[] \t[0]
3    3     4     10     20     5      [0] \t[0] \t[1]
4    3     8     40     60     5      [1] \t[] \t[0]
5    1     6     0      90     2      [1] \t[1] \t[0]
6    6     8     0      90     2      [0] \t[] \t[3]
"""
"""Nobody has tool 1 for request 5 or three parts for request 6. Ways: 1-3 5, 3-4 4, 4-1 8.544, 2-4 3.60555."""


def trsp_data(data: Path) -> Path:
    """A folder of data with the tiny instance, and two references of which one goes to the depot."""
    (data / "trsp").mkdir(parents=True, exist_ok=True)
    (data / "trsp" / "C101.4_2-2-2-1.txt").write_text(TRSP)
    reference = {
        "C101.4_2-2-2-1": {"working_time": 29.2111, "solution": "<1,3,7|2,4,8>"},
        "C102.4_2-2-2-1": {"working_time": 29.2111, "solution": "<1,9,3,7|2,4,8>"},
    }
    (data / "trsp" / "reference.json").write_text(json.dumps(reference))
    return data


TASKS = """\
Capacity: 200
Customer: 3

CUST NO.  \t XCOORD.  \t YCOORD.  \t DEMAND  \t READY TIME  \t DUE DATE  \t SERVICE TIME \tcost\td11\td12\td21\td22
1\t0\t0\t0\t0\t100\t0\t0\t0\t0\t0\t0
2\t1\t1\t9\t0\t50\t2\t40\t1\t1\t1\t0
3\t3\t4\t9\t0\t50\t2\t40\t0\t0\t0\t0
4\t0\t2\t9\t0\t50\t2\t40\t0\t0\t1\t1
"""
"""Levels 2 and 1, none, and 0 and 2: outsourcing costs 200 + 3 ^ 1.5, 200 and 200 + 2 ^ 1.5."""

TECHNICIANS = """\
Technicians
Number of Technicians: 2
domains: 2
proficiency level: 2


ID\tdomain1\tdomain2
1\t2\t1
2\t1\t0
"""


def strsp_data(data: Path) -> Path:
    """A folder of data with the tiny instance, and the same with the first technician alone."""
    tasks, technicians, reduced = (
        data / "strsp" / "kovacs" / name for name in ("tasks_noTeam", "technicians_noTeam", "techniciansReduced_noTeam")
    )
    for folder in (tasks, technicians, reduced):
        folder.mkdir(parents=True)
    (tasks / "C101_2x2_noTeam.txt").write_text(TASKS)
    (technicians / "technicians_C101_2x2_noTeam.txt").write_text(TECHNICIANS)
    (reduced / "technicians_C101_2x2_noTeam.txt").write_text(TECHNICIANS.replace("2\t1\t0\n", ""))
    return data


HHCRSP_NAME = "InstanzCPLEX_HCSRP_4_1"

HHCRSP: dict[str, Any] = {
    "patients": [
        {
            "id": "p1",
            "location": [0.0, 0.0],
            "time_window": [0.0, 20.0],
            "required_caregivers": [{"service": "s2", "duration": 10.0}],
        },
        {
            "id": "p2",
            "location": [0.0, 0.0],
            "time_window": [20.0, 40.0],
            "required_caregivers": [{"service": "s1", "duration": 10.0}, {"service": "s4", "duration": 10.0}],
            "synchronization": {"type": "simultaneous"},
        },
        {
            "id": "p3",
            "location": [0.0, 0.0],
            "time_window": [50.0, 60.0],
            "required_caregivers": [{"service": "s2", "duration": 10.0}, {"service": "s4", "duration": 10.0}],
            "synchronization": {"type": "sequential", "distance": [4, 8]},
        },
        {
            "id": "p4",
            "location": [0.0, 0.0],
            "time_window": [60.0, 70.0],
            "required_caregivers": [{"service": "s3", "duration": 10.0}, {"service": "s4", "duration": 10.0}],
            "synchronization": {"type": "sequential", "distance": [30, 60]},
        },
    ],
    "services": [],
    "caregivers": [{"id": "a", "abilities": ["s1", "s2", "s3"]}, {"id": "b", "abilities": ["s1", "s4"]}],
    "central_offices": [{"id": "d", "location": [0.0, 0.0]}],
    "distances": [[0.0 if i == j else 10.125 if 0 in (i, j) else 5.0 for j in range(5)] for i in range(5)],
}
"""Every patient is 10.125 from the office, 5 from any other.

The best plan: *a* is with p1 at 10.125, p2 at 25.125, p3 at 50 and p4 at 65; *b* with p2 at 25.125, p3 at 54 and p4 at
95, 25 late. Ways of 10.125 + 3 * 5 + 10.125 and 10.125 + 2 * 5 + 10.125: (65.5 + 25 + 25) / 3 = 38.5.
"""

HHCRSP_REFERENCE = f"""\
| instance                    |   distance_traveled |   total_cost | solution   |
|:----------------------------|--------------------:|-------------:|:-----------|
| {HHCRSP_NAME}.json |                65.5 |         38.5 | sol-1.json |
"""


def hhcrsp_data(data: Path, told: dict[str, Any] | None = None) -> Path:
    """A folder of data with the tiny instance, or another one in its place."""
    (data / "hhcrsp").mkdir(parents=True, exist_ok=True)
    (data / "hhcrsp" / f"{HHCRSP_NAME}.json").write_text(json.dumps(told or HHCRSP))
    (data / "hhcrsp" / "reference.md").write_text(HHCRSP_REFERENCE)
    return data
