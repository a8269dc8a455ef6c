"""A problem laid out as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dispatch.errors import UnknownOrderError
from dispatch.evaluator.arrays import NEVER, POINT, TRIAL, TURN, Arrays, Network
from dispatch.evaluator.days import refresh
from dispatch.evaluator.in_force import settle
from dispatch.evaluator.kernel import compiled_entry
from dispatch.layout.order_rows import (
    Visits,
    lay_areas,
    lay_levels,
    lay_lists,
    lay_loads,
    lay_orders,
    lay_windows,
    skills_of,
    spans_of,
)
from dispatch.layout.route_rows import InForce, lay_breaks, lay_routes
from dispatch.layout.team import Team, team_of
from dispatch.model import Problem
from dispatch.objectives import DISTANCE, TERMS, weights_of
from geo.places import MatrixIndex, Place
from geo.travel import GreatCircle, Matrix
from scheduling.horizon import EPOCH


def lay_out(
    problem: Problem,
    *,
    room: int = 1,
    asked: Sequence[int] | None = None,
    without: int | None = None,
    bind: bool = True,
) -> Arrays:
    """Lay a problem out, with the plan in force in its routes.

    Parameters
    ----------
    room
        How many stops more than it holds each route has room for.
    asked
        Indexes of the orders of which anything will be asked; all if ``None``. What only static rules need to know is
        laid out for them alone.
    without
        Index of an order that is taken out of the plan in force.
    bind
        Does what hangs together with other visits, a crew or an order behind another, keep technician and start?
    """
    team = team_of(problem)
    visits = Visits.of(problem)
    asked = range(len(visits.rows)) if asked is None else asked
    stated = range(len(visits.rows)) if team.certified else asked  # certificates bound the starts of all
    places = Places(problem, team)
    skills = skills_of(visits, stated)
    orders = lay_orders(problem, visits, team, places, bind)
    technicians = team.rows.copy()
    lists = lay_lists(problem, visits, team, (orders, technicians), skills, stated, asked)
    in_force = InForce.of(problem, visits, team, without)
    routes, stops, gaps = lay_routes(problem, team, in_force, room)
    levels, expires = lay_levels(problem, team, skills)
    weights = weights_of(problem.policy)
    p = Arrays(
        now=problem.horizon.second(problem.now),
        frozen=NEVER if problem.frozen_before is None else problem.horizon.second(problem.frozen_before),
        network=places.network(int(routes["closes"].max(initial=0)), bool(weights[DISTANCE])),
        orders=orders,
        technicians=technicians,
        profiles=team.profiles.copy(),
        profile_of=team.profile_of,
        routes=routes,
        stops=stops,
        gaps=gaps,
        breaks=lay_breaks(problem, team, in_force),
        windows=lay_windows(problem, visits),
        absences=spans_of(team.absences + problem.horizon.second(EPOCH)),
        needs=lists.needs,
        levels=levels,
        expires=expires,
        in_area=lay_areas(problem, visits, asked),
        names=lists.names,
        loads=lay_loads(visits, team),
        capacity=team.capacity,
        carried=np.zeros((len(routes), team.capacity.shape[1]), np.int64),
        weights=weights,
        worked_s=np.zeros(len(team.rows), np.int64),
        late_max_s=np.zeros(len(routes), np.int64),
        trial=np.zeros(1, TRIAL),
        totals=np.zeros(len(TERMS)),
    )
    settle_all(p, in_force.departs, in_force.backs, in_force.stated)
    return p


def order_number(problem: Problem, order_id: str) -> int:
    """Index of an order.

    Raises
    ------
    UnknownOrderError
        If the problem holds no order of that id.
    """
    for i, order in enumerate(problem.orders):
        if order.id == order_id:
            return i
    raise UnknownOrderError(f"order {order_id!r} is not one of the {len(problem.orders)} orders of the problem")


class Places:
    """Numbers the places of a problem: those of the team first, then the orders'."""

    def __init__(self, problem: Problem, team: Team) -> None:
        self.problem = problem
        self.points = list(team.points)

    def number(self, place: Place) -> int:
        """Index of a place: a row of the matrix keeps its own, a point gets the next."""
        if isinstance(place, MatrixIndex):
            return place.index
        self.points.append(place)
        return len(self.points) - 1

    def network(self, last: int, measured: bool) -> Network:
        """Travel between all places numbered so far, in the traffic up to second `last`.

        Parameters
        ----------
        measured
            Does anybody ask for metres?
        """
        travel, horizon = self.problem.travel, self.problem.horizon
        turns = self.problem.traffic.changes(horizon, 0, max(1, last))
        by_clock = np.array(list(turns), TURN)
        factors = float(by_clock["factor"].min()), float(by_clock["factor"].max())
        nothing = np.zeros((0, 0), np.int32)
        if isinstance(travel, GreatCircle):
            points = np.zeros(len(self.points), POINT)
            points["lat_rad"] = np.radians([point.lat for point in self.points])
            points["lng_deg"] = [point.lng for point in self.points]
            points["cos_lat"] = np.cos(points["lat_rad"])
            return Network(False, points, travel.speed_kmh / 3.6, travel.detour, nothing, nothing, by_clock, *factors)
        return Network(True, np.zeros(0, POINT), 1.0, 1.0, *matrices(travel, measured), by_clock, *factors)


def matrices(travel: Matrix, measured: bool) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Seconds, and metres if anybody asks and they are known."""
    distances_m = travel.distances_m
    if not measured or distances_m is None:
        distances_m = np.zeros((0, 0), np.int32)
    return np.ascontiguousarray(travel.durations_s, np.int32), np.ascontiguousarray(distances_m, np.int32)


@compiled_entry
def settle_all(
    p: Arrays, departs: npt.NDArray[np.int64], backs: npt.NDArray[np.int64], stated: npt.NDArray[np.int64]
) -> None:
    """Set the clock of every route; all have shape (n_routes,), see `InForce`."""
    for r in range(p.routes.shape[0]):
        if p.routes[r].count == 0:
            refresh(p, r, 0)
        else:
            settle(p, r, departs[r], backs[r], stated[r])
