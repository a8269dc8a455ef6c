"""What is there to consider for an order? The problem that a decision sees, and its canonical JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from dispatch.files.problem_file import FORMAT
from dispatch.files.travel_file import travel_to_json
from dispatch.model import Order, Problem, Route, Technician
from dispatch.screen import eligible
from operations import days, orders
from operations.days import DayKey
from operations.memory import Directory, Memory, Written, canonical, listed, written_order
from operations.orders import OrderRecord
from scheduling.instants import format_instant

AHEAD = timedelta(days=14)
"""How far the shifts reach that are considered for an order without windows; all of them, if nobody who may serve it
has one by then."""


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
    memory.keep_order(tenant, order)
    between = relevant_time(record.order, now)
    team = memory.team(directory, between)
    bare = _problem(directory, team.technicians.thing, order.thing, now)
    able = eligible(bare, record.id)
    if not record.order.windows and {technician_id for technician_id, _ in team.shifts}.isdisjoint(able):
        between = now, _latest(directory, now)
        team = memory.team(directory, between)
        bare = _problem(directory, team.technicians.thing, order.thing, now)
    revisions = {} if team.starts is None else days.revisions(connection, tenant, able, team.starts)
    revisions = {key: revision for key, revision in revisions.items() if key in team.shifts}
    held = [day for day in memory.days(connection, tenant, revisions) if day.route.stops]
    routes = [memory.route(tenant, day, team.shifts[day.key], bare.horizon) for day in held]
    served = [stop.order for day in held for stop in day.route.stops if stop.order != record.id]
    of_orders = [order, *memory.orders(connection, tenant, served)]
    # A shift that was cut short may have been departed to before it begins now; nothing lies before the origin.
    origin = min([bare.origin, *(day.route.depart for day in held)]).astimezone(bare.origin.tzinfo)
    bare = replace(bare, origin=origin)
    text = write_out(bare, directory, Parts(of_orders, routes, team.technicians.text))
    problem = replace(
        bare,
        orders=tuple(written.thing for written in of_orders),
        routes=tuple(written.thing for written in routes),
        sha256=hashlib.sha256(text).hexdigest(),
    )
    return Snapshot(
        tenant=tenant,
        order=record,
        problem=problem,
        text=text,
        day_revisions=revisions,
        technician_revisions=directory.revisions,
    )


def relevant_time(order: Order, now: datetime) -> tuple[datetime, datetime]:
    """Shifts matter that end, overtime included, after the first instant and start at or before the second."""
    if not order.windows:
        return now, now + AHEAD
    first = min(window.start for window in order.windows)
    last = max(window.end for window in order.windows)
    return (now if last < now else max(now, first)), last


def _latest(directory: Directory, now: datetime) -> datetime:
    """When does the last shift of all begin?"""
    return max(now, directory.shift_starts[-1]) if directory.shift_starts else now


@dataclass(frozen=True, slots=True)
class Parts:
    """Parts of a problem that are written out already; `technicians` is the whole list."""

    orders: Sequence[Written[Order]]
    routes: Sequence[Written[Route]]
    technicians: str


def write_out(problem: Problem, directory: Directory, parts: Parts) -> bytes:
    """A problem with these parts as canonical JSON in UTF-8."""
    zone = problem.timezone or problem.origin.tzinfo
    texts = {
        "areas": listed(area.text for area in directory.areas) if directory.areas else "",
        "format": canonical(FORMAT),
        "now": canonical(format_instant(problem.now, zone)),
        "orders": listed(order.text for order in parts.orders),
        "origin": canonical(problem.origin.isoformat()),
        "plan": '{"routes":' + listed(route.text for route in parts.routes) + "}" if parts.routes else "",
        "policy": directory.policy.text,
        "technicians": parts.technicians,
        "timezone": canonical(problem.timezone.key) if problem.timezone is not None else "",
        "travel": canonical(travel_to_json(problem.travel, problem.traffic)),
    }
    return ("{" + ",".join(f'"{name}":{text}' for name, text in texts.items() if text) + "}").encode("utf-8")


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
        traffic=directory.tenant.traffic,
    )
