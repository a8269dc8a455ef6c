"""Arrays of many technicians out of those of fewer: the same days again, each time a little further east."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import NOBODY, Arrays, Records

WIDTH_DEG = 0.1
"""By how many degrees of longitude the last repetition lies further east than the first."""

POINTS_AT = {
    "orders": {"place": "points", "lock_technician": "technicians", "planned_technician": "technicians"},
    "technicians": {
        "start": "points",
        "end": "points",
        "absence_first": "absences",
        "absence_last": "absences",
        "route_first": "routes",
        "route_last": "routes",
    },
    "routes": {
        "technician": "technicians",
        "first": "stops",
        "begins": "points",
        "break_first": "breaks",
        "break_last": "breaks",
    },
    "stops": {"order": "orders", "place": "points"},
}
"""Which field of a record is the number of what. Windows, skills and names are the same in every repetition."""


def repeated(p: Arrays, times: int, held: int) -> Arrays:
    """The days of `p` so many times over, one repetition behind the other.

    Parameters
    ----------
    held
        So many orders are repeated with their days; those behind them come once, in the end.
    """
    if times == 1:
        return p
    sizes = {"orders": held, "points": len(p.network.points)}
    sizes |= {name: len(getattr(p, name)) for name in ("technicians", "routes", "stops", "breaks", "absences")}

    def again(name: str, rows: Records) -> Records:
        return _renumbered(np.tile(rows, times), len(rows), POINTS_AT[name], sizes)

    points = np.tile(p.network.points, times)
    points["lng_deg"] += np.repeat(np.linspace(0.0, WIDTH_DEG, times), sizes["points"])
    return p._replace(
        network=p.network._replace(points=points),
        orders=np.concatenate([again("orders", p.orders[:held]), p.orders[held:]]),
        technicians=again("technicians", p.technicians),
        profile_of=np.tile(p.profile_of, times),
        routes=again("routes", p.routes),
        stops=again("stops", p.stops),
        gaps=np.tile(p.gaps, times),
        breaks=np.tile(p.breaks, times),
        absences=np.tile(p.absences, times),
        levels=np.tile(p.levels, (times, 1)),
        expires=np.tile(p.expires, (times, 1)) if len(p.expires) else p.expires,
        in_area=_with_rest(p.in_area, times, held),
        loads=_with_rest(p.loads, times, held),
        capacity=np.tile(p.capacity, (times, 1)),
        carried=np.tile(p.carried, (times, 1)),
        worked_s=np.tile(p.worked_s, times),
        late_max_s=np.tile(p.late_max_s, times),
    )


def _renumbered(rows: Records, length: int, fields: Mapping[str, str], sizes: Mapping[str, int]) -> Records:
    """Rows that were repeated, each repetition pointing at its own."""
    repetition = np.arange(len(rows)) // max(1, length)
    for name, target in fields.items():
        known = rows[name] != NOBODY
        rows[name][known] += (repetition[known] * sizes[target]).astype(rows[name].dtype)
    return rows


def _with_rest(rows: npt.NDArray[Any], times: int, held: int) -> npt.NDArray[Any]:
    return np.concatenate([np.tile(rows[:held], (times, 1)), rows[held:]])
