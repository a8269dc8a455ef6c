"""Taking orders back from a technician whose days would not be legal any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from dispatch.limits import MAX_OVERTIME_S
from dispatch.model import Problem, Route, Technician
from operations import (
    areas,
    assignments,
    audit,
    days,
    dispatch_requests,
    events,
    moving,
    orders,
    policies,
    technicians,
    tenants,
)
from operations.ahead import Doubtful, departures, look_at, shifts_of
from operations.days import Day
from operations.directory import closes
from operations.errors import ConflictError
from operations.orders import Standing


def protect_orders_ahead(
    connection: Connection, tenant: str, technician: Technician, stamp: audit.Stamp, *, redispatch: bool
) -> tuple[str, ...]:
    """Refuse a change that orders ahead stand against, or take them back and ask for their dispatch anew.

    Parameters
    ----------
    technician
        As they would be after the change.
    redispatch
        Take the orders back rather than refuse.

    Returns
    -------
    Ids of the orders that were taken back.

    Raises
    ------
    ConflictError
        ``orders_ahead``: `details` hold ``orders``, and ``violations``, what would be wrong.
    """
    seen = _look_at_all(connection, tenant, technician, stamp.at)
    fallen = [doubtful for doubtful in seen if doubtful.kept is None]
    if fallen and not redispatch:
        raise _refusal(technician, fallen)
    taken: list[str] = []
    for doubtful in seen:
        day = _follow_shift(connection, tenant, doubtful)
        route = doubtful.kept
        if route is None:
            route = doubtful.rest
            assignments.remove(connection, tenant, [stop.order for stop in doubtful.ahead])
            taken += [stop.order for stop in doubtful.ahead]
        if route != day.route:
            _keep(connection, tenant, day, route, stamp)
    for order_id in taken:
        _ask_anew(connection, tenant, order_id, technician.id, stamp)
    return tuple(taken)


def _look_at_all(connection: Connection, tenant: str, technician: Technician, now: datetime) -> list[Doubtful]:
    """Every day of the technician that may go on, or that a shift of theirs belongs to, earliest first."""
    absences = technicians.get(connection, tenant, technician.id).technician.absences
    matters = min([now, *(shift.start for shift in technician.shifts)]) - timedelta(seconds=MAX_OVERTIME_S)
    held = days.of_technician(connection, tenant, technician.id, after=matters)
    shift_of = shifts_of(technician, held)
    bare = _bare_problem(connection, tenant, technician, now)
    seen = []
    for day in held:
        wanted = orders.bodies(connection, tenant, [stop.order for stop in day.route.stops])
        leaves = departures(day.route, wanted, absences)
        ahead = tuple(stop for stop, at in zip(day.route.stops, leaves, strict=True) if at >= now)
        shift = shift_of.get(day.shift_start)
        if ahead or (day.route.stops and shift is not None and closes(shift) > now):
            origin = min(bare.origin, day.route.depart.astimezone(bare.origin.tzinfo))
            problem = replace(bare, origin=origin, orders=tuple(wanted.values()))
            seen.append(look_at(problem, day, shift, ahead))
        else:
            seen.append(Doubtful(day, (), shift, day.route, day.route))
    return seen


def _bare_problem(connection: Connection, tenant: str, technician: Technician, now: datetime) -> Problem:
    settings = tenants.get(connection, tenant)
    origin = min([now, *(shift.start for shift in technician.shifts)])
    return Problem(
        origin=origin.astimezone(settings.timezone or UTC),
        now=now,
        travel=settings.travel,
        traffic=settings.traffic,
        technicians=(technician,),
        orders=(),
        policy=policies.in_force(connection, tenant).policy,
        areas=tuple(record.area for record in areas.everything(connection, tenant)),
        timezone=settings.timezone,
    )


def _refusal(technician: Technician, fallen: Sequence[Doubtful]) -> ConflictError:
    ahead = [stop.order for doubtful in fallen for stop in doubtful.ahead]
    details: dict[str, Any] = {
        "orders": ahead,
        "violations": [violation.as_json() for doubtful in fallen for violation in doubtful.violations],
    }
    message = (
        f"technician {technician.id} has {len(ahead)} orders ahead that could not be served as planned: "
        f"{', '.join(ahead[:10])}{' …' if len(ahead) > 10 else ''}"
    )
    return ConflictError("orders_ahead", message, details)


def _follow_shift(connection: Connection, tenant: str, doubtful: Doubtful) -> Day:
    """The day, named by the shift that it belongs to now."""
    day, shift = doubtful.day, doubtful.shift
    if shift is None or (shift.start, shift.end) == (day.shift_start, day.shift_end):
        return day
    days.rename(connection, tenant, day, (shift.start, shift.end))
    assignments.follow_shift(connection, tenant, day.technician_id, (day.shift_start, shift.start))
    start, end = shift.start.astimezone(UTC), shift.end.astimezone(UTC)
    return replace(day, shift_start=start, shift_end=end, revision=day.revision + 1)


def _keep(connection: Connection, tenant: str, day: Day, route: Route, stamp: audit.Stamp) -> None:
    """Store another route of a day, and tell of the visits whose times change with it."""
    if not days.store(connection, tenant, replace(day, revision=day.revision + 1, route=route)):
        raise ConflictError(
            "changed_meanwhile", f"the day of technician {day.technician_id} has just changed: try again"
        )
    before = {stop.order: stop.finish for stop in day.route.stops}
    for stop in route.stops:
        if stop.finish != before[stop.order]:
            moving.move(connection, tenant, stop, day.technician_id, stamp)


def _ask_anew(connection: Connection, tenant: str, order_id: str, technician_id: str, stamp: audit.Stamp) -> None:
    """The order is nobody's: bring it back to ``unassigned`` and ask for its dispatch."""
    decision_id = orders.get(connection, tenant, order_id).decision_id
    orders.move(connection, tenant, order_id, Standing("unassigned", None, decision_id), was="scheduled")
    request_id = dispatch_requests.open_request(connection, tenant, order_id)
    details = {"technician": technician_id, "dispatch_request": request_id}
    events.append(connection, tenant, events.Happening(order_id, "order.taken_back", stamp.at, details))
    audit.note(connection, tenant, stamp, ("order.taken_back", order_id), details)
