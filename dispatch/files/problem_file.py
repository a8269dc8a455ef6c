"""The problem file: all that a question to the engine is asked about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from dispatch.files.area_file import AREA, area_to_json, read_area
from dispatch.files.datum_file import WGS84, in_wgs84
from dispatch.files.faults import Faults, shown
from dispatch.files.in_force_file import in_force_to_json, read_in_force
from dispatch.files.in_force_references import check_in_force
from dispatch.files.json_text import parse
from dispatch.files.order_file import ORDER, order_to_json, read_order
from dispatch.files.pace import check_pace
from dispatch.files.policy_file import POLICY, policy_to_json, read_policy
from dispatch.files.precedence import check_precedence
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.references import check_orders, check_places, check_policy, check_technicians, known_ids
from dispatch.files.roads_file import ask_for_roads
from dispatch.files.technician_file import TECHNICIAN, read_technician, technician_to_json
from dispatch.files.travel_file import read_travel, travel_to_json
from dispatch.limits import MAX_FILE_BYTES, MAX_ORDERS, MAX_PAIRS, MAX_TECHNICIANS, require_at_most
from dispatch.model import Order, Policy, Problem, Technician
from dispatch.on_roads import Ask
from dispatch.policies import BALANCED
from geo.areas import ServiceArea
from geo.datums import DATUMS
from scheduling.errors import UnknownZoneError
from scheduling.horizon import Horizon
from scheduling.instants import format_instant
from scheduling.zones import odd_offset_since, zone_named

FORMAT = "paidan.problem.v1"

Thing = TypeVar("Thing", Order, Technician)

_PROBLEM = Shape(
    frozenset(
        (
            "format",
            "origin",
            "now",
            "timezone",
            "datum",
            "travel",
            "skills",
            "areas",
            "technicians",
            "orders",
            "policy",
            "plan",
        )
    )
)


def read_problem(text: str | bytes, roads: Ask | None = None) -> Problem:
    """Read a problem file.

    Parameters
    ----------
    roads
        Who is asked where travel is ``osrm``; unless given, such a problem is refused.

    Raises
    ------
    InvalidInputError
        With all faults that were found.
    TooLargeError
        If it is more than `dispatch.limits` allow.
    """
    require_at_most(len(text), MAX_FILE_BYTES, "/: bytes of the problem file")
    return problem_from_json(parse(text), roads)


def problem_from_json(data: object, roads: Ask | None = None) -> Problem:
    """Read a parsed problem.

    Parameters
    ----------
    roads
        Who is asked where travel is ``osrm``; unless given, such a problem is refused.

    Raises
    ------
    InvalidInputError
        With all faults that were found.
    TooLargeError
        If it is more than `dispatch.limits` allow.
    """
    faults = Faults()
    record = record_of(data, "", faults, _PROBLEM)
    problem = None if record is None else _problem(record, roads)
    faults.raise_if_any()
    assert problem is not None
    return problem


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """A problem as in files, places in WGS-84; instants of orders, technicians and locks keep their own offsets."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "origin": problem.origin.isoformat(),
        "now": format_instant(problem.now, problem.horizon.told_in),
        "travel": travel_to_json(problem.travel, problem.traffic),
        "technicians": [technician_to_json(technician) for technician in problem.technicians],
        "orders": [order_to_json(order) for order in problem.orders],
        "policy": policy_to_json(problem.policy),
    }
    if problem.timezone is not None:
        data["timezone"] = problem.timezone.key
    if problem.skills is not None:
        data["skills"] = list(problem.skills)
    if problem.areas:
        data["areas"] = [area_to_json(area) for area in problem.areas]
    in_force = in_force_to_json(problem)
    if in_force:
        data["plan"] = in_force
    return data


