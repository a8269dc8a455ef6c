"""Request and response headers that mean something, as in the OpenAPI document."""

from __future__ import annotations

from typing import Any

REQUEST_HEADERS: dict[str, dict[str, Any]] = {
    "Idempotency-Key": {
        "description": "A key of your own, kept for a day: the same key and body gives the stored answer, marked "
        "`Idempotent-Replayed: true`; another body is 422; while the first is still running, 409.",
        "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        "example": "5b0f0c1e-booking-17",
    },
    "If-Match": {
        "description": "Only if the record still has this `ETag`; else 412.",
        "schema": {"type": "string", "pattern": '^(\\*|(W/)?"[!#-~]+")$'},
        "example": '"3"',
    },
    "If-None-Match": {
        "description": "The `ETag` that you have: if it is still the record's, the answer is 304 without a body.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "Prefer": {
        "description": "`wait=N`: wait up to N seconds for the decision (RFC 7240). What was applied is said in "
        "`Preference-Applied`.",
        "schema": {"type": "string"},
        "example": "wait=10",
    },
}
"""By name; an operation names those that it heeds."""

RESPONSE_HEADERS: dict[str, dict[str, Any]] = {
    "ETag": {"description": "Names the revision of the record.", "schema": {"type": "string"}},
    "Location": {"description": "Where the record is.", "schema": {"type": "string"}},
    "Idempotent-Replayed": {"description": "`true`: this was answered before.", "schema": {"type": "string"}},
    "Preference-Applied": {"description": "The part of `Prefer` that was heeded.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds after which to try again.", "schema": {"type": "string"}},
    "WWW-Authenticate": {"description": "How to say who you are.", "schema": {"type": "string"}},
}
"""By name; which of them an answer carries follows from its status."""
