"""Do the parts of a problem fit together? Ids that are there once, ids that exist, places that the travel knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dispatch.files.faults import Faults, shown, step
from dispatch.files.reading import Record
from dispatch.model import Order, Route, Technician
from geo.errors import InvalidTravelError
from geo.places import Place
from geo.travel import GreatCircle, Matrix
from scheduling.horizon import Horizon

Located = tuple[str, Place]
"""A pointer, and the place that stands there."""


def known_ids(record: Record, name: str) -> frozenset[str]:
    """Ids in a list of objects, those of objects at fault included; each that comes twice is noted."""
    found: dict[str, int] = {}
    items = record.raw(name)
    for i, item in enumerate(items if isinstance(items, list) else ()):
        key = item.get("id") if isinstance(item, dict) else None
        if isinstance(key, str):
            if key in found:
                record.faults.add(
                    f"{record.pointer}/{name}/{i}/id", "duplicate", f"is {shown(key)}, as in /{name}/{found[key]}"
                )
            found.setdefault(key, i)
    return frozenset(found)


def require_known(names: Iterable[str], known: frozenset[str], pointer: str, what: str, faults: Faults) -> None:
    """Note each name of a list that nobody knows."""
    for i, name in enumerate(names):
        if name not in known:
            faults.add(f"{pointer}/{i}", "unknown_id", f"is {shown(name)}, no {what} has this id")


def require_skills(levels: Mapping[str, int], allowed: frozenset[str], pointer: str, faults: Faults) -> None:
    """Note each skill that the problem does not allow."""
    for skill in levels:
        if skill not in allowed:
            faults.add(pointer + step(skill), "value", f"is {shown(skill)}, must be one of the problem's skills")


def check_technicians(
    technicians: Sequence[tuple[Record, Technician]], areas: frozenset[str], skills: frozenset[str] | None
) -> list[Located]:
    """Note areas and skills that do not exist; answer where the technicians' places stand."""
    places = []
    for record, technician in technicians:
        require_known(technician.areas or (), areas, record.pointer + "/areas", "area", record.faults)
        if skills is not None:
            require_skills(technician.skills, skills, record.pointer + "/skills", record.faults)
        places.append((record.pointer + "/start", technician.start))
        if technician.end is not None:
            places.append((record.pointer + "/end", technician.end))
    return places


def check_orders(
    orders: Sequence[tuple[Record, Order]], technicians: frozenset[str], skills: frozenset[str] | None
) -> list[Located]:
    """Note technicians and skills that do not exist; answer where the orders' places stand."""
    places = []
    for record, order in orders:
        for field, names in (
            ("required_technicians", order.required_technicians),
            ("forbidden_technicians", order.forbidden_technicians),
        ):
            require_known(names or (), technicians, f"{record.pointer}/{field}", "technician", record.faults)
        if skills is not None:
            require_skills(order.skills, skills, record.pointer + "/skills", record.faults)
        places.append((record.pointer + "/location", order.location))
    return places


def check_places(places: Iterable[Located], travel: GreatCircle | Matrix, faults: Faults) -> None:
    """Note each place that the way of travelling cannot know."""
    for pointer, place in places:
        try:
            travel.require(place)
        except InvalidTravelError as error:
            faults.add(pointer + step(error.field) if error.field else pointer, "range", str(error))


def check_routes(
    routes: Sequence[tuple[Record, Route]],
    orders: frozenset[str],
    technicians: Mapping[str, Technician | None],
    horizon: Horizon,
) -> None:
    """Note in the plan in force: ids that do not exist, shifts and orders that come twice, time that runs backwards."""
    used: set[tuple[str, int]] = set()
    served: set[str] = set()
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


def _check_stops(record: Record, route: Route, orders: frozenset[str], served: set[str]) -> None:
    for i, stop in enumerate(route.stops):
        pointer = f"{record.pointer}/stops/{i}/order"
        if stop.order not in orders:
            record.faults.add(pointer, "unknown_id", f"is {shown(stop.order)}, no order has this id")
        if stop.order in served:
            record.faults.add(pointer, "duplicate", f"is {shown(stop.order)}, in the plan already")
        served.add(stop.order)


def _check_clock(record: Record, route: Route, horizon: Horizon) -> None:
    """Note where time runs backwards; compared as seconds, since an hour may come twice in the horizon's zone."""
    instants: list[tuple[str, datetime]] = []
    for i, stop in enumerate(route.stops):
        instants += [(f"stops/{i}/start", stop.start), (f"stops/{i}/finish", stop.finish)]
    clock = route.depart
    for field, instant in (*instants, ("return", route.back)):
        if horizon.second(instant) >= horizon.second(clock):
            clock = instant
        else:
            record.faults.add(
                f"{record.pointer}/{field}",
                "value",
                f"is {instant.isoformat()}, must not be before {clock.isoformat()}",
            )
