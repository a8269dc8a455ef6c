"""The index of gaps by place, as arrays: the shape in which the compiled search reads it.

A *gap* is a place in a route where an order can be put in: before a stop, or behind the last. Its number is
`ROUTE.first` + route + position. A *leg* is the way across a gap; it is filed under the H3 cell of its middle, in the
*slot* of that cell for its *group*: legs of the same kind, filed at the same resolution, of about the same length.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.arrays import POINT, Records

CLOSED, FIRST, OPEN, UNSURE = range(4)
"""Kinds of gaps: with a stop, or the way home, behind; the same before the first stop; with nothing behind; and those
of routes whose other stops may gain by an order put in."""

KINDS = 4
LENGTHS = 3
GROUPS = KINDS * LENGTHS
"""Groups of legs that are filed at the same resolution: by length first, then by kind."""

EVERYWHERE = 0
"""The row of cells for what is always looked at: legs too long for any resolution."""

POINT_FIELDS: list[tuple[str, type]] = [(name, np.float64) for name in POINT.names or ()]

SLOT = np.dtype(
    [
        ("first", np.int32),  # of its room in `filed`
        ("room", np.int32),
        ("count", np.int32),
        ("group", np.int32),
        ("asked", np.int64),  # the last question for which it was looked at
        ("low_min", np.float64),  # no gap in it has a lower `FILED.low_min`
        ("reach_m", np.float64),  # no leg in it reaches further from its middle than this, half its length included
        *POINT_FIELDS,  # its middle
    ],
    align=True,
)
GAP = np.dtype(
    [
        ("slot", np.int32),  # NOBODY: not filed, as it is frozen
        ("at", np.int32),  # its row of `filed`
    ],
    align=True,
)
FILED = np.dtype(
    [
        ("gap", np.int32),
        ("route", np.int32),
        ("technician", np.int32),
        ("half_m", np.float32),  # half its leg's length, or more
        ("ready", np.int64),  # nobody sets off to an order put in here before
        ("closes", np.int64),  # and it must be done by then
        (
            "low_min",
            np.float64,
        ),  # an order put in costs at least this, in minutes, besides what its detour and start do
        *POINT_FIELDS,  # the middle of its leg
    ],
    align=True,
)
LEG = np.dtype(
    [
        ("route", np.int32),  # NOBODY: not to be filed
        ("technician", np.int32),
        ("begins", np.int32),  # places; the same twice if nothing lies behind
        ("ends", np.int32),
        ("kind", np.int32),
    ],
    align=True,
)
GROUP = np.dtype(
    [
        ("half_m", np.float64),  # half the longest leg
        ("low_min", np.float64),
        ("closes", np.int64),  # after this instant nothing can be put into any of its gaps
        ("ways", np.float64),  # a detour is at least so many times what a place is further off than half the leg
        ("needed_m", np.float64),  # of the question: nothing further off than this can be best; below 0: nothing at all
    ],
    align=True,
)
QUESTION = np.dtype(
    [
        ("number", np.int64),
        ("order", np.int32),
        ("best", np.int32),  # technician; NOBODY so far
        ("best_min", np.float64),
        ("evaluated", np.int64),  # technicians whose whole days were searched
        ("met", np.int64),  # gaps that were met
        ("soonest", np.int64),  # the order starts no earlier, whoever serves it
        ("latest", np.int64),  # nor later
        ("ready", np.int64),  # nobody sets off earlier
        ("always_min", np.float64),  # what every gap costs at least, `FILED.low_min` and the detour apart
        ("detour_min", np.float64),  # price of a second of detour before traffic, for the fastest
        ("start_min", np.float64),  # price of a second by which it starts later
        ("counts_from", np.int64),  # `created`; 0 if nobody knows
    ],
    align=True,
)
SEEN = np.dtype(
    [
        ("met", np.int64),  # the last question for which the static rules were asked
        ("done", np.int64),  # the last question for which nothing more is to be asked
        ("low_min", np.float64),  # the least that the order costs with this technician
    ],
    align=True,
)


class Middle(NamedTuple):
    """The middle of a leg in degrees, half its length in metres, and the slot it belongs in."""

    lat: float
    lng: float
    half_m: float
    slot: int


class Near(NamedTuple):
    """The index. `rank` is the technicians' place in the order of their ids; `heap` has room for each of them.

    Technicians of the same *sort* hold the same skills: `sorts` by row of `filed`, `sort_of` by technician. Of each
    there is one in `models` (NOBODY: they are of many sorts); `fits` is the last question, negative if they may not.

    `cells` holds the slots of each cell by group, shape (n_cells, GROUPS), NOBODY where there is none; `needed_m` the
    largest `GROUP.needed_m` at each resolution.

    `pace` holds what does not change while the index lives: seconds of driving for a metre as the crow flies, for the
    fastest in the lightest traffic; the largest `service_factor`.
    """

    cells: npt.NDArray[np.int32]
    needed_m: npt.NDArray[np.float64]
    slots: Records
    gaps: Records
    filed: Records
    sorts: npt.NDArray[np.int16]
    sort_of: npt.NDArray[np.int16]
    models: npt.NDArray[np.int32]
    fits: npt.NDArray[np.int64]
    groups: Records
    seen: Records
    question: Records
    rank: npt.NDArray[np.int32]
    heap: npt.NDArray[np.int32]
    pace: npt.NDArray[np.float64]
