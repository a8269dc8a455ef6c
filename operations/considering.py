"""What is there to consider for an order? The problem that a decision sees, and its canonical JSON."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from dispatch.files.problem_file import FORMAT
from dispatch.files.travel_file import travel_to_json
from dispatch.model import Lock, Order, Problem, Route, Technician
from dispatch.screen import eligible
from geo.places import LatLng
from operations import orders
from operations.days import Day, DayKey
from operations.directory import Directory, Written, canonical, listed
from operations.memory import Memory, Team, written_order
from operations.orders import OrderRecord
from operations.whereabouts import FEW, Whereabouts
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
        The order, the technicians who are near enough with the shifts that matter, and the days of those who may serve
        it, as far as was looked up.
    text
        `problem` as canonical JSON in UTF-8; its hash is `problem.sha256`.
    days
        Of those who may serve it, as far as was looked up.
    technician_revisions
        Of the same, by technician id, as they were read.
    beyond_min
        What the order costs at least with anybody who may serve it and was not looked at.
    """

    tenant: str
    order: OrderRecord
    problem: Problem
    text: bytes
    days: Mapping[DayKey, Day]
    technician_revisions: Mapping[str, int]
    beyond_min: float


def consider(  # noqa: PLR0913 — who asks about what, and how much is looked at
    connection: Connection,
    tenant: str,
    order_ref: str,
    now: datetime,
    memory: Memory | None = None,
    *,
    few: int = FEW,
) -> Snapshot:
    """What is there to consider for an order at an instant?

    Parameters
    ----------
    connection
        Must see one state of the database throughout (`operations.engine.read`).
    memory
        Of this database; the same answer comes faster.
    few
        How many technicians who may serve it are looked at, of many.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    """
    memory = memory or Memory()
    record = orders.get(connection, tenant, order_ref)
    memory.forget_changed_orders(connection, tenant)
    directory = memory.directory(connection, tenant)
    order = written_order(record.order)
    between = relevant_time(record.order, now)
    whereabouts = memory.whereabouts(connection, directory, min(now, between[0]))
    seen = _looked_at(memory, whereabouts, order, now, between, few)
    if not record.order.windows and _nobody_works(seen, record.id):
        seen = _looked_at(memory, whereabouts, order, now, (now, _latest(directory, now)), few)
    held = whereabouts.days_of(seen.able)
    held = [_without_lock(day, record.id) for day in held]
    found, parts = _with_days(connection, memory, seen, order, held)
    text = write_out(found.problem, seen.directory, parts)
    return Snapshot(
        tenant=tenant,
        order=record,
        problem=replace(found.problem, sha256=hashlib.sha256(text).hexdigest()),
        text=text,
        days=found.days,
        technician_revisions={name: seen.directory.revisions[name] for name in seen.able},
        beyond_min=seen.beyond_min,
    )


@dataclass(frozen=True, slots=True)
class Considered:
    """An order, some technicians, and their days as they are."""

    problem: Problem
    days: Mapping[DayKey, Day]


def consider_with(  # noqa: PLR0913, PLR0917 — whose order, with whom, and when
    connection: Connection,
    tenant: str,
    record: OrderRecord,
    now: datetime,
    technician_ids: Sequence[str],
    memory: Memory | None = None,
) -> Considered:
    """What is there to consider for an order with these technicians, in all shifts that are not over?"""
    memory = memory or Memory()
    memory.forget_changed_orders(connection, tenant)
    directory = memory.directory(connection, tenant)
    order = written_order(record.order)
    whereabouts = memory.whereabouts(connection, directory, now)
    between = now, max(_latest(directory, now), now)
    numbers = [n for n, name in enumerate(directory.technicians) if name in technician_ids]
    team = memory.team(directory, numbers, between)
    bare = _problem(directory, tuple(written.thing for written in team.technicians), order.thing, now)
    seen = _LookedAt(directory, team, bare, technician_ids, math.inf)
    return _with_days(connection, memory, seen, order, whereabouts.days_of(technician_ids))[0]


def _without_lock(day: Day, order_id: str) -> Day:
    """The day, in which the order may go anywhere: it is decided as though nobody had it."""
    if order_id not in day.locks:
        return day
    return replace(day, locks={name: kind for name, kind in day.locks.items() if name != order_id})


