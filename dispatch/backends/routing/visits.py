"""The orders of a day as OR-Tools' visits: each with the starts that it may have, and who may serve it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dispatch.backends.routing.units import DEAREST, units, units_a_second
from dispatch.backends.routing.vehicles import Span, Vehicle
from dispatch.evaluator.arrays import ALWAYS, NEVER, Arrays
from dispatch.objectives import LATENESS, LATENESS_MAX, MOVED, RESPONSE


@dataclass(frozen=True, slots=True)
class Slope:
    """What a start costs beyond some second: units for each second before it, or after it."""

    second: int
    units: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """An order that somebody may serve.

    Parameters
    ----------
    order
        Its number in the arrays.
    starts
        Seconds at which its service may start: spans with both ends, in order of time, none touching another.
    able
        Numbers of the vehicles that may serve it.
    certified
        Last start by number of vehicle, where a certificate ends within `starts`.
    unserved
        Units that it costs to leave it out.
    late, early
        What starts after, and before, some second cost.
    """

    order: int
    place: int
    service_s: int
    setup_s: int
    starts: tuple[Span, ...]
    able: tuple[int, ...]
    certified: Mapping[int, int]
    unserved: int
    late: Slope | None
    early: Slope | None


def visits_of(
    p: Arrays, able: npt.NDArray[np.bool_], vehicles: Sequence[Vehicle], must: Collection[int], taken: Collection[int]
) -> tuple[Visit, ...]:
    """The orders that may be given to somebody.

    Parameters
    ----------
    able
        Who passes every static rule, shape (n_orders, n_technicians).
    must
        Numbers of orders that may not be left out.
    taken
        Numbers of orders that are frozen where they are.
    """
    owners = np.array([vehicle.technician for vehicle in vehicles], np.int64)
    last = max((vehicle.closes for vehicle in vehicles), default=0)
    found = []
    for i in range(len(p.orders)):
        starts = starts_of(p, i, last)
        if i in taken or not starts:
            continue
        certified = certified_of(p, i, owners, starts)
        may = tuple(int(v) for v in np.flatnonzero(able[i, owners]) if certified.get(int(v), last) >= starts[0][0])
        if may:
            found.append(visit_of(p, i, starts, may, certified, i in must))
    return tuple(found)


def visit_of(  # noqa: PLR0913, PLR0917 - what has been found out about an order
    p: Arrays, i: int, starts: tuple[Span, ...], able: tuple[int, ...], certified: Mapping[int, int], must: bool
) -> Visit:
    """Order `i` as a visit."""
    row, soonest = p.orders[i], starts[0][0]
    patience = p.weights[RESPONSE] if row["created"] != NEVER else 0.0
    waited_min = patience * (soonest - int(row["created"])) / 60.0 if patience else 0.0
    return Visit(
        order=i,
        place=int(row["place"]),
        service_s=int(row["service_s"]),
        setup_s=int(row["setup_s"]),
        starts=starts,
        able=able,
        certified=certified,
        unserved=DEAREST if must else units(float(row["unserved_min"]) - waited_min),
        late=late_of(p, i, soonest, patience),
        early=early_of(p, i),
    )


def starts_of(p: Arrays, i: int, last: int) -> tuple[Span, ...]:
    """When order `i` may start, until second `last`: in its windows, as it is locked, and not before `now`."""
    row = p.orders[i]
    opens = max(0, p.now, p.frozen, int(row["lock_from"]))
    closes = min(last, int(row["lock_until"]))
    windows = p.windows[int(row["window_first"]) : int(row["window_last"])]
    spans = [(int(window["opens"]), int(window["closes"])) for window in windows] or [(opens, closes)]
    found: list[Span] = []
    for begins, ends in sorted((max(opens, begins), min(closes, ends)) for begins, ends in spans):
        if begins > ends:
            continue
        if found and begins <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((begins, ends))
    return tuple(found)


def certified_of(p: Arrays, i: int, owners: npt.NDArray[np.int64], starts: tuple[Span, ...]) -> dict[int, int]:
    """The last start of order `i` by number of vehicle, where a certificate ends within its starts."""
    if p.expires.shape[0] == 0:
        return {}
    row = p.orders[i]
    skills = p.needs["skill"][int(row["need_first"]) : int(row["need_last"])]
    until = p.expires[:, skills].min(axis=1, initial=ALWAYS)[owners] - 1
    return {int(v): int(until[v]) for v in np.flatnonzero(until < starts[-1][1])}


def late_of(p: Arrays, i: int, soonest: int, patience: float) -> Slope | None:
    """What later starts of order `i` cost.

    OR-Tools knows one such slope for each order: where it is due that of lateness, to which all others are added; else
    that of patience, from the soonest start on.
    """
    row = p.orders[i]
    moved = p.weights[MOVED] if row["planned_start"] != NEVER else 0.0
    lateness = p.weights[LATENESS] * float(row["lateness_weight"]) + p.weights[LATENESS_MAX]
    if row["due"] != ALWAYS and lateness:
        return Slope(max(0, int(row["due"])), units_a_second(lateness + patience + moved))
    if patience:
        return Slope(soonest, units_a_second(patience + moved))
    return Slope(int(row["planned_start"]), units_a_second(moved)) if moved else None


def early_of(p: Arrays, i: int) -> Slope | None:
    """What starts of order `i` before that in force cost."""
    planned = int(p.orders[i]["planned_start"])
    return Slope(planned, units_a_second(p.weights[MOVED])) if planned != NEVER and p.weights[MOVED] else None
