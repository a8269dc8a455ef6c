"""Taking orders back from a technician whose days would not be legal any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from dispatch.checker import Violation, check
from dispatch.model import Plan, Problem, Route, Stop, Technician
from operations import (
    areas,
    assignments,
    audit,
    days,
    dispatch_requests,
    events,
    orders,
    policies,
    technicians,
    tenants,
)
from operations.days import Day
from operations.errors import ConflictError
from operations.orders import Standing
from scheduling.spans import Absence, Shift


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A day with visits ahead, seen with the technician as they would be.

    Parameters
    ----------
    ahead
        Visits to which nobody has departed yet.
    shift
        The shift that the day would belong to; ``None`` if there is none any more.
    violations
        What would be wrong with the visits ahead.
    """

    day: Day
    ahead: tuple[Stop, ...]
    shift: Shift | None
    violations: tuple[Violation, ...]

    @property
    def stands(self) -> bool:
        """Does the day stay legal?"""
        return self.shift is not None and not self.violations


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
    held = [day for day in days.of_technician(connection, tenant, technician.id) if day.shift_end > stamp.at]
    seen = [_look_at(connection, tenant, technician, day, stamp.at) for day in held if day.route.stops]
    fallen = [doubtful for doubtful in seen if doubtful.ahead and not doubtful.stands]
    if fallen and not redispatch:
        raise _refusal(technician, fallen)
    taken: list[str] = []
    for doubtful in seen:
        day = _follow_shift(connection, tenant, doubtful)
        if doubtful in fallen:
            _take_back(connection, tenant, technician, replace(doubtful, day=day))
            taken += [stop.order for stop in doubtful.ahead]
    for order_id in taken:
        _ask_anew(connection, tenant, order_id, technician.id, stamp)
    return tuple(taken)


def _look_at(connection: Connection, tenant: str, technician: Technician, day: Day, now: datetime) -> Doubtful:
    """Have the checker look at a day with the technician as they would be."""
    absences = technicians.get(connection, tenant, technician.id).technician.absences
    leaves = departures(day.route, absences)
    ahead = tuple(stop for stop, at in zip(day.route.stops, leaves, strict=True) if at >= now)
    shift = _shift_of(technician, day)
    if shift is None or not ahead:
        return Doubtful(day, ahead, shift, ())
    route = replace(day.route, shift=technician.shifts.index(shift))
    problem = _problem_of(connection, tenant, technician, route, now)
    begun = {stop.order for stop in day.route.stops if stop not in ahead}
    wrong = check(problem, Plan(routes=(route,))).violations
    return Doubtful(day, ahead, shift, tuple(violation for violation in wrong if violation.order not in begun))


def departures(route: Route, absences: Sequence[Absence]) -> list[datetime]:
    """When does the technician set out to each stop of a route, in UTC?

    To the first as the route says, to the others as late as delays no start: at the last instant from which the
    driving, free of absences, ends by the start.
    """
    away = sorted(((a.start.astimezone(UTC), a.end.astimezone(UTC)) for a in absences), reverse=True)
    found = []
    for stop in route.stops:
        drive = timedelta(seconds=stop.travel_s or 0)
        leaves = stop.start.astimezone(UTC) - drive
        for begins, ends in away:
            if max(leaves, begins) < min(leaves + drive, ends):
                leaves = begins - drive
        found.append(leaves)
    return [route.depart.astimezone(UTC), *found[1:]] if found else []


def _shift_of(technician: Technician, day: Day) -> Shift | None:
    """The technician's shift that overlaps the most with the one in which the day was planned."""
    overlaps = [(min(s.end, day.shift_end) - max(s.start, day.shift_start), s) for s in technician.shifts]
    overlap, shift = max(overlaps, key=lambda pair: pair[0], default=(timedelta(0), None))
    return shift if overlap > timedelta(0) else None


def _problem_of(connection: Connection, tenant: str, technician: Technician, route: Route, now: datetime) -> Problem:
    wanted = orders.bodies(connection, tenant, [stop.order for stop in route.stops])
    settings = tenants.get(connection, tenant)
    origin = min(now, route.depart, *(shift.start for shift in technician.shifts))
    return Problem(
        origin=origin.astimezone(settings.timezone or UTC),
        now=now,
        travel=settings.travel,
        technicians=(technician,),
        orders=tuple(wanted.values()),
        policy=policies.in_force(connection, tenant).policy,
        areas=tuple(record.area for record in areas.everything(connection, tenant)),
        timezone=settings.timezone,
        routes=(route,),
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


def _take_back(connection: Connection, tenant: str, technician: Technician, doubtful: Doubtful) -> None:
    """Leave in the day what is done or under way, and nothing else."""
    day = doubtful.day
    stops = tuple(stop for stop in day.route.stops if stop not in doubtful.ahead)
    back = stops[-1].finish if stops else day.route.depart
    if stops and technician.end is not None:
        last = orders.bodies(connection, tenant, [stops[-1].order])[stops[-1].order]
        leg = tenants.get(connection, tenant).travel.leg(last.location, technician.end)
        back += timedelta(seconds=leg[0])
    route = replace(day.route, stops=stops, back=back)
    if not days.store(connection, tenant, replace(day, revision=day.revision + 1, route=route)):
        raise ConflictError("changed_meanwhile", f"the day of technician {technician.id} has just changed: try again")
    assignments.remove(connection, tenant, [stop.order for stop in doubtful.ahead])


def _ask_anew(connection: Connection, tenant: str, order_id: str, technician_id: str, stamp: audit.Stamp) -> None:
    """The order is nobody's: bring it back to ``unassigned`` and ask for its dispatch."""
    decision_id = orders.get(connection, tenant, order_id).decision_id
    orders.move(connection, tenant, order_id, Standing("unassigned", None, decision_id), was="scheduled")
    request_id = dispatch_requests.open_request(connection, tenant, order_id)
    details = {"technician": technician_id, "dispatch_request": request_id}
    events.append(connection, tenant, events.Happening(order_id, "order.taken_back", stamp.at, details))
    audit.note(connection, tenant, stamp, ("order.taken_back", order_id), details)
