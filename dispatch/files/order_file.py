"""An order as in the problem file."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

from dispatch.files.faults import Faults
from dispatch.files.places import place, place_to_json
from dispatch.files.reading import Record, Shape, record_of
from dispatch.files.spans import spans, spans_to_json
from dispatch.limits import MAX_LEVEL, MAX_PRICE_MIN, MAX_SERVICE_S
from dispatch.model import Order
from scheduling.spans import Window

ORDER = Shape(
    frozenset(
        (
            "id",
            "location",
            "service_s",
            "windows",
            "skills",
            "community",
            "priority",
            "unserved_cost_min",
            "required_technicians",
            "forbidden_technicians",
            "created",
            "customer",
            "address",
            "notes",
        )
    ),
    MappingProxyType(
        {
            "setup_s": (0,),
            "due": (None,),
            "lateness_weight": (1.0,),
            "required_tags": (None, []),
            "load": (None, [0]),
            "preferred_technicians": (None, []),
            "declined_by": (None, []),
            "crew": (None, []),
            "after": (None, []),
        }
    ),
)


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
    order_id = record.given_id(known_id)
    location = place(record, "location")
    service_s = record.integer("service_s", 0, MAX_SERVICE_S)
    windows = spans(record, "windows", Window)
    skills = record.levels("skills", MAX_LEVEL)
    community = record.text_or_none("community")
    priority = record.integer("priority", 1, 5, default=3)
    unserved_cost_min = record.number_or_none("unserved_cost_min", 0.0, MAX_PRICE_MIN)
    required_technicians = record.names_or_none("required_technicians")
    forbidden_technicians = record.names_or_none("forbidden_technicians") or ()
    created = record.instant_or_none("created")
    customer, address, notes = record.free("customer"), record.free("address"), record.free("notes")
    if location is None or not record.is_sound:
        return None
    return Order(
        id=order_id,
        location=location,
        service_s=service_s,
        windows=windows,
        skills=skills,
        community=community,
        priority=priority,
        unserved_cost_min=unserved_cost_min,
        required_technicians=required_technicians,
        forbidden_technicians=forbidden_technicians,
        created=created,
        customer=customer,
        address=address,
        notes=notes,
    )


def order_to_json(order: Order) -> dict[str, Any]:
    """An order as in files; what has its default is left out."""
    data: dict[str, Any] = {
        "id": order.id,
        "location": place_to_json(order.location),
        "service_s": order.service_s,
        "priority": order.priority,
    }
    if order.windows:
        data["windows"] = spans_to_json(order.windows)
    if order.skills:
        data["skills"] = dict(order.skills)
    if order.required_technicians is not None:
        data["required_technicians"] = list(order.required_technicians)
    if order.forbidden_technicians:
        data["forbidden_technicians"] = list(order.forbidden_technicians)
    if order.created is not None:
        data["created"] = order.created.isoformat()
    for name in ("community", "unserved_cost_min", "customer", "address", "notes"):
        value = getattr(order, name)
        if value is not None:
            data[name] = value
    return data
