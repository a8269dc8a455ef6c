"""What is counted along a route of a routing model: orders, driving, loads, and prices of who serves what."""

from __future__ import annotations

from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp

from dispatch.backends.routing.day import Day
from dispatch.backends.routing.units import DEAREST, UNITS_A_MINUTE, units
from dispatch.evaluator.arrays import ALWAYS
from dispatch.objectives import BALANCE, RATING

MINUTE_S = 60


def add_quotas(routing: Any, day: Day) -> None:
    """Add a dimension for each thing that anybody is bound or priced by."""
    _add_orders(routing, day)
    _add_travel(routing, day)
    _add_loads(routing, day)
    _add_pairs(routing, day)
    _add_work(routing, day)


def _add_orders(routing: Any, day: Day) -> None:
    """How many orders; each beyond the newcomer's quota costs its server's missing stars."""
    most = len(day.visits)
    stars = [float(day.p.technicians[vehicle.technician]["stars_lost"]) for vehicle in day.vehicles]
    is_rated = day.p.weights[RATING] != 0.0 and any(stars)
    if not is_rated and all(vehicle.orders >= most for vehicle in day.vehicles):
        return
    one = routing.RegisterUnaryTransitVector(_by_node(day, np.ones(most, np.int64)))
    limits = [min(most, max(0, vehicle.orders)) for vehicle in day.vehicles]
    routing.AddDimensionWithVehicleCapacity(one, 0, limits, True, "orders")
    counted = routing.GetDimensionOrDie("orders")
    for v, vehicle in enumerate(day.vehicles):
        price = units(day.p.weights[RATING] * stars[v])
        row = day.p.routes[vehicle.route]
        free = max(0, int(day.p.technicians[vehicle.technician]["free_of_rating"]) - int(row["fixed"]))
        if price:
            counted.SetCumulVarSoftUpperBound(routing.End(v), free, price)


def _add_travel(routing: Any, day: Day) -> None:
    """Seconds of driving in a shift, the way home included."""
    if all(vehicle.travel_s >= ALWAYS // 2 for vehicle in day.vehicles):
        return
    made: dict[float, int] = {}
    longest_s = day.closes + 1
    for vehicle in day.vehicles:
        if vehicle.slowness not in made:
            driven_s = day.ways.drive_s(vehicle.slowness, longest_s)
            made[vehicle.slowness] = routing.RegisterTransitMatrix(driven_s.tolist())
    limits = [min(longest_s, max(0, vehicle.travel_s)) for vehicle in day.vehicles]
    transits = [made[vehicle.slowness] for vehicle in day.vehicles]
    routing.AddDimensionWithVehicleTransitAndCapacity(transits, 0, limits, True, "travel")


def _add_loads(routing: Any, day: Day) -> None:
    """Loads by dimension, against what the vehicles may still take."""
    for dimension in range(day.loads.shape[1]):
        taken = day.loads[:, dimension]
        total = int(taken.sum())
        limits = [min(total, max(0, vehicle.loads[dimension])) for vehicle in day.vehicles]
        if min(limits) < total:
            load = routing.RegisterUnaryTransitVector(_by_node(day, taken))
            routing.AddDimensionWithVehicleCapacity(load, 0, limits, True, f"load {dimension}")


def _add_pairs(routing: Any, day: Day) -> None:
    """Prices of who serves what, added up along the route."""
    if day.pair_min is None:
        return
    prices = np.minimum(np.round(day.pair_min * UNITS_A_MINUTE), DEAREST).astype(np.int64)
    owners = [vehicle.technician for vehicle in day.vehicles]
    made: dict[int, int] = {}
    for v, k in enumerate(owners):
        if k not in made:
            made[k] = routing.RegisterUnaryTransitVector(_by_node(day, prices[:, v]))
    most = int(prices.max(axis=1).sum())
    routing.AddDimensionWithVehicleTransits([made[k] for k in owners], 0, most, True, "pairs")
    routing.GetDimensionOrDie("pairs").SetSpanCostCoefficientForAllVehicles(1)


def _add_work(routing: Any, day: Day) -> None:
    """Balance of work, as near as OR-Tools can be told: the square of the minutes at work in each shift by itself."""
    price = round(min(float(DEAREST), day.p.weights[BALANCE] * UNITS_A_MINUTE / 3600.0))
    if not price:
        return
    made: dict[tuple[float, float], int] = {}
    kinds = [(vehicle.slowness, vehicle.service_factor) for vehicle in day.vehicles]
    most = day.closes // MINUTE_S + len(day.visits) + 1
    for slowness, service_factor in kinds:
        if (slowness, service_factor) not in made:
            worked_s = day.ways.busy_s(service_factor)[:, None] + day.ways.drive_s(slowness, day.closes)
            minutes = worked_s // MINUTE_S
            made[slowness, service_factor] = routing.RegisterTransitMatrix(minutes.tolist())
    routing.AddDimensionWithVehicleTransits([made[kind] for kind in kinds], 0, most, True, "work")
    work = routing.GetDimensionOrDie("work")
    for v in range(len(kinds)):
        work.SetQuadraticCostSoftSpanUpperBoundForVehicle(pywrapcp.BoundCost(0, price), v)


def _by_node(day: Day, of_visits: Any) -> list[int]:
    """Numbers of the visits as numbers of all nodes; 0 where vehicles begin and end."""
    found = [0] * day.ways.count
    found[: len(day.visits)] = [int(number) for number in of_visits]
    return found
