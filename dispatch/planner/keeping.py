"""Routes kept aside, and brought back as they were."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Arrays, Records
from dispatch.evaluator.kernel import compiled


class Kept(NamedTuple):
    """Room for every route as it stood at some time; the same shapes as in `Arrays`."""

    routes: Records
    stops: Records
    gaps: Records
    breaks: Records
    carried: npt.NDArray[np.int64]


def kept_of(p: Arrays) -> Kept:
    """All routes as they stand."""
    return Kept(p.routes.copy(), p.stops.copy(), p.gaps.copy(), p.breaks.copy(), p.carried.copy())


@compiled
def keep(p: Arrays, kept: Kept, r: int) -> None:
    """Keep route `r` as it stands."""
    route = p.routes[r]
    kept.routes[r] = route
    for j in range(route.first, route.first + route.count):
        kept.stops[j] = p.stops[j]
    for g in range(route.first + r, route.first + r + route.count + 1):
        kept.gaps[g] = p.gaps[g]
    for b in range(route.break_first, route.break_last):
        kept.breaks[b] = p.breaks[b]
    for d in range(p.carried.shape[1]):
        kept.carried[r, d] = p.carried[r, d]


@compiled
def bring_back(p: Arrays, kept: Kept, r: int) -> None:
    """Make route `r` what it was when it was kept."""
    k = p.routes[r].technician
    p.worked_s[k] -= p.routes[r].travel_s + p.routes[r].setup_s + p.routes[r].service_s
    p.routes[r] = kept.routes[r]
    route = p.routes[r]
    p.late_max_s[r] = route.late_max_s
    p.worked_s[k] += route.travel_s + route.setup_s + route.service_s
    for j in range(route.first, route.first + route.count):
        p.stops[j] = kept.stops[j]
    for g in range(route.first + r, route.first + r + route.count + 1):
        p.gaps[g] = kept.gaps[g]
    for b in range(route.break_first, route.break_last):
        p.breaks[b] = kept.breaks[b]
    for d in range(p.carried.shape[1]):
        p.carried[r, d] = kept.carried[r, d]
