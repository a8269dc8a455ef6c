"""A problem laid out as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from dispatch.arrays import NEED, NEVER, NOBODY, ORDER, ROUTE, SPAN, STOP, TECHNICIAN, Arrays, Network
from dispatch.clock import drive_s, latest_slot, place_before
from dispatch.days import refresh
from dispatch.errors import UnknownOrderError
from dispatch.kernel import compiled
from dispatch.model import Problem
from dispatch.objectives import weights_of
from geo.places import LatLng, MatrixIndex, Place
from geo.travel import GreatCircle


def lay_out(
    problem: Problem, *, room: int = 1, asked: Sequence[int] | None = None, without: int | None = None
) -> Arrays:
    """Lay a problem out, with the plan in force in its routes.

    Parameters
    ----------
    room
        How many stops more than it holds each route has room for.
    asked
        Indexes of the orders of which anything will be asked; all if ``None``. Only their areas are looked up.
    without
        Index of an order that is taken out of the plan in force.
    """
    places = Places(problem)
    orders = lay_orders(problem, places)
    technicians = lay_technicians(problem, places)
    numbers = route_numbers(problem)
    routes, stops = lay_routes(problem, numbers, room, without)
    p = Arrays(
        now=problem.horizon.second(problem.now),
        network=places.network(),
        orders=orders[0],
        windows=orders[1],
        needs=orders[2],
        forbidden=orders[3],
        required=orders[4],
        technicians=technicians,
        absences=spans((a for t in problem.technicians for a in t.absences), problem),
        levels=lay_levels(problem),
        in_area=lay_areas(problem, asked),
        areas=area_numbers(problem),
        routes=routes,
        stops=stops,
        weights=weights_of(problem.policy),
    )
    for route in problem.routes:
        r = numbers[route.technician, route.shift]
        depart = problem.horizon.second(route.depart)
        settle(p, r, depart)
        if routes[r]["count"] > 0:
            routes[r]["depart"] = depart
    for empty in np.flatnonzero(routes["count"] == 0):
        refresh(p, int(empty))
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
    """Numbers the places of a problem, each point once."""

    def __init__(self, problem: Problem) -> None:
        self.travel = problem.travel
        self.points: dict[LatLng, int] = {}

    def number(self, place: Place | None) -> int:
        """Index of a place; NOBODY for none."""
        if place is None:
            return NOBODY
        if isinstance(place, MatrixIndex):
            return place.index
        return self.points.setdefault(place, len(self.points))

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


def lay_orders(problem: Problem, places: Places) -> tuple[Any, Any, Any, Any, Any]:
    """Orders, and the lists that they point into: windows, needs, forbidden, required."""
    horizon = problem.horizon
    skill_numbers = {skill: n for n, skill in enumerate(skill_names(problem))}
    technician_numbers = {technician.id: k for k, technician in enumerate(problem.technicians)}
    rows: list[tuple[Any, ...]] = []
    needs: list[tuple[int, int]] = []
    windows: list[tuple[int, int]] = []
    forbidden: list[int] = []
    required: list[int] = []
    for order in problem.orders:
        firsts = len(windows), len(needs), len(forbidden), len(required)
        windows.extend((horizon.second(w.start), horizon.second(w.end)) for w in order.windows)
        needs.extend((skill_numbers[skill], level) for skill, level in order.skills.items())
        forbidden.extend(technician_numbers[t] for t in order.forbidden_technicians if t in technician_numbers)
        anybody = order.required_technicians is None
        required.extend(technician_numbers[t] for t in order.required_technicians or () if t in technician_numbers)
        rows.append(
            (
                places.number(order.location),
                order.service_s,
                NEVER if order.created is None else horizon.second(order.created),
                order.price_unserved_min,
                firsts[0],
                len(windows),
                firsts[1],
                len(needs),
                firsts[2],
                len(forbidden),
                NOBODY if anybody else firsts[3],
                len(required),
                True,
                True,
            )
        )
    orders = np.array(rows, ORDER)
    mark_ways(problem, orders)
    return (
        orders,
        np.array(windows, SPAN),
        np.array(needs, NEED),
        np.array(forbidden, np.int32),
        np.array(required, np.int32),
    )


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


def lay_technicians(problem: Problem, places: Places) -> Any:
    """Technicians, pointing into areas, absences and routes."""
    rows: list[tuple[Any, ...]] = []
    area = absence = route = 0
    for technician in problem.technicians:
        anywhere = technician.areas is None
        counts = len(technician.areas or ()), len(technician.absences), len(technician.shifts)
        rows.append(
            (
                technician.active,
                places.number(technician.start),
                places.number(technician.end),
                NOBODY if technician.max_orders is None else min(technician.max_orders, np.iinfo(np.int32).max),
                NOBODY if anywhere else area,
                area + counts[0],
                absence,
                absence + counts[1],
                route,
                route + counts[2],
                5.0 - problem.policy.rating_of(technician),
            )
        )
        area, absence, route = area + counts[0], absence + counts[1], route + counts[2]
    return np.array(rows, TECHNICIAN)


def lay_routes(
    problem: Problem, route_numbers: Mapping[tuple[str, int], int], room: int, without: int | None
) -> tuple[Any, Any]:
    """A route for each shift, holding the stops of the plan in force, with room for more."""
    horizon = problem.horizon
    numbers = {order.id: i for i, order in enumerate(problem.orders)}
    held: dict[int, list[tuple[int, int]]] = {}
    for route in problem.routes:
        told = [(numbers[stop.order], horizon.second(stop.start)) for stop in route.stops]
        held[route_numbers[route.technician, route.shift]] = [stop for stop in told if stop[0] != without]
    rows: list[tuple[int, ...]] = []
    first = 0
    for k, technician in enumerate(problem.technicians):
        for shift in technician.shifts:
            count = len(held.get(len(rows), ()))
            opens, closes = max(0, horizon.second(shift.start)), horizon.second(shift.end)
            rows.append((k, first, count + room, count, 0, True, opens, closes, 0, 0, 0, 0, 0))
            first += count + room
    routes, stops = np.array(rows, ROUTE), np.zeros(first, STOP)
    for r, inside in held.items():
        for position, (i, told_s) in enumerate(inside):
            stops[routes[r]["first"] + position]["order"] = i
            stops[routes[r]["first"] + position]["told"] = told_s
    return routes, stops


def route_numbers(problem: Problem) -> dict[tuple[str, int], int]:
    """Index of the route of each technician's each shift."""
    pairs = ((technician.id, shift) for technician in problem.technicians for shift in range(len(technician.shifts)))
    return {pair: r for r, pair in enumerate(pairs)}


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


