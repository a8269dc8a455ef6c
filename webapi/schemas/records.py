"""Areas, skills and policies, as they are sent and as they are answered."""

from __future__ import annotations

from typing import Any

from dispatch.limits import MAX_ORDERS, MAX_REVIEWS, MAX_STARS, MAX_VERSION, MAX_WEIGHT
from geo.areas import MAX_RADIUS_M
from webapi.schemas.primitives import (
    EXTERNAL_ID,
    KEPT,
    PLACE,
    Schema,
    closed,
    instant,
    name,
    names,
    number,
    ref,
    whole,
)

_LNG_LAT: Schema = {
    "type": "array",
    "prefixItems": [
        {"type": "number", "minimum": -180, "maximum": 180},
        {"type": "number", "minimum": -90, "maximum": 90},
    ],
    "items": {"type": "number", "minimum": -100_000, "maximum": 100_000},
    "minItems": 2,
    "maxItems": 3,
    "description": "`[lng, lat]`, as everywhere in GeoJSON.",
}
_RING: Schema = {"type": "array", "items": _LNG_LAT, "minItems": 4}
_POLYGON: Schema = {"type": "array", "items": _RING, "minItems": 1}

_GEOMETRY: Schema = {
    "oneOf": [
        closed({"type": {"const": "Polygon"}, "coordinates": _POLYGON}, ("type", "coordinates")),
        closed(
            {"type": {"const": "MultiPolygon"}, "coordinates": {"type": "array", "items": _POLYGON, "minItems": 1}},
            ("type", "coordinates"),
        ),
    ],
    "description": "GeoJSON Polygon or MultiPolygon: rings closed, nothing crossing itself or the antimeridian.",
    "examples": [
        {
            "type": "Polygon",
            "coordinates": [[[121.4, 31.2], [121.5, 31.2], [121.5, 31.3], [121.4, 31.3], [121.4, 31.2]]],
        }
    ],
}

_AREA_FIELDS: dict[str, Any] = {
    "geometry": ref("Geometry"),
    "center": ref("Place"),
    "radius_m": {**number("Metres along the great circle.", 0, MAX_RADIUS_M), "exclusiveMinimum": 0},
    "communities": names("Residential communities."),
}
_AREA_KINDS: list[Schema] = [
    {
        "required": ["geometry"],
        "not": {"anyOf": [{"required": [other]} for other in ("center", "radius_m", "communities")]},
    },
    {
        "required": ["center", "radius_m"],
        "not": {"anyOf": [{"required": [other]} for other in ("geometry", "communities")]},
    },
    {
        "required": ["communities"],
        "not": {"anyOf": [{"required": [other]} for other in ("geometry", "center", "radius_m")]},
    },
]
_AREA_EXAMPLE = {"external_id": "jingan", "center": {"lat": 31.229, "lng": 121.448}, "radius_m": 4000}

_WEIGHT_NAMES = {
    "travel_min": "For a minute of driving, the way home included.",
    "distance_km": "For a kilometre of it.",
    "waiting_min": "For a minute of waiting before a service.",
    "lateness_min": "For a minute of a start after `due`, times the order's `lateness_weight`.",
    "lateness_max_min": "For a minute by which the latest of all starts after its `due`.",
    "overtime_min": "For a minute after the end of a shift.",
    "rating_star": "For each star short of five, for each order served.",
    "overqualified_level": "For each level of a skill held beyond what an order needs.",
    "response_min": "For a minute between `created` and the start of service.",
    "not_preferred": "For each order that prefers technicians and gets none of them.",
    "workload_balance": "For each squared hour of a technician's work: the more even, the cheaper.",
    "technician_changed": "For each order that goes from one technician to another.",
    "time_moved_min": "For a minute by which a planned start is moved.",
}
_WEIGHTS = closed(
    {term: number(text, 0, MAX_WEIGHT) for term, text in _WEIGHT_NAMES.items()},
    description="Minutes of driving for one unit of each objective; what is left out weighs nothing. Without "
    "`weights` driving alone counts.",
    examples=[{"travel_min": 1.0, "rating_star": 6.0}],
)
_POLICY_FIELDS = {
    "name": name("Names the policy, with `version`."),
    "version": whole("A name may have many versions.", 1, MAX_VERSION, default=1),
    "weights": ref("Weights"),
    "rating_prior": number("Stars that a newcomer is taken to have.", 0, MAX_STARS, default=4.5),
    "rating_prior_weight": number("How many reviews that belief is worth.", 0, MAX_REVIEWS, default=0.0),
    "newcomer_reviews": whole("Whoever has fewer reviews is a newcomer; 0: nobody is.", 0, MAX_REVIEWS, default=0),
    "newcomer_orders": whole(
        "How many orders in each shift of a newcomer `rating_star` does not count; above 0, newcomers are not sent to "
        "emergencies either (rule `urgent_for_newcomer`).",
        0,
        MAX_ORDERS,
        default=0,
    ),
}
_IN_FORCE = {"type": "boolean", "description": "Whether it rules; one policy does at any time."}
_POLICY = {**KEPT, **_POLICY_FIELDS, "in_force": _IN_FORCE}
_SKILL = {"name": name("Its name.", examples=["gas"])}

RECORDS: dict[str, Schema] = {
    "Place": PLACE,
    "Geometry": _GEOMETRY,
    "AreaDraft": closed(
        {"external_id": EXTERNAL_ID, **_AREA_FIELDS},
        oneOf=_AREA_KINDS,
        description="A part of the world: exactly one of `geometry`, `center` with `radius_m`, `communities`.",
        examples=[_AREA_EXAMPLE],
    ),
    "Area": closed(
        {**KEPT, **_AREA_FIELDS},
        tuple(KEPT),
        oneOf=_AREA_KINDS,
        description="A part of the world in which technicians work.",
    ),
    "SkillDraft": closed(_SKILL, ("name",), description="A skill to be known before anybody has it."),
    "Skill": closed(
        {**_SKILL, "created_at": instant("When it became known.")},
        ("name", "created_at"),
        description="A skill. It needs no registration: the first technician or order that names it makes it known.",
    ),
    "Weights": _WEIGHTS,
    "PolicyDraft": closed(
        {"external_id": EXTERNAL_ID, **_POLICY_FIELDS, "in_force": {**_IN_FORCE, "default": False}},
        ("name",),
        description="What is worth how much, as sent.",
        examples=[
            {"name": "stars", "version": 1, "weights": {"travel_min": 1.0, "rating_star": 6.0}, "in_force": True}
        ],
    ),
    "PolicyPatch": closed(
        {"in_force": {"const": True, "description": "Lets this policy rule in place of the one that did."}},
        ("in_force",),
    ),
    "Policy": closed(_POLICY, tuple(_POLICY), description="What is worth how much, in minutes of driving."),
}