def problem_sha256(data: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of a problem as JSON with sorted keys and no white space, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _problem(record: Record, roads: Ask | None) -> Problem | None:
    if record.raw("format") is not None:
        record.choice("format", (FORMAT,))
    _require_sizes(record)
    origin = record.instant("origin")
    now = _now(record, origin)
    timezone = _timezone(record, origin)
    datum = _datum(record)
    travel, traffic = read_travel(record, askable=roads is not None)
    skills = record.names_or_none("skills")
    areas = _areas(record)
    technicians = _technicians(record)
    orders = _orders(record)
    policy = _policy(record)
    technician_ids, order_ids = known_ids(record, "technicians"), known_ids(record, "orders")
    allowed = None if skills is None else frozenset(skills)
    places = check_technicians(technicians, known_ids(record, "areas"), allowed)
    places += check_orders(orders, technician_ids, allowed)
    check_precedence(orders, order_ids)
    if travel is not None:
        check_places(places, travel, record.faults)
        check_pace(record, travel, traffic, technicians)
        if policy is not None:
            check_policy(record, policy, travel)
    horizon = Horizon(origin, timezone)
    in_force = read_in_force(record, horizon)
    check_in_force(
        in_force,
        _by_id(record, "orders", orders, order_ids),
        _by_id(record, "technicians", technicians, technician_ids),
        horizon,
    )
    if travel is None or policy is None or not record.is_sound:
        return None
    problem = Problem(
        origin=origin,
        now=now,
        travel=travel,
        technicians=tuple(technician for _, technician in technicians),
        orders=tuple(order for _, order in orders),
        policy=policy,
        areas=areas,
        timezone=timezone,
        skills=skills,
        traffic=traffic,
        routes=tuple(route for _, route in in_force.routes),
        locks=tuple(lock for _, lock in in_force.locks),
        frozen_before=in_force.frozen_before,
        sha256=problem_sha256(record.data),
    )
    problem = problem if datum == WGS84 else in_wgs84(problem, datum, record.faults)
    return problem if roads is None else ask_for_roads(record, problem, technicians, roads)


def _by_id(
    record: Record, name: str, read: Sequence[tuple[Record, Thing]], ids: frozenset[str]
) -> Mapping[str, Thing | None]:
    """Technicians or orders by id; ``None`` for all of them if one could not be read or is there twice."""
    given = record.raw(name)
    if isinstance(given, list) and len(read) == len(given) == len(ids):
        return {thing.id: thing for _, thing in read}
    return dict.fromkeys(ids)


def _require_sizes(record: Record) -> None:
    lists = [record.raw(name) for name in ("orders", "technicians")]
    orders, technicians = (len(items) if isinstance(items, list) else 0 for items in lists)
    require_at_most(orders, MAX_ORDERS, "/orders: orders")
    require_at_most(technicians, MAX_TECHNICIANS, "/technicians: technicians")
    require_at_most(orders * technicians, MAX_PAIRS, "/: orders times technicians")


def _now(record: Record, origin: datetime) -> datetime:
    if not record.has("now"):
        return origin
    now = record.instant("now")
    if record.is_sound and now < origin:
        record.fault("now", "range", f"is {now.isoformat()}, must not be before origin {origin.isoformat()}")
    return now


def _datum(record: Record) -> str:
    return record.choice("datum", DATUMS) if record.has("datum") else WGS84


def _timezone(record: Record, origin: datetime) -> ZoneInfo | None:
    name = record.text_or_none("timezone")
    if not name:
        return None
    try:
        zone = zone_named(name)
    except UnknownZoneError:
        record.fault("timezone", "value", f"is {shown(name)}, must be an IANA time zone such as Asia/Shanghai")
        return None
    odd = odd_offset_since(zone, origin) if record.is_sound else None
    if odd is not None:
        record.fault(
            "timezone",
            "value",
            f"is {shown(name)}, whose clock shows {odd.isoformat()}: an offset with seconds cannot be written, must be "
            "whole minutes from origin on",
        )
    return zone


def _areas(record: Record) -> tuple[ServiceArea, ...]:
    read = (read_area(inner) for inner in record.records("areas", AREA))
    return tuple(area for area in read if area is not None)


def _technicians(record: Record) -> list[tuple[Record, Technician]]:
    read = ((inner, read_technician(inner)) for inner in record.records("technicians", TECHNICIAN, required=True))
    return [(inner, technician) for inner, technician in read if technician is not None]


def _orders(record: Record) -> list[tuple[Record, Order]]:
    read = ((inner, read_order(inner)) for inner in record.records("orders", ORDER, required=True))
    return [(inner, order) for inner, order in read if order is not None]


def _policy(record: Record) -> Policy | None:
    if not record.says("policy"):
        return BALANCED
    inner = record.record("policy", POLICY)
    return None if inner is None else read_policy(inner)