def spans(of: Iterable[Any], problem: Problem) -> Any:
    """Spans of time, in seconds."""
    return np.array([(problem.horizon.second(s.start), problem.horizon.second(s.end)) for s in of], SPAN)


def skill_names(problem: Problem) -> list[str]:
    """Every skill that anybody holds or needs, in order of name."""
    held = {skill for technician in problem.technicians for skill in technician.skills}
    return sorted(held | {skill for order in problem.orders for skill in order.skills})


def lay_levels(problem: Problem) -> Any:
    """Levels held, shape (n_technicians, n_skills)."""
    numbers = {skill: n for n, skill in enumerate(skill_names(problem))}
    levels = np.zeros((len(problem.technicians), len(numbers)), np.int16)
    for k, technician in enumerate(problem.technicians):
        for skill, level in technician.skills.items():
            levels[k, numbers[skill]] = level
    return levels


def lay_areas(problem: Problem, asked: Sequence[int] | None) -> Any:
    """Which order lies in which area, shape (n_orders, n_areas)."""
    inside = np.zeros((len(problem.orders), len(problem.areas)), np.bool_)
    rows = list(range(len(problem.orders))) if asked is None else list(asked)
    places = [problem.orders[i].location for i in rows]
    communities = [problem.orders[i].community for i in rows]
    for n, area in enumerate(problem.areas):
        inside[rows, n] = area.holds_each(places, communities)
    return inside


def area_numbers(problem: Problem) -> Any:
    """The areas of all technicians, one behind the other."""
    numbers = {area.id: n for n, area in enumerate(problem.areas)}
    return np.array([numbers[a] for t in problem.technicians for a in t.areas or ()], np.int32)
