"""The index of gaps by place, as arrays: the shape in which the compiled search reads it.

A *gap* is a place in a route where an order can be put in: before a stop, or behind the last. Its number is
`ROUTE.first` + route + position. A *leg* is the way across a gap. It has an *entry* in a *bucket*: that of the H3 cell
of its middle, for its *group*, the legs of the same kind in cells of the same resolution and of about the same length.

Coordinates are metres from the middle of the earth, so that straight lines between them bound ways from below.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Records

CLOSED, FIRST, OPEN, UNSURE = range(4)
"""Kinds of gaps: with a stop, or the way home, behind; the same before the first stop; with nothing behind; and those
of routes whose other stops may gain by an order put in."""

KINDS = 4
LENGTHS = 3
GROUPS = KINDS * LENGTHS
"""Groups of each resolution: by length of the leg first, then by kind."""

EVERYWHERE = 0
"""The row of cells for what is always looked at: legs too long for any resolution."""

ENTRY = np.dtype(
    [
        ("begin_x", np.float32),  # where the leg begins
        ("begin_y", np.float32),
        ("begin_z", np.float32),
        ("end_x", np.float32),  # and ends
        ("end_y", np.float32),
        ("end_z", np.float32),
        ("way_m", np.float32),  # no less than its length; below 0: nothing lies behind
        ("pace", np.float32),  # seconds at least for a metre as the crow flies
        ("service_factor", np.float32),
        ("ready", np.int32),  # nobody sets off from here before
        ("closes", np.int32),  # and an order put in must be done by then
        ("technician", np.int32),
        ("low_min", np.float64),  # an order put in costs at least this, besides what its detour and start do
        ("gap", np.int32),
    ],
    align=True,
)
BUCKET = np.dtype(
    [
        ("first", np.int32),  # of its room in `entries`
        ("room", np.int32),
        ("count", np.int32),
        ("group", np.int32),
        ("asked", np.int64),  # the last question for which it was looked at
        ("low_min", np.float64),  # no entry in it has a lower one
        ("reach_m", np.float64),  # no leg in it ends further from the bucket's middle than this
        ("x", np.float64),  # its middle
        ("y", np.float64),
        ("z", np.float64),
    ],
    align=True,
)
GAP = np.dtype(
    [
        ("bucket", np.int32),  # NOBODY: it has no entry, as it is frozen
        ("at", np.int32),  # its row of `entries`
    ],
    align=True,
)
LEG = np.dtype(
    [
        ("route", np.int32),  # NOBODY: to have no entry
        ("gap", np.int32),
        ("begins", np.int32),  # places; the same twice if nothing lies behind
        ("ends", np.int32),
        ("kind", np.int32),
    ],
    align=True,
)
GROUP = np.dtype(
    [
        ("half_m", np.float64),  # half the longest leg; below 0: there is none
        ("low_min", np.float64),
        ("closes", np.int64),  # after this instant nothing can be put into any of its gaps
        ("ways", np.float64),  # a detour is at least so many times what a place is further off than half the leg
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
        ("met", np.int64),  # entries that were looked at
        ("x", np.float64),  # where the order is
        ("y", np.float64),
        ("z", np.float64),
        ("soonest", np.int64),  # the order starts no earlier, whoever serves it
        ("latest", np.int64),  # nor later
        ("service_s", np.int64),
        ("always_min", np.float64),  # what every gap costs at least, its own `low_min` and the detour apart
        ("detour_min", np.float64),  # price of a second of detour
        ("metre_min", np.float64),  # price of a metre of it as the crow flies
        ("start_min", np.float64),  # price of a second by which it starts later
        ("counts_from", np.int64),  # `created`; 0 if nobody knows
    ],
    align=True,
)


class Near(NamedTuple):
    """The index.

    Parameters
    ----------
    cells
        Buckets of each cell by group, shape (n_cells, GROUPS), NOBODY where there is none.
    profiles, profile_of
        Of technicians, as in `Arrays`, but all rare ones as one: by row of `entries`, and by technician.
    models, fits
        One technician of each profile (NOBODY: of the rare ones), and the last question, negative if they may not.
    done
        The last question for which a technician was looked at.
    rank
        Each technician's place in the order of ids.
    heap_min, heap
        Bounds and technicians of entries that may be best, the least on top; as long as `entries`.
    pace
        What does not change while the index lives: the least `ENTRY.pace`, and the largest `service_factor`.
    """

    cells: npt.NDArray[np.int32]
    buckets: Records
    gaps: Records
    entries: Records
    profiles: npt.NDArray[np.int16]
    profile_of: npt.NDArray[np.int16]
    models: npt.NDArray[np.int32]
    fits: npt.NDArray[np.int64]
    groups: Records
    done: npt.NDArray[np.int64]
    question: Records
    rank: npt.NDArray[np.int32]
    heap_min: npt.NDArray[np.float64]
    heap: npt.NDArray[np.int32]
    pace: npt.NDArray[np.float64]
