"""The problem file: all that a question to the engine is asked about."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from dispatch.files.area_file import AREA, area_to_json, read_area
from dispatch.files.faults import Faults, shown
from dispatch.files.json_text import parse
from dispatch.files.order_file import ORDER, order_to_json, read_order
from dispatch.files.plan_file import read_routes, route_to_json
from dispatch.files.policy_file import POLICY, policy_to_json, read_policy
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.references import check_orders, check_places, check_routes, check_technicians, known_ids
from dispatch.files.technician_file import TECHNICIAN, read_technician, technician_to_json
from dispatch.files.travel_file import read_travel, travel_to_json
from dispatch.limits import MAX_FILE_BYTES, MAX_ORDERS, MAX_PAIRS, MAX_TECHNICIANS, require_at_most
from dispatch.model import Order, Policy, Problem, Route, Technician
from dispatch.policies import BALANCED
from geo.areas import ServiceArea
from scheduling.horizon import Horizon
from scheduling.instants import format_instant

FORMAT = "paidan.problem.v1"

_PROBLEM = Shape(
    frozenset(
        (
            "format",
            "origin",
            "now",
            "timezone",
            "travel",
            "skills",
            "areas",
            "technicians",
            "orders",
            "policy",
            "plan",
        )
    ),
    MappingProxyType({"datum": ("WGS-84",)}),
)
_IN_FORCE = Shape(frozenset(("routes",)), MappingProxyType({"locks": (None, []), "frozen_before": (None,)}))


def read_problem(text: str | bytes) -> Problem:
    """Read a problem file.

    Raises
    ------
    InvalidInputError
        With all faults that were found.
    TooLargeError
        If it is more than `dispatch.limits` allow.
    """
    require_at_most(len(text), MAX_FILE_BYTES, "/: bytes of the problem file")
    return problem_from_json(parse(text))


def problem_from_json(data: object) -> Problem:
    """Read a parsed problem.

    Raises
    ------
    InvalidInputError
        With all faults that were found.
    TooLargeError
        If it is more than `dispatch.limits` allow.
    """
    faults = Faults()
    record = record_of(data, "", faults, _PROBLEM)
    problem = None if record is None else _problem(record)
    faults.raise_if_any()
    assert problem is not None
    return problem


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """A problem as in files; instants of orders and technicians keep their own offsets."""
    data: dict[str, Any] = {
        "format": FORMAT,
        "origin": problem.origin.isoformat(),
        "now": format_instant(problem.now, problem.horizon.told_in),
        "travel": travel_to_json(problem.travel),
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
    if problem.routes:
        horizon = problem.horizon
        data["plan"] = {"routes": [route_to_json(route, horizon) for route in problem.routes]}
    return data


def problem_sha256(data: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of a problem as JSON with sorted keys and no white space, UTF-8."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _problem(record: Record) -> Problem | None:
    if record.raw("format") is not None:
        record.choice("format", (FORMAT,))
    _require_sizes(record)
    origin = record.instant("origin")
    now = _now(record, origin)
    timezone = _timezone(record)
    travel = read_travel(record)
    skills = record.names_or_none("skills")
    areas = _areas(record)
    technicians = _technicians(record)
    orders = _orders(record)
    policy = _policy(record)
    technician_ids, order_ids = known_ids(record, "technicians"), known_ids(record, "orders")
    allowed = None if skills is None else frozenset(skills)
    places = check_technicians(technicians, known_ids(record, "areas"), allowed)
    places += check_orders(orders, technician_ids, allowed)
    if travel is not None:
        check_places(places, travel, record.faults)
    horizon = Horizon(origin, timezone)
    routes = _routes(record, horizon)
    by_id: dict[str, Technician | None] = dict.fromkeys(technician_ids)
    given = record.raw("technicians")
    if isinstance(given, list) and len(technicians) == len(given) == len(technician_ids):  # all read, none twice
        by_id.update((technician.id, technician) for _, technician in technicians)
    check_routes(routes, order_ids, by_id, horizon)
    if travel is None or policy is None or not record.is_sound:
        return None
    return Problem(
        origin=origin,
        now=now,
        travel=travel,
        technicians=tuple(technician for _, technician in technicians),
        orders=tuple(order for _, order in orders),
        policy=policy,
        areas=areas,
        timezone=timezone,
        skills=skills,
        routes=tuple(route for _, route in routes),
        sha256=problem_sha256(record.data),
    )


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


def _timezone(record: Record) -> ZoneInfo | None:
    name = record.text_or_none("timezone")
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        record.fault("timezone", "value", f"is {shown(name)}, must be an IANA time zone such as Asia/Shanghai")
        return None


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


def _routes(record: Record, horizon: Horizon) -> tuple[tuple[Record, Route], ...]:
    inner = record.record("plan", _IN_FORCE) if record.has("plan") else None
    return () if inner is None else read_routes(inner, horizon, required=False)
