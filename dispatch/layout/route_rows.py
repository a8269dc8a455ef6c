"""Routes as rows of the arrays: one for each shift, with the stops and breaks of the plan in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.evaluator.arrays import BREAK, GAP, NOBODY, ROUTE, STOP, Arrays
from dispatch.evaluator.in_force import BREAKS, WHOLE
from dispatch.layout.order_rows import Visits
from dispatch.layout.team import Team
from dispatch.model import Problem, Route
from scheduling.horizon import EPOCH


@dataclass(frozen=True, slots=True)
class InForce:
    """The plan in force by route of the arrays.

    Parameters
    ----------
    held
        Row and told start of the stops of each route, by route.
    pauses
        Begins of the breaks of each route that states them as its shift wants them, in the order of the shift.
    ahead
        How many stops stood ahead of the order that was taken out, by its route.
    departs, backs, stated
        Of each route, shape (n_routes,); for `stated` see `dispatch.evaluator.in_force.settle`.
    """

    held: dict[int, list[tuple[int, int]]]
    pauses: dict[int, list[int]]
    ahead: dict[int, int]
    departs: npt.NDArray[np.int64]
    backs: npt.NDArray[np.int64]
    stated: npt.NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem, visits: Visits, team: Team, without: int | None) -> InForce:
        """What is in force, but for the order of row `without`."""
        second = problem.horizon.second
        held: dict[int, list[tuple[int, int]]] = {}
        pauses: dict[int, list[int]] = {}
        ahead: dict[int, int] = {}
        departs, backs = np.zeros(len(team.owners), np.int64), np.zeros(len(team.owners), np.int64)
        stated = np.zeros(len(team.owners), np.int64)
        firsts = np.cumsum(team.break_counts) - team.break_counts
        for route in problem.routes:
            r = team.routes[route.technician, route.shift]
            told = [(visits.numbers[stop.order, stop.role], second(stop.start)) for stop in route.stops]
            held[r] = [stop for stop in told if stop[0] != without]
            if len(held[r]) < len(told):
                ahead[r] = next(position for position, stop in enumerate(told) if stop[0] == without)
            wanted = team.breaks[firsts[r] : firsts[r] + team.break_counts[r]]
            begins = stated_breaks(problem, route, wanted + np.array([second(EPOCH), second(EPOCH), 0]))
            if begins is not None:
                pauses[r] = begins
            departs[r], backs[r] = second(route.depart), second(route.back)
            stated[r] = BREAKS * (begins is not None) + WHOLE * (len(held[r]) == len(told))
        return cls(held, pauses, ahead, departs, backs, stated)


def stated_breaks(problem: Problem, route: Route, wanted: npt.NDArray[np.int64]) -> list[int] | None:
    """When a route in force takes the breaks that its shift wants, one after the other; ``None`` if it does not."""
    second = problem.horizon.second
    taken = sorted((second(pause.start), second(pause.finish)) for pause in route.breaks)
    if len(taken) != len(wanted):
        return None
    for (begins, ends), (earliest, latest, duration_s) in zip(taken, wanted, strict=True):
        if not earliest <= begins <= latest or ends - begins != duration_s:
            return None
    return [begins for begins, _ in taken]


def lay_routes(problem: Problem, team: Team, in_force: InForce, room: int) -> tuple[Any, Any, Any]:
    """A route for each shift, holding the stops of the plan in force, with room for more; its stops, and its gaps."""
    epoch = problem.horizon.second(EPOCH)
    routes = np.zeros(len(team.owners), ROUTE)
    routes["technician"] = team.owners
    routes["starts"] = routes["opens"] = np.maximum(0, team.shifts[:, 0] + epoch)
    routes["ends"] = team.shifts[:, 1] + epoch
    routes["closes"] = team.shifts[:, 2] + epoch
    routes["begins"] = team.rows["start"][team.owners]
    routes["break_last"] = np.cumsum(team.break_counts)
    routes["break_first"] = routes["break_last"] - team.break_counts
    held = in_force.held
    for k in np.flatnonzero(team.positions[:, 0] != NOBODY):
        begin_at(problem, team, routes, in_force, int(k))
    for r in held:
        keep_clear(team, routes, in_force, r)
    routes["count"] = [len(held.get(r, ())) for r in range(len(routes))]
    routes["fixed"] = [in_force.ahead.get(r, count) for r, count in enumerate(routes["count"])]
    routes["room"] = routes["count"] + room
    routes["first"] = np.cumsum(routes["room"]) - routes["room"]
    stops = np.zeros(int(routes["room"].sum()), STOP)
    filled = [int(routes["first"][r]) + position for r, inside in held.items() for position in range(len(inside))]
    stops["order"][filled] = [i for inside in held.values() for i, _ in inside]
    stops["told"][filled] = [told_s for inside in held.values() for _, told_s in inside]
    return routes, stops, np.zeros(len(stops) + len(routes), GAP)


def with_room(p: Arrays, rooms: npt.NDArray[np.int32]) -> Arrays:
    """The same with room for `rooms` stops in each route, shape (n_routes,); no fewer than it holds."""
    routes = p.routes.copy()
    routes["room"] = rooms
    routes["first"] = np.cumsum(rooms) - rooms
    stops = np.zeros(int(rooms.sum(dtype=np.int64)), STOP)
    gaps = np.zeros(len(stops) + len(routes), GAP)
    for r, (new, old) in enumerate(zip(routes["first"].tolist(), p.routes["first"].tolist(), strict=True)):
        held = int(routes["count"][r])
        stops[new : new + held] = p.stops[old : old + held]
        gaps[new + r : new + r + held + 1] = p.gaps[old + r : old + r + held + 1]
    return p._replace(routes=routes, stops=stops, gaps=gaps)


def keep_clear(team: Team, routes: Any, in_force: InForce, r: int) -> None:
    """Let the other shifts of a technician begin after route `r` in force is back, and end before it departs."""
    row = team.rows[int(team.owners[r])]
    for other in range(int(row["route_first"]), int(row["route_last"])):
        if not in_force.held[r] or other == r:
            continue
        if routes[other]["ends"] > routes[r]["ends"]:
            for beginning in ("starts", "opens"):
                routes[other][beginning] = max(routes[other][beginning], in_force.backs[r])
        else:
            routes[other]["closes"] = min(routes[other]["closes"], in_force.departs[r])


def begin_at(problem: Problem, team: Team, routes: Any, in_force: InForce, k: int) -> None:
    """Let the shift under way of technician `k` begin where they were seen, unless a stop in force tells that.

    That is one that starts before `frozen_before`, or to which they have departed before `now`.
    """
    second = problem.horizon.second
    place, at = int(team.positions[k, 0]), int(team.positions[k, 1]) + second(EPOCH)
    now, frozen = second(problem.now), second(problem.frozen_before or problem.now)
    for r in range(int(team.rows[k]["route_first"]), int(team.rows[k]["route_last"])):
        if not routes[r]["opens"] <= at < routes[r]["closes"]:
            continue
        held = in_force.held.get(r, [])
        if not held or (in_force.departs[r] >= now and held[0][1] >= frozen):
            routes[r]["begins"], routes[r]["opens"] = place, max(at, int(routes[r]["opens"]))


def lay_breaks(problem: Problem, team: Team, in_force: InForce) -> Any:
    """The breaks of all routes, those in force with their begin and gap."""
    epoch = problem.horizon.second(EPOCH)
    breaks = np.zeros(len(team.breaks), BREAK)
    breaks["earliest"] = team.breaks[:, 0] + epoch
    breaks["latest"] = team.breaks[:, 1] + epoch
    breaks["duration_s"] = team.breaks[:, 2]
    firsts = np.cumsum(team.break_counts) - team.break_counts
    for r, begins in in_force.pauses.items():
        starts = [told_s for _, told_s in in_force.held[r]]
        for n, begin in enumerate(begins):
            row = breaks[int(firsts[r]) + n]
            row["start"] = begin
            row["gap"] = sum(told_s <= begin for told_s in starts)
    return breaks
