"""Events: what happened to orders."""

from __future__ import annotations

from webapi.schemas.primitives import Schema, closed, instant, ref, whole

_EXAMPLE = {
    "id": 17,
    "type": "order.scheduled",
    "order": "o5",
    "number": 2,
    "at": "2026-11-02T08:10:01+08:00",
    "data": {"outcome": "assigned", "technicians": ["t3"], "decision": "d5"},
}

EVENTS: dict[str, Schema] = {
    "Event": closed(
        {
            "id": whole("Counts the events of the tenant, from 1.", 1),
            "type": {"type": "string", "description": "What happened, such as `order.scheduled`."},
            "order": {"type": "string", "description": "To which order."},
            "number": whole("Counts the events of the order, from 1 and without gaps.", 1),
            "at": instant("When, by the service's clock."),
            "data": {"type": "object", "description": "What belongs to it: technicians, start, why."},
        },
        ("id", "type", "order", "number", "at", "data"),
        description="Something that happened to an order.",
        examples=[_EXAMPLE],
    ),
    "EventBatch": closed(
        {
            "data": {"type": "array", "items": ref("Event"), "maxItems": 200},
            "last": whole("What to give as `after` next time.", 0),
        },
        ("data", "last"),
        description="Events in the order in which they happened.",
    ),
}
