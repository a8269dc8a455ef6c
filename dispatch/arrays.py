"""The problem as arrays: the shape in which the compiled evaluator reads it.

Times are seconds since the problem's origin, places are indexes, ids are positions in `Problem.orders` (i) and
`Problem.technicians` (k). A *route* (r) is one shift of one technician. Lists of different length lie behind one
another in one array, and their owner holds ``first`` and ``last`` (exclusive).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Records = npt.NDArray[Any]

NEVER = np.iinfo(np.int64).min // 4
"""An instant before all others; also `ORDER.created` of an order whose creation nobody knows."""

ALWAYS = np.iinfo(np.int64).max // 4
"""An instant after all others."""

NOBODY = -1
"""In an index: there is none."""

ORDER = np.dtype(
    [
        ("place", np.int32),
        ("service_s", np.int64),
        ("created", np.int64),
        ("unserved_min", np.float64),
        ("window_first", np.int32),
        ("window_last", np.int32),
        ("need_first", np.int32),
        ("need_last", np.int32),
        ("forbidden_first", np.int32),
        ("forbidden_last", np.int32),
        ("required_first", np.int32),  # NOBODY: anybody may
        ("required_last", np.int32),
        ("reached", np.bool_),  # a way leads in from some other order's place
        ("left", np.bool_),  # a way leads on to some other order's place
    ],
    align=True,
)
TECHNICIAN = np.dtype(
    [
        ("active", np.bool_),
        ("start", np.int32),
        ("end", np.int32),  # NOBODY: the day ends at the last order
        ("max_orders", np.int32),  # NOBODY: any number
        ("area_first", np.int32),  # NOBODY: works anywhere
        ("area_last", np.int32),
        ("absence_first", np.int32),
        ("absence_last", np.int32),
        ("route_first", np.int32),
        ("route_last", np.int32),
        ("stars_lost", np.float64),  # 5 minus the shrunk rating
    ],
    align=True,
)
ROUTE = np.dtype(
    [
        ("technician", np.int32),
        ("first", np.int32),  # of its room in `stops`
        ("room", np.int32),
        ("count", np.int32),
        ("fixed", np.int32),  # leading stops that are under way or done
        ("legal", np.bool_),
        ("cut", np.int32),  # legs not yet driven for which there is no way, the one home included
        ("opens", np.int64),  # start of the shift, not before the origin
        ("closes", np.int64),
        ("depart", np.int64),
        ("back", np.int64),
        ("home_s", np.int64),  # driving from the last stop to the end
        ("travel_s", np.int64),
        ("service_s", np.int64),
    ],
    align=True,
)
STOP = np.dtype(
    [
        ("order", np.int32),
        ("leg_s", np.int64),  # driving from the stop before, or from the start
        ("told", np.int64),  # it starts no earlier: what the plan in force says, else NEVER
        ("start", np.int64),
        ("latest", np.int64),  # start after which the rest of the route no longer fits
    ],
    align=True,
)
SPAN = np.dtype([("opens", np.int64), ("closes", np.int64)], align=True)
NEED = np.dtype([("skill", np.int32), ("level", np.int32)], align=True)


class Network(NamedTuple):
    """Travel times between places, shape (n_places,) or (n_places, n_places).

    With `by_matrix` the seconds are looked up (-1: no way), else worked out from latitude and longitude.
    """

    by_matrix: bool
    lat_rad: npt.NDArray[np.float64]
    lng_deg: npt.NDArray[np.float64]
    cos_lat: npt.NDArray[np.float64]
    speed_ms: float
    detour: float
    durations_s: npt.NDArray[np.int32]


class Arrays(NamedTuple):
    """Everything that the evaluator reads; `routes` and `stops` are also what it writes.

    `levels` has shape (n_technicians, n_skills), 0 = not held; `in_area` shape (n_orders, n_areas).
    """

    now: int
    network: Network
    orders: Records
    technicians: Records
    routes: Records
    stops: Records
    windows: Records
    absences: Records
    needs: Records
    levels: npt.NDArray[np.int16]
    in_area: npt.NDArray[np.bool_]
    areas: npt.NDArray[np.int32]
    forbidden: npt.NDArray[np.int32]
    required: npt.NDArray[np.int32]
    weights: npt.NDArray[np.float64]
