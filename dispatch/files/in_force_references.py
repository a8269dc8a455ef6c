"""Does what is in force fit the problem? Ids and roles that exist, nothing twice, time that runs forwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from dispatch.files.faults import shown
from dispatch.files.in_force_file import InForce
from dispatch.files.reading import Record
from dispatch.model import Lock, Order, Route, Technician
from scheduling.horizon import Horizon


def check_in_force(
    found: InForce,
    orders: Mapping[str, Order | None],
    technicians: Mapping[str, Technician | None],
    horizon: Horizon,
) -> None:
    """Note what of a plan in force does not fit.

    Parameters
    ----------
    orders, technicians
        By id; ``None`` for those who are known to be there, but could not be read.
    """
    _check_routes(found.routes, orders, technicians, horizon)
    planned = {stop.order for _, route in found.routes for stop in route.stops}
    _check_locks(found.locks, orders, planned)


def _check_routes(
    routes: Sequence[tuple[Record, Route]],
    orders: Mapping[str, Order | None],
    technicians: Mapping[str, Technician | None],
    horizon: Horizon,
) -> None:
    used: set[tuple[str, int]] = set()
    served: set[tuple[str, int]] = set()
    for record, route in routes:
        technician = technicians.get(route.technician)
        if route.technician not in technicians:
            record.fault("technician", "unknown_id", f"is {shown(route.technician)}, no technician has this id")
        elif technician is not None and route.shift >= len(technician.shifts):
            record.fault("shift", "range", f"is {route.shift}, the technician has {len(technician.shifts)} shifts")
        if (route.technician, route.shift) in used:
            record.fault(None, "duplicate", f"technician {shown(route.technician)} has shift {route.shift} twice")
        used.add((route.technician, route.shift))
        _check_stops(record, route, orders, served)
        _check_clock(record, route, horizon)
        _check_breaks(record, route, horizon)


def _check_stops(
    record: Record, route: Route, orders: Mapping[str, Order | None], served: set[tuple[str, int]]
) -> None:
    for i, stop in enumerate(route.stops):
        pointer = f"{record.pointer}/stops/{i}"
        order = orders.get(stop.order)
        if stop.order not in orders:
            record.faults.add(pointer + "/order", "unknown_id", f"is {shown(stop.order)}, no order has this id")
        elif order is not None and stop.role >= len(order.roles):
            record.faults.add(pointer + "/role", "range", f"is {stop.role}, the order has {len(order.roles)} roles")
        if (stop.order, stop.role) in served:
            of_role = f"role {stop.role} is" if stop.role else "is"
            record.faults.add(pointer + "/order", "duplicate", f"is {shown(stop.order)}, {of_role} in the plan already")
        served.add((stop.order, stop.role))


def _check_clock(record: Record, route: Route, horizon: Horizon) -> None:
    """Note where time runs backwards; compared as seconds, since an hour may come twice in the horizon's zone."""
    instants: list[tuple[str, datetime]] = []
    for i, stop in enumerate(route.stops):
        instants += [(f"stops/{i}/start", stop.start), (f"stops/{i}/finish", stop.finish)]
    _require_forwards(record, horizon, [("depart", route.depart), *instants, ("return", route.back)])


def _check_breaks(record: Record, route: Route, horizon: Horizon) -> None:
    for pause in route.breaks:
        if horizon.second(pause.finish) <= horizon.second(pause.start):
            record.fault(
                "breaks",
                "value",
                f"has one from {pause.start.isoformat()} to {pause.finish.isoformat()}, must end after it starts",
            )


def _require_forwards(record: Record, horizon: Horizon, instants: Sequence[tuple[str, datetime]]) -> None:
    (_, clock), *later = instants
    for field, instant in later:
        if horizon.second(instant) >= horizon.second(clock):
            clock = instant
        else:
            record.faults.add(
                f"{record.pointer}/{field}",
                "value",
                f"is {instant.isoformat()}, must not be before {clock.isoformat()}",
            )


def _check_locks(locks: Sequence[tuple[Record, Lock]], orders: Mapping[str, Order | None], planned: set[str]) -> None:
    locked: set[str] = set()
    for record, lock in locks:
        if lock.order not in orders:
            record.fault("order", "unknown_id", f"is {shown(lock.order)}, no order has this id")
        elif lock.kind != "time_range" and lock.order not in planned:
            record.fault("order", "value", f"is {shown(lock.order)}, must be in plan.routes for the lock {lock.kind}")
        if lock.order in locked:
            record.fault("order", "duplicate", f"is {shown(lock.order)}, has a lock already")
        locked.add(lock.order)
