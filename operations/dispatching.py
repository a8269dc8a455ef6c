"""Giving one order out: the decision, and keeping it if nothing that it rests on has changed since."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, select

from dispatch.checker import check
from dispatch.decide import decide
from dispatch.decision import Decision
from dispatch.files.decision_file import decision_to_json
from dispatch.model import Plan, Problem, Route
from operations import assignments, audit, days, decisions, dispatch_requests, events, moving, orders, snapshots
from operations.ahead import what
from operations.assignments import Assignment
from operations.considering import Snapshot, consider
from operations.days import Day
from operations.errors import OperationsError
from operations.memory import Memory
from operations.orders import Standing
from operations.technicians import TECHNICIANS
from operations.whereabouts import FEW

__all__ = ["IllegalDecisionError", "Outcome", "Snapshot", "Verdict", "commit", "consider", "judge", "weigh"]

ACTOR = "dispatch"

MORE = 4
"""How many times as many technicians are looked at if somebody further off might be better."""


class IllegalDecisionError(OperationsError):
    """The checker refuses what the engine chose: a mistake of the program, so nothing is stored."""

    code = "illegal_decision"


class Outcome(Enum):
    """What became of an attempt to keep a decision."""

    KEPT = "kept"
    STALE = "stale"
    ALREADY_DECIDED = "already_decided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A decision that the checker agrees with, made ready to be kept.

    Parameters
    ----------
    file
        The decision file.
    packed
        The snapshot, compressed.
    day
        The chosen technician's day with the order in it, its revision raised; ``None`` if nobody serves the order.
    moved
        Other orders of that day that are served at another time than before.
    """

    snapshot: Snapshot
    file: Mapping[str, Any]
    packed: bytes
    day: Day | None
    moved: tuple[str, ...]


def weigh(
    connection: Connection, tenant: str, order_ref: str, now: datetime, memory: Memory | None = None
) -> tuple[Snapshot, Decision]:
    """Who should serve the order? Of as many as it takes, until nobody further off can be better; no side effect.

    Parameters
    ----------
    connection, memory
        See `operations.considering.consider`.

    Raises
    ------
    NotFoundError
        If the tenant has no such order.
    """
    few = FEW
    while True:
        snapshot = consider(connection, tenant, order_ref, now, memory, few=few)
        decision = decide(snapshot.problem, snapshot.order.id)
        best_min = decision.candidates[0].cost.total_min if decision.candidates else math.inf
        if best_min <= snapshot.beyond_min:
            return snapshot, decision
        few *= MORE


def judge(snapshot: Snapshot, decision: Decision) -> Verdict:
    """Have the checker look at the day of whoever was chosen.

    Raises
    ------
    IllegalDecisionError
        If the checker refuses the day.
    """
    file = decision_to_json(decision, snapshot.problem.horizon)
    packed = snapshots.pack(snapshot.text)
    route = decision.route
    if route is None:
        return Verdict(snapshot=snapshot, file=file, packed=packed, day=None, moved=())
    old = _require_legal(snapshot.problem, route)
    technician = next(t for t in snapshot.problem.technicians if t.id == route.technician)
    shift = technician.shifts[route.shift]
    key = route.technician, shift.start.astimezone(UTC)
    before = snapshot.days.get(key)
    day = Day(
        technician_id=route.technician,
        shift_start=key[1],
        shift_end=shift.end.astimezone(UTC),
        revision=1 if before is None else before.revision + 1,
        route=days.in_utc(replace(route, shift=0)),
        locks=days.NO_LOCKS if before is None else before.locks,
    )
    starts = {} if old is None else {stop.order: stop.start for stop in days.in_utc(old).stops}
    moved = tuple(stop.order for stop in day.route.stops if starts.get(stop.order, stop.start) != stop.start)
    return Verdict(snapshot=snapshot, file=file, packed=packed, day=day, moved=moved)


