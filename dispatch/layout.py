"""A problem laid out as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from dispatch.arrays import NEED, NEVER, NOBODY, ORDER, ROUTE, SPAN, STOP, Arrays, Network
from dispatch.clock import drive_s, latest_slot, place_before
from dispatch.days import refresh
from dispatch.errors import UnknownOrderError
from dispatch.kernel import compiled
from dispatch.model import Problem
from dispatch.objectives import weights_of
from dispatch.team import Team, team_of
from geo.places import MatrixIndex, Place
from geo.travel import GreatCircle
from scheduling.horizon import EPOCH


def lay_out(
    problem: Problem, *, room: int = 1, asked: Sequence[int] | None = None, without: int | None = None
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
    """
    asked = range(len(problem.orders)) if asked is None else asked
    team = team_of(problem)
    places = Places(problem, team)
    skills = skills_of(problem, asked)
    orders = lay_orders(problem, places)
    needs, forbidden, required = lay_lists(problem, team, orders, asked)
    routes, stops = lay_routes(problem, team, room, without)
    departs = routes["opens"].copy()
    for route in problem.routes:
        departs[team.routes[route.technician, route.shift]] = problem.horizon.second(route.depart)
    p = Arrays(
        now=problem.horizon.second(problem.now),
        network=places.network(),
        orders=orders,
        windows=lay_windows(problem),
        needs=needs,
        forbidden=forbidden,
        required=required,
        technicians=team.rows,
        absences=spans_of(team.absences + problem.horizon.second(EPOCH)),
        levels=lay_levels(problem, skills),
        in_area=lay_areas(problem, asked),
        areas=area_numbers(problem, team),
        routes=routes,
        stops=stops,
        weights=weights_of(problem.policy),
    )
    settle_all(p, departs)
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
        self.travel = problem.travel
        self.points = list(team.points)

    def number(self, place: Place) -> int:
        """Index of a place: a row of the matrix keeps its own, a point gets the next."""
        if isinstance(place, MatrixIndex):
            return place.index
        self.points.append(place)
        return len(self.points) - 1

    def network(self) -> Network:
        """Travel between all places numbered so far."""
        if isinstance(self.travel, GreatCircle):
            lat_rad = np.radians([point.lat for point in self.points])
            lng_deg = np.array([point.lng for point in self.points], dtype=np.float64)
            nothing = np.zeros((0, 0), np.int32)
            metres_a_second = self.travel.speed_kmh / 3.6
            return Network(False, lat_rad, lng_deg, np.cos(lat_rad), metres_a_second, self.travel.detour, nothing)
        none = np.zeros(0)
        return Network(True, none, none, none, 1.0, 1.0, np.ascontiguousarray(self.travel.durations_s, np.int32))


def lay_orders(problem: Problem, places: Places) -> Any:
    """Orders as the clock needs them: place, service, windows, price."""
    horizon = problem.horizon
    orders = np.zeros(len(problem.orders), ORDER)
    last = np.cumsum([len(order.windows) for order in problem.orders], dtype=np.int32)
    orders["place"] = [places.number(order.location) for order in problem.orders]
    orders["service_s"] = [order.service_s for order in problem.orders]
    orders["created"] = [NEVER if order.created is None else horizon.second(order.created) for order in problem.orders]
    orders["unserved_min"] = [order.price_unserved_min for order in problem.orders]
    orders["window_last"] = last
    orders["window_first"][1:] = last[:-1]
    orders["required_first"] = NOBODY
    mark_ways(problem, orders)
    return orders


def skills_of(problem: Problem, asked: Sequence[int]) -> list[str]:
    """Every skill that the asked orders need, in order of name."""
    return sorted({skill for i in asked for skill in problem.orders[i].skills})


def lay_lists(problem: Problem, team: Team, orders: Any, asked: Sequence[int]) -> tuple[Any, Any, Any]:
    """What the asked orders need, whom they forbid and whom they require; their rows point into these lists."""
    skills = {skill: n for n, skill in enumerate(skills_of(problem, asked))}
    numbers = team.numbers
    needs: list[tuple[int, int]] = []
    forbidden: list[int] = []
    required: list[int] = []
    for i in asked:
        order, row = problem.orders[i], orders[i]
        row["need_first"], row["forbidden_first"] = len(needs), len(forbidden)
        needs.extend((skills[skill], level) for skill, level in order.skills.items())
        forbidden.extend(numbers[name] for name in order.forbidden_technicians if name in numbers)
        row["need_last"], row["forbidden_last"] = len(needs), len(forbidden)
        if order.required_technicians is not None:
            row["required_first"] = len(required)
            required.extend(numbers[name] for name in order.required_technicians if name in numbers)
            row["required_last"] = len(required)
    return np.array(needs, NEED), np.array(forbidden, np.int32), np.array(required, np.int32)


