"""The roles of a crew, and the orders that come before, as an order says them in files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dispatch.files.faults import shown
from dispatch.files.reading import Record, Shape
from dispatch.limits import MAX_GAP_S, MAX_LEVEL, MAX_ROLES, MAX_SERVICE_S
from dispatch.model import After, Role

_ROLE = Shape(frozenset(("skills", "service_s", "min_gap_s", "max_gap_s")))
_AFTER = Shape(frozenset(("order", "min_gap_s", "max_gap_s", "same_technician")))


def read_crew(record: Record) -> tuple[Role, ...]:
    """The roles in an order's field `crew`; those at fault are left out."""
    if not record.at_most("crew", MAX_ROLES):
        return ()
    read = (_role(inner, n) for n, inner in enumerate(record.records("crew", _ROLE)))
    return tuple(role for role in read if role is not None)


def read_after(record: Record) -> tuple[After, ...]:
    """What stands in an order's field `after`; what is at fault is left out."""
    found: dict[str, After] = {}
    for inner in record.records("after", _AFTER):
        after = _after(inner)
        if after is None:
            continue
        if after.order in found:
            inner.fault("order", "duplicate", f"{shown(after.order)} is in the list twice")
        found[after.order] = after
    return tuple(found.values())


def crew_to_json(crew: Sequence[Role]) -> list[dict[str, Any]]:
    """The roles of a crew as in files; what has its default is left out, but for `skills`."""
    roles = []
    for role in crew:
        data: dict[str, Any] = {"skills": dict(role.skills)}
        if role.service_s is not None:
            data["service_s"] = role.service_s
        if role.min_gap_s:
            data["min_gap_s"] = role.min_gap_s
        if role.max_gap_s:
            data["max_gap_s"] = role.max_gap_s
        roles.append(data)
    return roles


def after_to_json(orders_before: Sequence[After]) -> list[dict[str, Any]]:
    """The orders that come before, as in files; what has its default is left out."""
    found = []
    for after in orders_before:
        data: dict[str, Any] = {"order": after.order}
        if after.min_gap_s:
            data["min_gap_s"] = after.min_gap_s
        if after.max_gap_s is not None:
            data["max_gap_s"] = after.max_gap_s
        if after.same_technician:
            data["same_technician"] = True
        found.append(data)
    return found


def _role(record: Record, n: int) -> Role | None:
    skills = record.levels("skills", MAX_LEVEL)
    service_s = record.integer_or_none("service_s", 0, MAX_SERVICE_S)
    min_gap_s = record.integer("min_gap_s", 0, MAX_GAP_S, default=0)
    max_gap_s = record.integer("max_gap_s", 0, MAX_GAP_S, default=0)
    if record.is_sound and n == 0 and max(min_gap_s, max_gap_s) > 0:
        name = "min_gap_s" if min_gap_s else "max_gap_s"
        record.fault(name, "value", f"is {min_gap_s or max_gap_s}, must be 0: gaps count from the first role's start")
    _require_order(record, min_gap_s, max_gap_s)
    if not record.is_sound:
        return None
    return Role(skills=skills, service_s=service_s, min_gap_s=min_gap_s, max_gap_s=max_gap_s)


def _after(record: Record) -> After | None:
    order = record.text("order")
    min_gap_s = record.integer("min_gap_s", 0, MAX_GAP_S, default=0)
    max_gap_s = record.integer_or_none("max_gap_s", 0, MAX_GAP_S)
    same_technician = record.truth("same_technician", False)
    _require_order(record, min_gap_s, max_gap_s)
    if not record.is_sound:
        return None
    return After(order=order, min_gap_s=min_gap_s, max_gap_s=max_gap_s, same_technician=same_technician)


def _require_order(record: Record, min_gap_s: int, max_gap_s: int | None) -> None:
    if record.is_sound and max_gap_s is not None and max_gap_s < min_gap_s:
        record.fault("max_gap_s", "range", f"is {max_gap_s}, must be at least min_gap_s {min_gap_s}")