def commit(connection: Connection, verdict: Verdict, attempt: int, now: datetime) -> Outcome:
    """Keep a verdict: day, assignment, decision, snapshot, event and audit, and close the request.

    Nothing is written unless the outcome is ``KEPT``.

    Parameters
    ----------
    connection
        Of a write transaction (`operations.engine.write`).
    attempt
        Which attempt of the request this is, from 1.
    now
        By the service's clock.
    """
    snapshot, tenant = verdict.snapshot, verdict.snapshot.tenant
    request = dispatch_requests.pending_of(connection, tenant, snapshot.order.id)
    if request is None:
        return Outcome.ALREADY_DECIDED
    if orders.revision_of(connection, tenant, snapshot.order.id) != snapshot.order.revision:
        return Outcome.STALE
    if verdict.day is not None and not _still_so(connection, snapshot, verdict.day):
        return Outcome.STALE
    dispatch_requests.close(connection, request)
    snapshots.put(connection, tenant, verdict.file["snapshot_sha256"], verdict.packed)
    decision_id = decisions.add(connection, tenant, verdict.file, made_at=now, attempt=attempt)
    scheduled = verdict.day is not None
    standing = Standing("scheduled" if scheduled else "unassigned", verdict.file.get("reason"), decision_id)
    orders.move(connection, tenant, snapshot.order.id, standing, was="unassigned")
    if verdict.day is not None:
        _assign(connection, verdict, decision_id, now)
    kind = "order.scheduled" if scheduled else "order.left_unassigned"
    told = {
        name: verdict.file[name]
        for name in ("outcome", "reason", "technicians", "start", "finish")
        if name in verdict.file
    }
    told["decision"] = decision_id
    events.append(connection, tenant, events.Happening(snapshot.order.id, kind, now, told))
    audit.note(connection, tenant, audit.Stamp(ACTOR, now, standing.reason), (kind, snapshot.order.id), told)
    return Outcome.KEPT


def _still_so(connection: Connection, snapshot: Snapshot, day: Day) -> bool:
    """Store the day, if neither it nor its technician has changed since the snapshot."""
    mine = (TECHNICIANS.c.tenant == snapshot.tenant) & (TECHNICIANS.c.id == day.technician_id)
    query = select(TECHNICIANS.c.revision).where(mine).with_for_update(read=True)
    if connection.execute(query).scalar_one() != snapshot.technician_revisions[day.technician_id]:
        return False
    return days.store(connection, snapshot.tenant, day)


def _assign(connection: Connection, verdict: Verdict, decision_id: str, now: datetime) -> None:
    """Write who serves the order, and the new times of those that moved."""
    assert verdict.day is not None
    tenant, order_id = verdict.snapshot.tenant, verdict.snapshot.order.id
    for stop in verdict.day.route.stops:
        if stop.order == order_id:
            assignments.put(
                connection,
                tenant,
                Assignment(
                    order_id=order_id,
                    technicians=(verdict.day.technician_id,),
                    shift_start=verdict.day.shift_start,
                    start=stop.start,
                    finish=stop.finish,
                    source="dispatch",
                    locked=False,
                    decision_id=decision_id,
                ),
            )
        elif stop.order in verdict.moved:
            stamp = audit.Stamp(ACTOR, now, f"order {order_id} is served before it")
            moving.move(connection, tenant, stop, order_id, stamp)


def _require_legal(problem: Problem, route: Route) -> Route | None:
    """Have the checker look at the new route among the technician's others; the route before, if there was one.

    What is wrong with visits that were begun before their technician was changed stays wrong and is let be; the
    decision must not add to it.
    """
    own = [known for known in problem.routes if known.technician == route.technician]
    old = next((known for known in own if known.shift == route.shift), None)
    plan = Plan(routes=(*(known for known in own if known is not old), route))
    served = {stop.order for known in plan.routes for stop in known.stops}
    locks = tuple(lock for lock in problem.locks if lock.order in served)
    reduced = replace(
        problem,
        technicians=tuple(t for t in problem.technicians if t.id == route.technician),
        orders=tuple(order for order in problem.orders if order.id in served),
        routes=tuple(own),
        locks=locks,
    )
    violations = check(reduced, plan).violations
    if violations:
        history = {what(violation) for violation in check(reduced, Plan(routes=tuple(own))).violations}
        added = [violation.message for violation in violations if what(violation) not in history]
        if added:
            raise IllegalDecisionError("; ".join(added))
    return old