def mark_ways(problem: Problem, orders: Any) -> None:
    """Mark the orders to which, and from which, a way leads from some other order's place."""
    if isinstance(problem.travel, GreatCircle):
        return
    used = np.unique(orders["place"])
    ways = problem.travel.durations_s[np.ix_(used, used)] >= 0
    np.fill_diagonal(ways, False)
    row = np.searchsorted(used, orders["place"])
    orders["reached"] = ways.any(axis=0)[row]
    orders["left"] = ways.any(axis=1)[row]


def lay_routes(problem: Problem, team: Team, room: int, without: int | None) -> tuple[Any, Any]:
    """A route for each shift, holding the stops of the plan in force, with room for more."""
    horizon = problem.horizon
    numbers = {order.id: i for i, order in enumerate(problem.orders)}
    held: dict[int, list[tuple[int, int]]] = {}
    for route in problem.routes:
        told = [(numbers[stop.order], horizon.second(stop.start)) for stop in route.stops]
        held[team.routes[route.technician, route.shift]] = [stop for stop in told if stop[0] != without]
    routes = np.zeros(len(team.owners), ROUTE)
    routes["technician"] = team.owners
    routes["opens"] = np.maximum(0, team.shifts[:, 0] + horizon.second(EPOCH))
    routes["closes"] = team.shifts[:, 1] + horizon.second(EPOCH)
    routes["count"] = [len(held.get(r, ())) for r in range(len(routes))]
    routes["room"] = routes["count"] + room
    routes["first"] = np.cumsum(routes["room"]) - routes["room"]
    stops = np.zeros(int(routes["room"].sum()), STOP)
    filled = [int(routes["first"][r]) + position for r, inside in held.items() for position in range(len(inside))]
    stops["order"][filled] = [i for inside in held.values() for i, _ in inside]
    stops["told"][filled] = [told_s for inside in held.values() for _, told_s in inside]
    return routes, stops


@compiled
def settle_all(p: Arrays, departs: npt.NDArray[np.int64]) -> None:
    """Set the clock of every route; `departs` has shape (n_routes,), seconds."""
    for r in range(p.routes.shape[0]):
        if p.routes[r].count == 0:
            refresh(p, r)
        else:
            settle(p, r, departs[r])
            p.routes[r].depart = departs[r]


@compiled
def settle(p: Arrays, r: int, depart: int) -> None:
    """Find out how many leading stops of route `r`, which departs at `depart`, are under way; set its clock.

    A stop is under way if the technician has set off to it before `now`: to the first at `depart`, to the others as
    late as delays no start.
    """
    route = p.routes[r]
    route.depart = depart
    route.fixed = 0
    for position in range(route.count):
        stop = p.stops[route.first + position]
        leg_s = drive_s(p, place_before(p, r, position), p.orders[stop.order].place)
        left = depart if position == 0 else latest_slot(p, route.technician, stop.told - leg_s, leg_s)
        if left >= p.now:
            break
        route.fixed = position + 1
    refresh(p, r)


def lay_windows(problem: Problem) -> Any:
    """The windows of all orders, one order behind the other."""
    second = problem.horizon.second
    spans = [(second(window.start), second(window.end)) for order in problem.orders for window in order.windows]
    return np.array(spans, SPAN)


def spans_of(pairs: npt.NDArray[np.int64]) -> Any:
    """Pairs of instants, shape (n, 2), as spans."""
    spans = np.zeros(len(pairs), SPAN)
    spans["opens"], spans["closes"] = pairs[:, 0], pairs[:, 1]
    return spans


def lay_levels(problem: Problem, skills: Sequence[str]) -> Any:
    """Levels held of the skills that are asked for, shape (n_technicians, n_skills)."""
    levels = [[technician.skills.get(skill, 0) for skill in skills] for technician in problem.technicians]
    return np.array(levels, np.int16).reshape(len(problem.technicians), len(skills))


def lay_areas(problem: Problem, asked: Sequence[int]) -> Any:
    """Which order lies in which area, shape (n_orders, n_areas)."""
    inside = np.zeros((len(problem.orders), len(problem.areas)), np.bool_)
    rows = list(asked)
    places = [problem.orders[i].location for i in rows]
    communities = [problem.orders[i].community for i in rows]
    for n, area in enumerate(problem.areas):
        inside[rows, n] = area.holds_each(places, communities)
    return inside


def area_numbers(problem: Problem, team: Team) -> Any:
    """The areas of all technicians, one behind the other."""
    numbers = {area.id: n for n, area in enumerate(problem.areas)}
    return np.array([numbers[area] for area in team.areas], np.int32)
