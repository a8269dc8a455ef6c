"""A plan as in the plan file. What a plan says is checked by `dispatch.checker`; here only its form is."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from dispatch.files.faults import Faults
from dispatch.files.json_text import parse
from dispatch.files.reading import Record, Shape, record_of
from dispatch.limits import MAX_FILE_BYTES, MAX_TECHNICIANS, require_at_most
from dispatch.model import Cost, Pause, Plan, Route, Stop, Unassigned
from geo.travel import MAX_LEG_S
from scheduling.horizon import Horizon

FORMAT = "paidan.plan.v1"
REASONS = ("no_eligible_technician", "does_not_fit", "not_worth_it", "predecessor_unserved")
MAX_SHIFTS = MAX_ROLE = 10_000
_MAX_TOTAL = 2**53

_PLAN = Shape(frozenset(("format", "problem_sha256", "routes", "unassigned", "cost", "statistics")))
_ROUTE = Shape(frozenset(("technician", "shift", "depart", "return", "stops", "breaks")))
_STOP = Shape(frozenset(("order", "role", "arrive", "start", "finish", "travel_s", "distance_m")))
_PAUSE = Shape(frozenset(("start", "finish")))
_UNASSIGNED = Shape(frozenset(("order", "reason", "detail")))
_DETAIL = Shape(frozenset(("rule", "count")))
_COST = Shape(frozenset(("total_min", "terms")))
_COUNTS = ("served", "orders", "travel_s", "waiting_s", "iterations")
_STATISTICS = Shape(frozenset((*_COUNTS, "elapsed_s")))


def read_plan(text: str | bytes, horizon: Horizon) -> Plan:
    """Read a plan file.

    Raises
    ------
    InvalidInputError
        With all faults of form; see `plan_from_json`.
    TooLargeError
        If the text is longer than `MAX_FILE_BYTES`.
    """
    require_at_most(len(text), MAX_FILE_BYTES, "/: bytes of the plan file")
    return plan_from_json(parse(text), horizon)


def plan_from_json(data: object, horizon: Horizon) -> Plan:
    """Read a plan; what it leaves unsaid is ``None``, and instants are told in the horizon's zone.

    Raises
    ------
    InvalidInputError
        With all faults of form. Unknown ids, duplicates and wrong times or totals are none: the checker tells them.
    """
    faults = Faults()
    record = record_of(data, "", faults, _PLAN)
    plan = None if record is None else _plan(record, horizon)
    faults.raise_if_any()
    assert plan is not None
    return plan


def route_from_json(data: object, horizon: Horizon) -> Route:
    """Read one route of a plan.

    Raises
    ------
    InvalidInputError
        With all faults of form, their pointers relative to the route.
    """
    faults = Faults()
    record = record_of(data, "", faults, _ROUTE)
    route = None if record is None else _route(record, horizon.told_in)
    faults.raise_if_any()
    assert route is not None
    return route


def read_routes(record: Record, horizon: Horizon, *, required: bool) -> tuple[tuple[Record, Route], ...]:
    """The routes in a record's field `routes` with the records they came from; those at fault are left out."""
    zone = horizon.told_in
    read = ((inner, _route(inner, zone)) for inner in record.records("routes", _ROUTE, required=required))
    return tuple((inner, route) for inner, route in read if route is not None)


def plan_to_json(plan: Plan, horizon: Horizon) -> dict[str, Any]:
    """A plan as in files. What is ``None`` is left out."""
    data: dict[str, Any] = {"format": FORMAT}
    if plan.problem_sha256 is not None:
        data["problem_sha256"] = plan.problem_sha256
    data["routes"] = [route_to_json(route, horizon) for route in plan.routes]
    if plan.unassigned is not None:
        data["unassigned"] = [
            {
                "order": left.order,
                "reason": left.reason,
                "detail": [{"rule": rule, "count": count} for rule, count in left.detail],
            }
            for left in plan.unassigned
        ]
    if plan.cost is not None:
        data["cost"] = cost_to_json(plan.cost)
    if plan.statistics is not None:
        data["statistics"] = dict(plan.statistics)
    return data


def route_to_json(route: Route, horizon: Horizon) -> dict[str, Any]:
    """A route as in the plan file, instants in the horizon's zone."""
    zone = horizon.told_in
    return {
        "technician": route.technician,
        "shift": route.shift,
        "depart": route.depart.astimezone(zone).isoformat(),
        "return": route.back.astimezone(zone).isoformat(),
        "stops": [_stop_to_json(stop, zone) for stop in route.stops],
        "breaks": [
            {
                "start": pause.start.astimezone(zone).isoformat(),
                "finish": pause.finish.astimezone(zone).isoformat(),
            }
            for pause in route.breaks
        ],
    }


