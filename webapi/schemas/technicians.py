"""Technicians, as they are sent and as they are answered."""

from __future__ import annotations

from typing import Any

from dispatch.limits import (
    MAX_BREAKS,
    MAX_FACTOR,
    MAX_LEVEL,
    MAX_ORDERS,
    MAX_OVERTIME_S,
    MAX_PRICE_MIN,
    MAX_REVIEWS,
    MAX_SERVICE_S,
    MAX_STARS,
    MAX_TRAVEL_S,
    MIN_FACTOR,
)
from webapi.schemas.bounds import MAX_SKILLS, MAX_SPANS
from webapi.schemas.primitives import (
    EXTERNAL_ID,
    KEPT,
    PLACE,
    Schema,
    closed,
    instant,
    levels,
    loads,
    name,
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
_SHIFT_BREAK = closed(
    {
        "earliest": instant("First instant at which it may begin."),
        "latest": instant("Last one."),
        "duration_s": whole("How long it lasts, in seconds.", 1, MAX_SERVICE_S),
    },
    ("earliest", "latest", "duration_s"),
    description="A pause that is taken once, inside the shift.",
    examples=[
        {"earliest": "2026-11-02T11:30:00+08:00", "latest": "2026-11-02T13:00:00+08:00", "duration_s": 1800},
    ],
)
_SHIFT = closed(
    {
        "start": instant("First instant of it."),
        "end": instant("First instant after it."),
        "max_overtime_s": whole("Seconds by which the way home may end after it.", 0, MAX_OVERTIME_S, default=0),
        "breaks": {
            "type": ["array", "null"],
            "items": ref("ShiftBreak"),
            "maxItems": MAX_BREAKS,
            "description": "Each is taken once, if the shift has an order.",
        },
    },
    ("start", "end"),
    description="Half-open: one may begin in the second in which another ends.",
)
_CERTIFICATE = closed(
    {"skill": name("The skill.", examples=["gas"]), "expires": instant("It counts for starts before this.")},
    ("skill", "expires"),
    description="Until when a skill counts.",
)
_POSITION = closed(
    {**PLACE["properties"], "at": instant("When they were there.")},
    ("lat", "lng", "at"),
    description="Where a technician was seen: the shift under way goes on from there.",
    examples=[{"lat": 31.2222, "lng": 121.4581, "at": "2026-11-02T10:15:00+08:00"}],
)

_FIELDS: dict[str, Any] = {
    "start": ref("Place"),
    "end": {**nullable(ref("Place")), "description": "Where the day ends; null: at the last order."},
    "skills": nullable(levels("Level held, by name of the skill.", MAX_LEVEL)),
    "certificates": {
        "type": ["array", "null"],
        "items": ref("Certificate"),
        "maxItems": MAX_SKILLS,
        "description": "One for each skill that ends; a skill without one counts always.",
    },
    "areas": nullable(names("Areas worked in, by id or external id; null: anywhere, `[]`: nowhere.")),
    "active": {"type": "boolean", "default": True, "description": "In service at all."},
    "rating": number("Stars.", 0, MAX_STARS, default=5.0),
    "reviews": whole("How many reviews stand behind the stars.", 0, MAX_REVIEWS, default=0),
    "tags": nullable(names("Free words, for `required_tags` of orders.")),
    "shifts": {
        "type": "array",
        "items": ref("Shift"),
        "maxItems": MAX_SPANS,
        "description": "When at work; none overlaps another.",
    },
    "absences": {
        "type": ["array", "null"],
        "items": ref("Span"),
        "maxItems": MAX_SPANS,
        "description": "When away: no visit and no driving overlaps them.",
    },
    "position": {**nullable(ref("Position")), "description": "Where they are now, if that is known."},
    "max_orders": nullable(whole("Orders in each used shift; null: any number.", 0, MAX_ORDERS)),
    "max_travel_s": nullable(whole("Seconds of driving in each used shift; null: any number.", 0, MAX_TRAVEL_S)),
    "capacity": nullable(loads("Load that each used shift may hold, by dimension; what is not said is not bounded.")),
    "fixed_cost_min": number("Price of each used shift, in minutes of driving.", 0, MAX_PRICE_MIN, default=0.0),
    "speed_factor": number("Driving seconds are divided by it.", MIN_FACTOR, MAX_FACTOR, default=1.0),
    "service_factor": number("Service seconds are multiplied by it.", MIN_FACTOR, MAX_FACTOR, default=1.0),
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
    "certificates": [],
    "tags": [],
    "absences": [],
    "capacity": [],
    "fixed_cost_min": 0.0,
    "speed_factor": 1.0,
    "service_factor": 1.0,
}

_OWN_NULL = ("external_id", "end", "position")
"""Fields whose null is told of in words of their own."""

_RECORD = {**KEPT, **_FIELDS}
_DRAFT = {"external_id": EXTERNAL_ID, **_FIELDS}
_PATCH = {field: nullable(schema) for field, schema in _DRAFT.items() if field not in _OWN_NULL}

TECHNICIANS: dict[str, Schema] = {
    "Span": _SPAN,
    "Shift": _SHIFT,
    "ShiftBreak": _SHIFT_BREAK,
    "Certificate": _CERTIFICATE,
    "Position": _POSITION,
    "TechnicianDraft": closed(
        _DRAFT, ("start", "shifts"), description="Who serves orders, as sent.", examples=[_EXAMPLE]
    ),
    "TechnicianPatch": closed(
        {**_PATCH, **{field: _FIELDS[field] for field in _OWN_NULL if field != "external_id"}},
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
