"""An order as in the problem file."""

from __future__ import annotations

from typing import Any

from dispatch.files.crew_file import after_to_json, crew_to_json, read_after, read_crew
from dispatch.files.faults import Faults
from dispatch.files.places import NOWHERE, place, place_to_json
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.spans import spans, spans_to_json
from dispatch.limits import (
    MAX_DIMENSIONS,
    MAX_LEVEL,
    MAX_LOAD,
    MAX_PRICE_MIN,
    MAX_SERVICE_S,
    MAX_WEIGHT,
)
from dispatch.model import Order
from scheduling.spans import Window

ORDER = Shape(
    frozenset(
        (
            "id",
            "location",
            "service_s",
            "windows",
            "setup_s",
            "due",
            "lateness_weight",
            "skills",
            "required_tags",
            "community",
            "load",
            "priority",
            "unserved_cost_min",
            "required_technicians",
            "preferred_technicians",
            "forbidden_technicians",
            "declined_by",
            "crew",
            "after",
            "created",
            "customer",
            "address",
            "notes",
        )
    )
)

_LISTS = ("required_tags", "load", "preferred_technicians", "forbidden_technicians", "declined_by")


def order_from_json(data: object, *, id: str | None = None) -> Order:  # noqa: A002
    """Read an order.

    Parameters
    ----------
    data
        Parsed JSON.
    id
        The order's id, if whoever asks gives it; `data` may then leave it out, but not say another.

    Raises
    ------
    InvalidInputError
        With all faults, their pointers relative to the order.
    """
    faults = Faults()
    record = record_of(data, "", faults, ORDER)
    order = None if record is None else read_order(record, id)
    faults.raise_if_any()
    assert order is not None
    return order


def read_order(record: Record, known_id: str | None = None) -> Order | None:
    """The order in a record; ``None`` if it is at fault."""
    location = place(record, "location")
    order = Order(
        id=record.given_id(known_id),
        location=NOWHERE if location is None else location,
        service_s=record.integer("service_s", 0, MAX_SERVICE_S),
        windows=spans(record, "windows", Window),
        setup_s=record.integer("setup_s", 0, MAX_SERVICE_S, default=0),
        due=record.instant_or_none("due"),
        lateness_weight=record.number("lateness_weight", 0.0, MAX_WEIGHT, default=1.0),
        skills=record.levels("skills", MAX_LEVEL),
        required_tags=record.names_or_none("required_tags") or (),
        community=record.text_or_none("community"),
        load=record.integers("load", 0, MAX_LOAD, MAX_DIMENSIONS),
        priority=record.integer("priority", 1, 5, default=3),
        unserved_cost_min=record.number_or_none("unserved_cost_min", 0.0, MAX_PRICE_MIN),
        required_technicians=record.names_or_none("required_technicians"),
        preferred_technicians=record.names_or_none("preferred_technicians") or (),
        forbidden_technicians=record.names_or_none("forbidden_technicians") or (),
        declined_by=record.names_or_none("declined_by") or (),
        crew=read_crew(record) if record.has("crew") else (),
        after=read_after(record) if record.has("after") else (),
        created=record.instant_or_none("created"),
        customer=record.free("customer"),
        address=record.free("address"),
        notes=record.free("notes"),
    )
    return order if record.is_sound else None


def order_to_json(order: Order) -> dict[str, Any]:
    """An order as in files; what has its default is left out."""
    data: dict[str, Any] = {
        "id": order.id,
        "location": place_to_json(order.location),
        "service_s": order.service_s,
        "priority": order.priority,
    }
    for name, default in (("setup_s", 0), ("lateness_weight", 1.0)):
        value = getattr(order, name)
        if value != default:
            data[name] = value
    parts = {
        "windows": spans_to_json(order.windows),
        "skills": dict(order.skills),
        **{name: list(getattr(order, name)) for name in _LISTS},
        "crew": crew_to_json(order.crew),
        "after": after_to_json(order.after),
    }
    data |= {name: part for name, part in parts.items() if part}
    if order.required_technicians is not None:
        data["required_technicians"] = list(order.required_technicians)
    for name in ("due", "created"):
        instant = getattr(order, name)
        if instant is not None:
            data[name] = instant.isoformat()
    for name in ("community", "unserved_cost_min", "customer", "address", "notes"):
        value = getattr(order, name)
        if value is not None:
            data[name] = value
    return data