def cost_to_json(cost: Cost) -> dict[str, Any]:
    """A cost as in files: minutes, unrounded."""
    return {"total_min": cost.total_min, "terms": dict(cost.terms)}


def _plan(record: Record, horizon: Horizon) -> Plan | None:
    record.choice("format", (FORMAT,))
    routes = tuple(route for _, route in read_routes(record, horizon, required=True))
    unassigned = None
    if record.has("unassigned"):
        read = (_unassigned(inner) for inner in record.records("unassigned", _UNASSIGNED))
        unassigned = tuple(left for left in read if left is not None)
    cost = _cost(record) if record.has("cost") else None
    statistics = _statistics(record) if record.has("statistics") else None
    problem_sha256 = record.text_or_none("problem_sha256")
    if not record.is_sound:
        return None
    return Plan(routes=routes, unassigned=unassigned, cost=cost, statistics=statistics, problem_sha256=problem_sha256)


def _route(record: Record, zone: tzinfo | None) -> Route | None:
    technician = record.text("technician")
    shift = record.integer("shift", 0, MAX_SHIFTS, default=0)
    depart, back = record.instant("depart"), record.instant("return")
    stops = tuple(_stop(inner, zone) for inner in record.records("stops", _STOP, required=True))
    breaks = _pauses(record, zone) if record.has("breaks") else ()
    if not record.is_sound:
        return None
    return Route(
        technician=technician,
        shift=shift,
        depart=depart.astimezone(zone),
        back=back.astimezone(zone),
        stops=stops,
        breaks=breaks,
    )


def _pauses(record: Record, zone: tzinfo | None) -> tuple[Pause, ...]:
    """The breaks of a route in order of time, however they are given."""
    found = [
        Pause(inner.instant("start").astimezone(zone), inner.instant("finish").astimezone(zone))
        for inner in record.records("breaks", _PAUSE)
    ]
    return tuple(sorted(found, key=lambda pause: (pause.start.timestamp(), pause.finish.timestamp())))


def _stop(record: Record, zone: tzinfo | None) -> Stop:
    arrive = record.instant_or_none("arrive")
    return Stop(
        order=record.text("order"),
        role=record.integer("role", 0, MAX_ROLE, default=0),
        start=record.instant("start").astimezone(zone),
        finish=record.instant("finish").astimezone(zone),
        arrive=None if arrive is None else arrive.astimezone(zone),
        travel_s=record.integer_or_none("travel_s", 0, MAX_LEG_S),
        distance_m=record.integer_or_none("distance_m", 0, _MAX_TOTAL),
    )


def _unassigned(record: Record) -> Unassigned | None:
    order = record.text("order")
    reason = record.choice("reason", REASONS)
    detail = tuple(
        (inner.text("rule"), inner.integer("count", 0, MAX_TECHNICIANS)) for inner in record.records("detail", _DETAIL)
    )
    return Unassigned(order=order, reason=reason, detail=detail) if record.is_sound else None


def _cost(record: Record) -> Cost | None:
    inner = record.record("cost", _COST)
    if inner is None:
        return None
    total_min = inner.number("total_min", -1e300, 1e300)
    return Cost(inner.numbers("terms", -1e300, 1e300), total_min)


def _statistics(record: Record) -> dict[str, int | float] | None:
    inner = record.record("statistics", _STATISTICS)
    if inner is None:
        return None
    found: dict[str, int | float] = {name: inner.integer(name, 0, _MAX_TOTAL) for name in _COUNTS if inner.says(name)}
    if inner.says("elapsed_s"):
        found["elapsed_s"] = inner.number("elapsed_s", 0.0, 1e9)
    return found


def _stop_to_json(stop: Stop, zone: tzinfo | None) -> dict[str, Any]:
    data: dict[str, Any] = {"order": stop.order, "role": stop.role}
    if stop.arrive is not None:
        data["arrive"] = stop.arrive.astimezone(zone).isoformat()
    data["start"] = stop.start.astimezone(zone).isoformat()
    data["finish"] = stop.finish.astimezone(zone).isoformat()
    if stop.travel_s is not None:
        data["travel_s"] = stop.travel_s
    if stop.distance_m is not None:
        data["distance_m"] = stop.distance_m
    return data
