"""What is around records: pages of lists, and problem details."""

from __future__ import annotations

from typing import Any

from webapi.schemas.primitives import Schema, closed, ref


def page_of(name: str) -> Schema:
    """A page of a list of `name`."""
    return closed(
        {
            "data": {"type": "array", "items": ref(name), "maxItems": 200},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "What to give as `cursor` to get the records that follow; null at the end.",
            },
        },
        ("data", "next_cursor"),
        description=f"Some of a list ({name}), oldest first.",
    )


_FAULT = closed(
    {
        "pointer": {
            "type": "string",
            "description": "JSON pointer (RFC 6901) into the body, or `/query/` and the name of a query parameter.",
        },
        "code": {
            "type": "string",
            "description": "`required`, `unknown_field`, `not_supported`, `type`, `range`, `value`, `duplicate`, "
            "`unknown_id`, `malformed`, `unknown_parameter`.",
        },
        "message": {"type": "string", "description": "What is wrong, with the value and the bound."},
    },
    ("pointer", "code", "message"),
)

_PROBLEM_EXAMPLE: dict[str, Any] = {
    "type": "urn:paidan:problem:invalid_input",
    "title": "Unprocessable Entity",
    "status": 422,
    "code": "invalid_input",
    "detail": "/service_s: is -1, must lie between 0 and 86400",
    "errors": [{"pointer": "/service_s", "code": "range", "message": "is -1, must lie between 0 and 86400"}],
}

_PROBLEM: Schema = {
    "type": "object",
    "description": "Problem details (RFC 9457). Some problems have more members, such as `orders`.",
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Stable name of the problem; `code` as a URN."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "code": {"type": "string", "description": "Stable word for programs."},
        "detail": {"type": "string", "description": "What is wrong here."},
        "errors": {"type": "array", "items": ref("Fault"), "description": "Each fault; maybe none."},
        "checks": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "With `not_ready`: what was looked at, and `ok` or what is wrong with it.",
        },
        "orders": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With `orders_ahead`: ids of the orders that stand in the way.",
        },
        "violations": {
            "type": "array",
            "items": ref("Violation"),
            "description": "With `rules_broken` and `orders_ahead`: every rule that would break.",
        },
        "current_state": {"type": "string", "description": "With `illegal_move`: the state of the order."},
        "allowed_transitions": {
            "type": "array",
            "items": {"type": "string"},
            "description": "With `illegal_move`: the states into which it may be brought.",
        },
    },
    "required": ["type", "title", "status", "code", "detail", "errors"],
    "examples": [_PROBLEM_EXAMPLE],
}

_HEALTH = closed(
    {
        "status": {"const": "ok"},
        "checks": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "What was looked at.",
        },
    },
    ("status", "checks"),
    examples=[{"status": "ok", "checks": {"database": "ok", "queue": "ok", "worker": "ok"}}],
)

_DOCUMENT: Schema = {"type": "object", "description": "An OpenAPI 3.1 document.", "required": ["openapi", "paths"]}

ENVELOPES: dict[str, Schema] = {"Fault": _FAULT, "Problem": _PROBLEM, "Health": _HEALTH, "Document": _DOCUMENT}
