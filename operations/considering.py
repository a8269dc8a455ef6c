"""What is there to consider for an order? The problem that a decision sees, and its canonical JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from dispatch.files.plan_file import route_to_json
from dispatch.files.problem_file import FORMAT
from dispatch.files.technician_file import technician_to_json
from dispatch.files.travel_file import travel_to_json
from dispatch.model import Order, Problem, Route, Technician
from dispatch.screen import eligible
from operations import days, orders
from operations.days import DayKey
from operations.memory import Directory, Memory, Written, canonical, written_order
from operations.orders import OrderRecord
from scheduling.horizon import Horizon
from scheduling.instants import format_instant

AHEAD = timedelta(days=14)
"""How far the shifts reach that are considered for an order without windows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All that a decision about one order sees, and the revisions of what it may change.

    Parameters
    ----------
    problem
        The order, all technicians of the tenant with the shifts that matter, and the days of those who pass the
        static rules.
    text
        `problem` as canonical JSON in UTF-8; its hash is `problem.sha256`.
    day_revisions, technician_revisions
        By day and by technician id, as they were read.
    """

    tenant: str
    order: OrderRecord
    problem: Problem
    text: bytes
    day_revisions: Mapping[DayKey, int]
    technician_revisions: Mapping[str, int]


def consider(
    connection: Connection, tenant: str, order_ref: str, now: datetime, memory: Memory | None = None
) -> Snapshot:
    """What is there to consider for an order at an instant?

    Parameters
    ----------
    connection
        Must see one state of the database throughout (`operations.engine.read`).
    memory
        Of this database; the same answer comes faster.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    """
    memory = memory or Memory()
    record = orders.get(connection, tenant, order_ref)
    directory = memory.directory(connection, tenant)
    order = written_order(record.order)
    between = relevant_time(record.order, now)
    team = tuple(trimmed(known.technician, between) for known in directory.technicians.values())
    bare = _problem(directory, team, order.thing, now)
    able = eligible(bare, record.id)
    revisions = days.revisions(connection, tenant, able, between)
    index_of = {(t.id, shift.start): index for t in team for index, shift in enumerate(t.shifts)}
    revisions = {key: revision for key, revision in revisions.items() if key in index_of}
    held = [day for day in memory.days(connection, tenant, revisions) if day.route.stops]
    routes = tuple(replace(day.route, shift=index_of[day.key]) for day in held)
    served = [stop.order for route in routes for stop in route.stops if stop.order != record.id]
    others = memory.orders(connection, tenant, served)
    problem = replace(bare, orders=(order.thing, *(other.thing for other in others)), routes=routes)
    text = write_out(problem, [order, *others], directory)
    return Snapshot(
        tenant=tenant,
        order=record,
        problem=replace(problem, sha256=hashlib.sha256(text).hexdigest()),
        text=text,
        day_revisions=revisions,
        technician_revisions={known.id: known.revision for known in directory.technicians.values()},
    )


def relevant_time(order: Order, now: datetime) -> tuple[datetime, datetime]:
    """Shifts matter that end after the first instant and start at or before the second."""
    if not order.windows:
        return now, now + AHEAD
    first = min(window.start for window in order.windows)
    last = max(window.end for window in order.windows)
    return (now if last < now else max(now, first)), last


def trimmed(technician: Technician, between: tuple[datetime, datetime]) -> Technician:
    """The technician with the shifts that matter alone."""
    after, until = between
    shifts = tuple(shift for shift in technician.shifts if shift.end > after and shift.start <= until)
    return technician if len(shifts) == len(technician.shifts) else replace(technician, shifts=shifts)


def write_out(problem: Problem, of_orders: Sequence[Written[Order]], directory: Directory) -> bytes:
    """The problem as canonical JSON, joined from the JSON of its parts where that is known."""
    zone = problem.timezone or problem.origin.tzinfo
    parts = {
        "areas": _list([area.text for area in directory.areas]) if directory.areas else "",
        "format": canonical(FORMAT),
        "now": canonical(format_instant(problem.now, zone)),
        "orders": _list([order.text for order in of_orders]),
        "origin": canonical(problem.origin.isoformat()),
        "plan": _plan(problem.routes, problem.horizon) if problem.routes else "",
        "policy": directory.policy.text,
        "technicians": _list([canonical(technician_to_json(technician)) for technician in problem.technicians]),
        "timezone": canonical(problem.timezone.key) if problem.timezone is not None else "",
        "travel": canonical(travel_to_json(problem.travel)),
    }
    return ("{" + ",".join(f'"{name}":{text}' for name, text in parts.items() if text) + "}").encode("utf-8")


def _problem(directory: Directory, team: tuple[Technician, ...], order: Order, now: datetime) -> Problem:
    starts = [shift.start for technician in team for shift in technician.shifts]
    first = min(starts, default=now)
    zone = directory.tenant.timezone
    return Problem(
        origin=min(now, first).astimezone(zone or first.tzinfo or UTC),
        now=now,
        travel=directory.tenant.travel,
        technicians=team,
        orders=(order,),
        policy=directory.policy.thing,
        areas=tuple(area.thing for area in directory.areas),
        timezone=zone,
    )


def _plan(routes: Sequence[Route], horizon: Horizon) -> str:
    return '{"routes":' + _list([canonical(route_to_json(route, horizon)) for route in routes]) + "}"


def _list(texts: Sequence[str]) -> str:
    return "[" + ",".join(texts) + "]"