def _with_days(
    connection: Connection, memory: Memory, seen: _LookedAt, order: Written[Order], days: Sequence[Day]
) -> tuple[Considered, Parts]:
    """Those days of technicians that lie in shifts that matter, and what they hold, in the problem."""
    tenant, team = seen.directory.tenant.id, seen.team
    held = {day.key: day for day in days if day.key in team.shifts}
    driven = [day for day in held.values() if day.route.stops]
    routes = [memory.route(tenant, day, team.shifts[day.key], seen.problem.horizon) for day in driven]
    served = [stop.order for day in driven for stop in day.route.stops if stop.order != order.thing.id]
    of_orders = [order, *memory.orders(connection, tenant, served)]
    locks = tuple(Lock(order=name, kind=kind) for day in driven for name, kind in day.locks.items())
    # A shift that was cut short may have been departed to before it begins now; nothing lies before the origin.
    origin = min([seen.problem.origin, *(day.route.depart for day in driven)]).astimezone(seen.problem.origin.tzinfo)
    problem = replace(
        seen.problem,
        origin=origin,
        orders=tuple(written.thing for written in of_orders),
        routes=tuple(written.thing for written in routes),
        locks=locks,
    )
    texts = [written.text for written in team.technicians]
    return Considered(problem, held), Parts(of_orders, routes, texts, locks)


@dataclass(frozen=True, slots=True)
class _LookedAt:
    """Technicians who are looked at, as a problem without orders in force; `able` may serve it, as far as is known."""

    directory: Directory
    team: Team
    problem: Problem
    able: Sequence[str]
    beyond_min: float


def _looked_at(  # noqa: PLR0913, PLR0917 — all that says who is near enough
    memory: Memory,
    whereabouts: Whereabouts,
    order: Written[Order],
    now: datetime,
    between: tuple[datetime, datetime],
    few: int,
) -> _LookedAt:
    at = order.thing.location
    assert isinstance(at, LatLng)
    near = whereabouts.near(order.thing, at, now, between, few)
    directory = near.directory
    team = memory.team(directory, near.numbers, between)
    bare = _problem(directory, tuple(written.thing for written in team.technicians), order.thing, now)
    return _LookedAt(directory, team, bare, near.able, near.beyond_min)


def _nobody_works(seen: _LookedAt, order_id: str) -> bool:
    """Has nobody who may serve the order a shift that matters?"""
    work = {technician_id for technician_id, _ in seen.team.shifts}
    if work.isdisjoint(seen.able):
        return True
    policy = seen.problem.policy
    if policy.newcomer_orders == 0 and not any(technician.certificates for technician in seen.problem.technicians):
        return False  # all other static rules have been looked up
    return work.isdisjoint(eligible(seen.problem, order_id))


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
    """Parts of a problem that are written out already."""

    orders: Sequence[Written[Order]]
    routes: Sequence[Written[Route]]
    technicians: Sequence[str]
    locks: Sequence[Lock]


def write_out(problem: Problem, directory: Directory, parts: Parts) -> bytes:
    """A problem that has these parts as canonical JSON in UTF-8."""
    zone = problem.timezone or problem.origin.tzinfo
    texts = {
        "areas": listed(area.text for area in directory.areas) if directory.areas else "",
        "format": canonical(FORMAT),
        "now": canonical(format_instant(problem.now, zone)),
        "orders": listed(order.text for order in parts.orders),
        "origin": canonical(problem.origin.isoformat()),
        "plan": _plan(parts) if parts.routes else "",
        "policy": directory.policy.text,
        "technicians": listed(parts.technicians),
        "timezone": canonical(problem.timezone.key) if problem.timezone is not None else "",
        "travel": canonical(travel_to_json(problem.travel, problem.traffic)),
    }
    return ("{" + ",".join(f'"{name}":{text}' for name, text in texts.items() if text) + "}").encode("utf-8")


def _plan(parts: Parts) -> str:
    """What is in force."""
    routes = '"routes":' + listed(route.text for route in parts.routes)
    locks = [{"lock": lock.kind, "order": lock.order} for lock in parts.locks]
    return "{" + (f'"locks":{canonical(locks)},' if locks else "") + routes + "}"


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
