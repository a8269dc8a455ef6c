"""Routes of the arrays told as routes of the model: instants, metres, ids."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import Arrays, Records
from dispatch.evaluator.days import put
from dispatch.layout.order_rows import Visits
from dispatch.model import Pause, Problem, Route, Stop
from geo.places import Place


def route_of(problem: Problem, p: Arrays, r: int, visits: Visits | None = None) -> Route:
    """Route `r` as it stands in the arrays. Of a way that does not exist, as one in force may, nothing is told."""
    horizon = problem.horizon
    visits = visits or Visits.of(problem)
    row = p.routes[r]
    technician = problem.technicians[int(row["technician"])]
    pauses = [
        (int(b["start"]), int(b["duration_s"])) for b in p.breaks[int(row["break_first"]) : int(row["break_last"])]
    ]
    place = begin_of(problem, p, r)
    clock = int(row["depart"])
    stops = []
    for stop in p.stops[int(row["first"]) : int(row["first"]) + int(row["count"])]:
        order, role = visits.rows[int(stop["order"])]
        way = problem.travel.leg(place, order.location)
        start, leg_s = int(stop["start"]), int(stop["leg_s"])
        stops.append(
            Stop(
                order=order.id,
                role=role,
                arrive=None if way is None else horizon.instant(arrival(clock, leg_s, pauses)),
                start=horizon.instant(start),
                finish=horizon.instant(start + int(stop["service_s"])),
                travel_s=None if way is None else leg_s,
                distance_m=None if way is None else way[1],
            )
        )
        place, clock = order.location, start + int(stop["service_s"])
    taken = pauses if stops else []
    return Route(
        technician=technician.id,
        shift=r - int(p.technicians[int(row["technician"])]["route_first"]),
        depart=horizon.instant(int(row["depart"])),
        back=horizon.instant(int(row["back"])),
        stops=tuple(stops),
        breaks=tuple(Pause(horizon.instant(start), horizon.instant(start + length_s)) for start, length_s in taken),
    )


def begin_of(problem: Problem, p: Arrays, r: int) -> Place:
    """Where route `r` begins: where its technician was seen, or their start."""
    technician = problem.technicians[int(p.routes[r]["technician"])]
    if (
        technician.position is not None
        and p.routes[r]["begins"] != p.technicians[int(p.routes[r]["technician"])]["start"]
    ):
        return technician.position.place
    return technician.start


def arrival(clock: int, leg_s: int, pauses: Iterable[tuple[int, int]]) -> int:
    """When is a place reached by whoever is free at `clock`? A break that begins while driving interrupts it."""
    arrives = clock + leg_s
    for start, length_s in pauses:
        if clock <= start < arrives:
            arrives += length_s
    return arrives


def route_with(problem: Problem, p: Arrays, place: tuple[int, int], i: int) -> Route:
    """The route of `place` = (route, position) as it would be with order `i` there; the arrays stay as they were."""
    r, position = place
    kept = kept_of(p, r)
    put(p, r, position, i)
    route = route_of(problem, p, r)
    bring_back(p, r, kept)
    return route


class Kept(NamedTuple):
    """A route as it stood at some time; the same fields as in `Arrays`."""

    row: Any
    stops: Records
    gaps: Records
    breaks: Records
    carried: npt.NDArray[np.int64]
    worked_s: int


def kept_of(p: Arrays, r: int) -> Kept:
    """Route `r` as it stands."""
    row = p.routes[r : r + 1].copy()[0]
    stops, gaps, breaks = parts_of(r, row)
    worked_s = int(p.worked_s[int(row["technician"])])
    return Kept(row, p.stops[stops].copy(), p.gaps[gaps].copy(), p.breaks[breaks].copy(), p.carried[r].copy(), worked_s)


def bring_back(p: Arrays, r: int, kept: Kept) -> None:
    """Make route `r` what it was when it was kept; the other routes of its technician have not changed since."""
    stops, gaps, breaks = parts_of(r, kept.row)
    p.routes[r], p.late_max_s[r] = kept.row, kept.row["late_max_s"]
    p.stops[stops], p.gaps[gaps], p.breaks[breaks] = kept.stops, kept.gaps, kept.breaks
    p.carried[r], p.worked_s[int(kept.row["technician"])] = kept.carried, kept.worked_s


def parts_of(r: int, row: Any) -> tuple[slice, slice, slice]:
    """Where the stops, gaps and breaks of route `r` lie, whose row is `row`."""
    first, room = int(row["first"]), int(row["room"])
    return (
        slice(first, first + room),
        slice(first + r, first + room + r + 1),
        slice(int(row["break_first"]), int(row["break_last"])),
    )
