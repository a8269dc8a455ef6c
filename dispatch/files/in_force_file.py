"""The field `plan` of the problem file: routes in force, what a dispatcher has fixed of them, what is frozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.files.plan_file import read_routes, route_to_json
from dispatch.files.reading import Record, Shape
from dispatch.model import LOCKS, Lock, Problem, Route
from scheduling.horizon import Horizon

_IN_FORCE = Shape(frozenset(("routes", "locks", "frozen_before")))
_LOCK = Shape(frozenset(("order", "lock", "earliest", "latest")))
_RANGE = ("earliest", "latest")


@dataclass(frozen=True, slots=True)
class InForce:
    """What is in force, each thing with the record it came from; what is at fault is left out."""

    routes: Sequence[tuple[Record, Route]] = ()
    locks: Sequence[tuple[Record, Lock]] = ()
    frozen_before: datetime | None = None


def read_in_force(record: Record, horizon: Horizon) -> InForce:
    """What a problem's field `plan` says is in force."""
    inner = record.record("plan", _IN_FORCE) if record.has("plan") else None
    if inner is None:
        return InForce()
    routes = read_routes(inner, horizon, required=False)
    locks = [(lock, _lock(lock)) for lock in inner.records("locks", _LOCK)]
    sound = tuple((place, lock) for place, lock in locks if lock is not None)
    return InForce(routes, sound, inner.instant_or_none("frozen_before"))


def in_force_to_json(problem: Problem) -> dict[str, Any]:
    """What is in force as in the problem file; empty if nothing is."""
    data: dict[str, Any] = {}
    if problem.routes:
        horizon = problem.horizon
        data["routes"] = [route_to_json(route, horizon) for route in problem.routes]
    if problem.locks:
        data["locks"] = [_lock_to_json(lock) for lock in problem.locks]
    if problem.frozen_before is not None:
        data["frozen_before"] = problem.frozen_before.isoformat()
    return data


def _lock(record: Record) -> Lock | None:
    order, kind = record.text("order"), record.choice("lock", LOCKS)
    earliest = latest = None
    if kind == "time_range":
        earliest, latest = (record.instant(name) for name in _RANGE)
        if record.is_sound and latest < earliest:
            record.fault("latest", "value", f"is {latest.isoformat()}, before earliest {earliest.isoformat()}")
    elif kind:
        for name in filter(record.has, _RANGE):
            record.fault(name, "value", f"is for the lock time_range alone, must be left out of {kind}")
    return Lock(order=order, kind=kind, earliest=earliest, latest=latest) if record.is_sound else None


def _lock_to_json(lock: Lock) -> dict[str, str]:
    data = {"order": lock.order, "lock": lock.kind}
    if lock.earliest is not None:
        data["earliest"] = lock.earliest.isoformat()
    if lock.latest is not None:
        data["latest"] = lock.latest.isoformat()
    return data
