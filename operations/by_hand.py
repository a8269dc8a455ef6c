"""Work by hand: an order given to a technician, taken from one, or canceled, and what that costs and breaks.

Looked at and carried out in one transaction, while no other writes for the tenant: nothing is stale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection

from dispatch.changing import Change, Verdict, judge
from dispatch.errors import Fault
from dispatch.model import Route, Stop
from operations import assignments, audit, days, dispatch_requests, events, moving, orders, references
from operations.assignments import Assignment
from operations.audit import Stamp
from operations.considering import Considered, consider_with
from operations.days import Day
from operations.errors import ConflictError, InvalidRequestError
from operations.memory import Memory
from operations.orders import MOVES, OrderRecord, Standing, State
from operations.technicians import TECHNICIANS

SOURCE = "dispatcher"
"""Who has given an order out that was given out by hand."""

BY_HAND = "unassigned_by_hand"
"""Why an order waits that was taken from its technician by hand."""

IMPOSSIBLE = frozenset(("overlap", "timing", "duplicate_order", "unreachable"))
"""Rules that no reason overrides: nobody is in two places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a dispatcher asks for.

    Parameters
    ----------
    technician
        Id, or external id, of who shall serve the order; ``None`` for nobody.
    start
        When it shall start; ``None`` as early as may be.
    to
        State to which the order is brought.
    override_reason
        Why rules may break; ``None`` if they may not.
    """

    order: str
    to: State
    technician: str | None = None
    start: datetime | None = None
    override_reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a wish comes to: the order after it, or, if that was only asked, before."""

    order: OrderRecord
    verdict: Verdict


def weigh(connection: Connection, tenant: str, wish: Wish, now: datetime, memory: Memory | None = None) -> Done:
    """What would come of it? No side effect.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    InvalidRequestError
        If the tenant has no such technician.
    ConflictError
        ``illegal_move`` if the order's state does not allow it.
    """
    record = orders.get(connection, tenant, wish.order)
    _require_move(record, wish.to, wish.technician)
    _, verdict = _judged(connection, tenant, record, wish, now, memory)
    return Done(order=record, verdict=verdict)


def carry_out(connection: Connection, tenant: str, wish: Wish, stamp: Stamp, memory: Memory | None = None) -> Done:
    """Do it, and keep who wanted it and why.

    Parameters
    ----------
    connection
        Of a write transaction of the tenant (`operations.engine.write`).

    Raises
    ------
    NotFoundError, InvalidRequestError
        As `weigh`.
    ConflictError
        ``illegal_move``, or ``rules_broken`` if rules break and no reason is given, or no reason would do; `details`
        have all of them. Nothing is changed.
    """
    record = orders.get(connection, tenant, wish.order)
    _require_move(record, wish.to, wish.technician)
    seen, verdict = _judged(connection, tenant, record, wish, stamp.at, memory)
    _require_leave(verdict, wish)
    request = dispatch_requests.pending_of(connection, tenant, record.id)
    if request is not None:
        dispatch_requests.close(connection, request)
    assignments.remove(connection, tenant, [record.id])
    _keep_routes(connection, tenant, seen, verdict, (record, stamp))
    reason = BY_HAND if wish.to == "unassigned" else None
    orders.move(connection, tenant, record.id, Standing(wish.to, reason, record.decision_id), was=record.state)
    after = orders.get(connection, tenant, record.id)
    _tell(connection, tenant, (record, after), verdict, replace(stamp, reason=wish.override_reason or stamp.reason))
    return Done(order=after, verdict=verdict)


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """What a change costs, breaks and moves."""
    cost = verdict.cost_difference
    return {
        "cost_difference": {"total_min": cost.total_min, "terms": dict(cost.terms)},
        "violations": [violation.as_json() for violation in verdict.violations],
        "touched": [{"order": m.order, "technician": m.technician, "by_s": m.by_s} for m in verdict.touched],
    }


def require_nobody(record: OrderRecord) -> None:
    """Refuse, as ``illegal_move``, an order that somebody has already."""
    if record.state == "scheduled":
        raise orders.illegal_move(record, "is scheduled: reassign gives it to somebody else")


def _require_move(record: OrderRecord, to: State, technician: str | None) -> None:
    """Refuse what the state of an order does not allow; what is scheduled may be given to somebody else."""
    if to not in MOVES[record.state] and not (record.state == to == "scheduled" and technician is not None):
        raise orders.illegal_move(record, f"is {record.state}, it cannot become {to}")


