"""Technicians, as they are sent and as they are answered."""

from __future__ import annotations

from typing import Any

from dispatch.limits import MAX_LEVEL, MAX_ORDERS, MAX_REVIEWS, MAX_STARS
from webapi.schemas.bounds import MAX_SPANS
from webapi.schemas.primitives import (
    EXTERNAL_ID,
    KEPT,
    Schema,
    closed,
    instant,
    levels,
    names,
    nullable,
    number,
    ref,
    whole,
)

_SPAN = closed(
    {"start": instant("First instant of it."), "end": instant("First instant after it.")},
    ("start", "end"),
    description="Half-open: one may begin in the second in which another ends.",
)

_FIELDS: dict[str, Any] = {
    "start": ref("Place"),
    "end": {**nullable(ref("Place")), "description": "Where the day ends; null: at the last order."},
    "skills": nullable(levels("Level held, by name of the skill.", MAX_LEVEL)),
    "areas": nullable(names("Areas worked in, by id or external id; null: anywhere, `[]`: nowhere.")),
    "active": {"type": "boolean", "default": True, "description": "In service at all."},
    "rating": number("Stars.", 0, MAX_STARS, default=5.0),
    "reviews": whole("How many reviews stand behind the stars.", 0, MAX_REVIEWS, default=0),
    "shifts": {
        "type": "array",
        "items": ref("Span"),
        "maxItems": MAX_SPANS,
        "description": "When at work; none overlaps another.",
    },
    "absences": {
        "type": ["array", "null"],
        "items": ref("Span"),
        "maxItems": MAX_SPANS,
        "description": "When away: no visit and no driving overlaps them.",
    },
    "max_orders": nullable(whole("Orders in each used shift; null: any number.", 0, MAX_ORDERS)),
}

_EXAMPLE = {
    "external_id": "anna",
    "start": {"lat": 31.2222, "lng": 121.4581},
    "end": {"lat": 31.2222, "lng": 121.4581},
    "skills": {"gas": 2, "water": 1},
    "rating": 4.8,
    "reviews": 120,
    "shifts": [{"start": "2026-11-02T08:00:00+08:00", "end": "2026-11-02T18:00:00+08:00"}],
}

_KEPT_EXAMPLE = {
    "id": "t1",
    "revision": 1,
    "created_at": "2026-11-02T07:00:00+08:00",
    "active": True,
    "absences": [],
}

_RECORD = {**KEPT, **_FIELDS}
_DRAFT = {"external_id": EXTERNAL_ID, **_FIELDS}
_PATCH = {field: nullable(schema) for field, schema in _DRAFT.items() if field not in ("external_id", "end")}

TECHNICIANS: dict[str, Schema] = {
    "Span": _SPAN,
    "TechnicianDraft": closed(
        _DRAFT, ("start", "shifts"), description="Who serves orders, as sent.", examples=[_EXAMPLE]
    ),
    "TechnicianPatch": closed(
        {**_PATCH, "end": _FIELDS["end"]},
        description="What is to be changed: each field that is here takes the place of the old one, whole; null "
        "brings it back to its default.",
        examples=[{"active": False}],
    ),
    "Technician": closed(
        _RECORD,
        tuple(_RECORD),
        description="Who serves orders.",
        examples=[{**dict.fromkeys(_FIELDS), **_EXAMPLE, **_KEPT_EXAMPLE}],
    ),
}
