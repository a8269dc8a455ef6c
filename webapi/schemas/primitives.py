"""Small shapes of which the large ones are made: instants, places, ids, levels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dispatch.limits import MAX_DIMENSIONS, MAX_LOAD
from webapi.schemas.bounds import MAX_NAMES, MAX_SKILLS

Schema = dict[str, Any]

NAME_PATTERN = r"^[^\u0000-\u001f\u007f-\u009f]*$"


def ref(name: str) -> Schema:
    """A schema of the document, by name."""
    return {"$ref": f"#/components/schemas/{name}"}


def closed(properties: Mapping[str, Any], required: tuple[str, ...] = (), **more: Any) -> Schema:
    """An object with these members and no others."""
    schema: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties), **more}
    if required:
        schema["required"] = list(required)
    return schema


def nullable(schema: Mapping[str, Any]) -> Schema:
    """The same, or null."""
    kind = schema.get("type")
    if isinstance(kind, str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [dict(schema), {"type": "null"}]}


def instant(description: str) -> Schema:
    """An RFC 3339 instant with offset, in whole seconds."""
    return {
        "type": "string",
        "format": "date-time",
        "pattern": r"^[12]\d{3}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.0+)?([Zz]|[+-]\d{2}:\d{2})$",
        "description": description,
        "examples": ["2026-11-02T09:00:00+08:00"],
    }


def whole(description: str, low: int, high: int | None = None, **more: Any) -> Schema:
    """A whole number of at least `low`."""
    bound = {} if high is None else {"maximum": high}
    return {"type": "integer", "minimum": low, **bound, "description": description, **more}


def number(description: str, low: float, high: float | None = None, **more: Any) -> Schema:
    """A number of at least `low`."""
    bound = {} if high is None else {"maximum": high}
    return {"type": "number", "minimum": low, **bound, "description": description, **more}


def name(description: str, **more: Any) -> Schema:
    """An id or a name: 1 to 200 characters, none of them a control character."""
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "pattern": NAME_PATTERN,
        "description": description,
        **more,
    }


def names(description: str) -> Schema:
    """A list of ids or names, none twice."""
    return {
        "type": "array",
        "items": name("An id or a name."),
        "uniqueItems": True,
        "maxItems": MAX_NAMES,
        "description": description,
    }


def levels(description: str, high: int) -> Schema:
    """Levels by name of the skill."""
    return {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 1, "maximum": high},
        "maxProperties": MAX_SKILLS,
        "propertyNames": {"minLength": 1, "maxLength": 200, "pattern": NAME_PATTERN},
        "description": description,
        "examples": [{"gas": 2}],
    }


def loads(description: str) -> Schema:
    """What is taken of a capacity, or the capacity: a number for each dimension."""
    return {
        "type": "array",
        "items": {"type": "integer", "minimum": 0, "maximum": MAX_LOAD},
        "maxItems": MAX_DIMENSIONS,
        "description": description,
        "examples": [[2, 40]],
    }


PLACE = closed(
    {
        "lat": {"type": "number", "minimum": -90, "maximum": 90},
        "lng": {"type": "number", "minimum": -180, "maximum": 180},
    },
    ("lat", "lng"),
    description="A point in degrees, WGS-84.",
    examples=[{"lat": 31.2304, "lng": 121.4737}],
)

EXTERNAL_ID = nullable(name("The caller's own id; in paths written `ext:…`.", examples=["2026-0001"]))

KEPT = {
    "id": {"type": "string", "description": "Given by the server.", "examples": ["o17"]},
    "external_id": EXTERNAL_ID,
    "revision": whole("Grows with each change; it is the `ETag`.", 1),
    "created_at": instant("When the service took it in."),
}
"""What every record has besides its own fields."""