def _judged(  # noqa: PLR0913, PLR0917 — what is asked, of whom, and when
    connection: Connection, tenant: str, record: OrderRecord, wish: Wish, now: datetime, memory: Memory | None
) -> tuple[Considered, Verdict]:
    """The wish held against the days of those whom it concerns."""
    named = [] if record.assignment is None else list(record.assignment.technicians)
    if wish.technician is not None:
        found, faults = references.resolve(connection, TECHNICIANS, tenant, [wish.technician], "/technician")
        if faults:
            raise InvalidRequestError([Fault("/technician", fault.code, fault.message) for fault in faults])
        named += found
    seen = consider_with(connection, tenant, record, now, sorted(set(named)), memory)
    who = named[-1] if wish.technician is not None else None
    return seen, judge(seen.problem, Change(order=record.id, technician=who, start=wish.start))


def _require_leave(verdict: Verdict, wish: Wish) -> None:
    """Refuse what breaks rules, unless there is a reason and it is possible at all."""
    broken = list(dict.fromkeys(violation.rule for violation in verdict.violations))
    never = [rule for rule in broken if rule in IMPOSSIBLE]
    if not broken or (wish.override_reason and not never):
        return
    how = f"no reason overrides {', '.join(never)}" if never else "say override_reason to do it all the same"
    details = verdict_json(verdict) | {"overridable": not never}
    raise ConflictError("rules_broken", f"it would break {', '.join(broken)}: {how}", details)


def _keep_routes(
    connection: Connection, tenant: str, seen: Considered, verdict: Verdict, cause: tuple[OrderRecord, Stamp]
) -> None:
    """Store the routes that change, those that are empty now too, and who serves the order then."""
    record, stamp = cause
    changed = {(route.technician, route.shift): route for route in verdict.routes}
    for route in seen.problem.routes:
        if any(stop.order == record.id for stop in route.stops):
            changed.setdefault((route.technician, route.shift), replace(route, stops=(), breaks=(), back=route.depart))
    for (technician_id, shift), route in changed.items():
        technician = next(t for t in seen.problem.technicians if t.id == technician_id)
        span = technician.shifts[shift]
        key = technician_id, span.start.astimezone(UTC)
        before = seen.days.get(key)
        day = Day(
            technician_id=technician_id,
            shift_start=key[1],
            shift_end=span.end.astimezone(UTC),
            revision=1 if before is None else before.revision + 1,
            route=days.in_utc(replace(route, shift=0)),
            locks=days.NO_LOCKS if before is None else {k: v for k, v in before.locks.items() if k != record.id},
        )
        if not days.store(connection, tenant, day):
            raise ConflictError("changed_meanwhile", f"the day of technician {technician_id} has just changed")
        _assign(connection, tenant, day, None if before is None else before.route, (record, stamp))


def _assign(
    connection: Connection, tenant: str, day: Day, before: Route | None, cause: tuple[OrderRecord, Stamp]
) -> None:
    """Write who serves the order, and the new times of those that moved."""
    record, stamp = cause
    known = {} if before is None else {stop.order: stop for stop in before.stops}
    for stop in day.route.stops:
        if stop.order == record.id:
            made = Assignment(
                order_id=record.id,
                technicians=(day.technician_id,),
                shift_start=day.shift_start,
                start=stop.start,
                finish=stop.finish,
                source=SOURCE,
                locked=False,
                decision_id=record.decision_id or "",
            )
            assignments.put(connection, tenant, made)
        elif _span(stop) != _span(known[stop.order]):
            moving.move(connection, tenant, stop, record.id, stamp)


def _span(stop: Stop) -> tuple[datetime, datetime]:
    return stop.start, stop.finish


def _tell(
    connection: Connection, tenant: str, change: tuple[OrderRecord, OrderRecord], verdict: Verdict, stamp: Stamp
) -> None:
    """Tell what has become of the order, and keep who wanted it."""
    before, after = change
    kind = {"scheduled": "order.scheduled", "unassigned": "order.taken_back", "canceled": "order.canceled"}[after.state]
    told: dict[str, Any] = {"by": stamp.actor, "reason": stamp.reason}
    if after.assignment is not None:
        told |= {
            "technicians": list(after.assignment.technicians),
            "start": after.assignment.start.isoformat(),
            "finish": after.assignment.finish.isoformat(),
        }
    if before.assignment is not None:
        told["before"] = list(before.assignment.technicians)
    events.append(connection, tenant, events.Happening(after.id, kind, stamp.at, told))
    audit.note(connection, tenant, stamp, (f"{kind}_by_hand", after.id), told | verdict_json(verdict))
