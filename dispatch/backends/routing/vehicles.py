"""The routes of a day as OR-Tools' vehicles: one for each shift that may still be given something."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.evaluator.arrays import Arrays, Records

Rest = tuple[int, int, int]
"""A break: earliest and latest start, and how long."""

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """What is left of a shift, behind the stops that are frozen.

    Parameters
    ----------
    route, technician
        Numbers in the arrays.
    begins, has_begun
        Place where it begins: that of the last frozen stop, if it has begun.
    end
        Place where it ends, or NOBODY.
    leaves
        First and last second at which it may begin.
    ends, closes
        End of the shift, and with the overtime that is allowed.
    rests, away
        Breaks that are still to be taken; and absences, of which no two overlap, each ``[from, until)``.
    slowness
        Driving seconds of this technician for each second of the plain way: traffic on average, divided by the pace.
    orders, travel_s, loads
        How much of each it may still take, `loads` by dimension.
    """

    route: int
    technician: int
    begins: int
    has_begun: bool
    end: int
    leaves: Span
    ends: int
    closes: int
    rests: tuple[Rest, ...]
    away: tuple[Span, ...]
    slowness: float
    service_factor: float
    orders: int
    travel_s: int
    loads: tuple[int, ...]


def vehicles_of(p: Arrays) -> tuple[Vehicle, ...]:
    """The shifts that may be given something; the routes hold what is frozen, and nothing else."""
    found = (vehicle_of(p, r) for r in range(len(p.routes)))
    return tuple(vehicle for vehicle in found if vehicle is not None)


def vehicle_of(p: Arrays, r: int) -> Vehicle | None:
    """Route `r`; ``None`` if it is over, breaks a rule as it stands, or has no room for its breaks."""
    row = p.routes[r]
    k, fixed, closes = int(row["technician"]), int(row["fixed"]), int(row["closes"])
    who = p.technicians[k]
    begins, leaves, driven_s = int(row["begins"]), (max(int(row["opens"]), p.now), closes), 0
    if fixed:
        last = p.stops[int(row["first"]) + fixed - 1]
        done = int(last["start"]) + int(last["service_s"])
        begins, driven_s = int(last["place"]), int(last["travel_to"])
        leaves = (done, done) if done >= p.now else (p.now, closes)
    rests = rests_of(p, row, leaves[0])
    if not row["legal"] or leaves[0] > closes or not have_room(rests, ()):
        return None
    leaves, closes, away = between_absences(absences_of(p, who, (leaves[0], closes)), leaves, closes)
    if leaves[0] > closes:
        return None
    rests = tuple(rest for rest in rests if not any(lies_in(rest, span) for span in away))
    if not fixed:
        rests = tuple(rest for rest in rests if rest[0] + rest[2] > leaves[0])  # taken before they set off
    return Vehicle(
        route=r,
        technician=k,
        begins=begins,
        has_begun=fixed > 0,
        end=int(who["end"]),
        leaves=leaves,
        ends=int(row["ends"]),
        closes=closes,
        rests=rests if have_room(rests, away) else (),
        away=away,
        slowness=round(traffic_of(p, (leaves[0], closes)), 2) / float(who["speed_factor"]),
        service_factor=float(who["service_factor"]),
        orders=int(who["max_orders"]) - fixed,
        travel_s=int(who["max_travel_s"]) - driven_s,
        loads=tuple(int(left) for left in p.capacity[k] - p.carried[r]),
    )


def rests_of(p: Arrays, row: Records, begins: int) -> tuple[Rest, ...]:
    """The breaks of a route that do not lie behind it yet at second `begins`; frozen ones have one start."""
    floor = max(p.now, p.frozen) if row["fixed"] else int(row["starts"])
    first, last = int(row["break_first"]), int(row["break_last"])
    found: list[Rest] = []
    for b in range(first, last):
        pause = p.breaks[b]
        length_s, start = int(pause["duration_s"]), int(pause["start"])
        if b < first + int(row["break_fixed"]):
            if start + length_s > begins:
                found.append((start, start, length_s))
        else:
            earliest = max(int(pause["earliest"]), floor)
            latest = min(int(pause["latest"]), int(row["ends"]) - length_s)
            if row["fixed"] or earliest + length_s > begins:
                found.append((earliest, latest, length_s))
    return tuple(found)


def have_room(rests: tuple[Rest, ...], away: tuple[Span, ...]) -> bool:
    """Can the breaks be taken one after the other, each as soon as it may be, outside of the absences?"""
    free = 0
    for earliest, latest, length_s in rests:
        begins = max(earliest, free)
        for leaves, returns in away:
            if begins < returns and begins + length_s > leaves:
                begins = returns
        if begins > latest:
            return False
        free = begins + length_s
    return True


def lies_in(rest: Rest, span: Span) -> bool:
    """Can a break be taken within an absence, where it costs nothing?"""
    earliest, latest, length_s = rest
    return max(earliest, span[0]) <= min(latest, span[1] - length_s)


def absences_of(p: Arrays, who: Records, hours: Span) -> tuple[Span, ...]:
    """The absences of a technician within some hours, those that overlap or touch made one."""
    found: list[Span] = []
    for row in np.sort(p.absences[int(who["absence_first"]) : int(who["absence_last"])], order="opens"):
        begins, ends = max(hours[0], int(row["opens"])), min(hours[1], int(row["closes"]))
        if begins >= ends:
            continue
        if found and begins <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((begins, ends))
    return tuple(found)


def between_absences(away: tuple[Span, ...], leaves: Span, closes: int) -> tuple[Span, int, tuple[Span, ...]]:
    """When a route may begin and must end, whose technician is away at first or at last; and the other absences."""
    if away and away[0][0] <= leaves[0]:
        leaves, away = (away[0][1], closes), away[1:]
    if away and away[-1][1] >= closes:
        closes, away = away[-1][0], away[:-1]
    return (leaves[0], min(leaves[1], closes)), closes, away


def traffic_of(p: Arrays, hours: Span) -> float:
    """By how much traffic slows driving on average in some hours."""
    turns = p.network.turns
    if len(turns) == 1 or hours[0] >= hours[1]:
        return float(turns["factor"][0])
    marks = np.clip(np.append(turns["begins"], hours[1]), *hours)
    return float(np.average(turns["factor"], weights=np.diff(marks)))
