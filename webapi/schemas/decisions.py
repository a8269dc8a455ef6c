"""Decisions, as in a decision file: what was chosen for an order, with all it was chosen from."""

from __future__ import annotations

from typing import Any

from webapi.schemas.primitives import Schema, closed, instant, nullable, ref, whole

_NUMBERS: Schema = {"type": "object", "additionalProperties": {"type": "number"}}
_IDS: Schema = {"type": "array", "items": {"type": "string"}, "description": "Technicians, by role."}

_COST = closed(
    {
        "total_min": {"type": "number", "description": "Sum of the terms."},
        "terms": {**_NUMBERS, "description": "Minutes by objective."},
    },
    ("total_min", "terms"),
    description="In minutes of driving.",
    examples=[{"total_min": 14.3, "terms": {"travel_min": 12.5, "rating_star": 1.8}}],
)
_FAILED_RULE = closed(
    {
        "rule": {"type": "string", "description": "Rule code, such as `skill_level` or `time_window`."},
        "observed": {"description": "What was seen."},
        "bound": {"description": "What is allowed."},
    },
    ("rule", "observed", "bound"),
    examples=[{"rule": "skill_level", "observed": {"gas": 1}, "bound": {"gas": 2}}],
)
_CANDIDATE = closed(
    {
        "technicians": _IDS,
        "rank": whole("From 1, the best.", 1),
        "start": instant("When service starts."),
        "cost": ref("Cost"),
    },
    ("technicians", "rank", "start", "cost"),
    description="A technician with the best place in their days for the order.",
)
_REJECTION = closed(
    {"technician": {"type": "string"}, "rules": {"type": "array", "items": ref("FailedRule")}},
    ("technician", "rules"),
    description="Who cannot serve the order, and every rule that stands in the way.",
)
_CHANGES = ("widen_window", "enlarge_area", "lower_level", "call_in_shift", "allow_overtime", "ignore_decline")
_RELAXATION = closed(
    {
        "change": {"type": "string", "enum": list(_CHANGES)},
        "by_s": {"type": "integer", "description": "By how many seconds."},
        "by_m": {"type": "integer", "description": "By how many metres."},
        "technician": {"type": "string", "description": "Who would serve the order then."},
        "skill": {"type": "string", "description": "Of which skill a lower level would be accepted."},
        "cost_min": {"type": "number", "description": "What the order would cost then."},
    },
    ("change", "cost_min"),
    description="One change after which an order that nobody can serve could be served.",
    examples=[{"change": "widen_window", "by_s": 1260, "technician": "t3", "cost_min": 23.4}],
)
_REASONS = ("no_eligible_technician", "does_not_fit", "not_worth_it", "predecessor_unserved")

_FILE: dict[str, Any] = {
    "format": {"const": "paidan.decision.v1"},
    "order": {"type": "string"},
    "outcome": {"type": "string", "enum": ["assigned", "unassigned"]},
    "reason": {"type": "string", "enum": list(_REASONS), "description": "Why it stays unassigned."},
    "technicians": _IDS,
    "start": nullable(instant("When service starts.")),
    "finish": nullable(instant("When service ends.")),
    "candidates": {"type": "array", "items": ref("Candidate"), "maxItems": 20, "description": "Cheapest first."},
    "rejected": {"type": "array", "items": ref("Rejection"), "maxItems": 50, "description": "The nearest."},
    "rejected_counts": {
        "type": "object",
        "additionalProperties": {"type": "integer", "minimum": 0},
        "description": "The rejected who are not listed, by rule.",
    },
    "relaxations": {"type": "array", "items": ref("Relaxation"), "description": "What would make it possible."},
    "policy": closed({"name": {"type": "string"}, "version": {"type": "integer"}}, ("name", "version")),
    "seed": {"type": "integer"},
    "snapshot_sha256": {"type": "string", "description": "Of the problem that the decision saw."},
}
_REQUIRED = tuple(member for member in _FILE if member not in ("reason", "start", "finish", "technicians"))

DECISIONS: dict[str, Schema] = {
    "Cost": _COST,
    "FailedRule": _FAILED_RULE,
    "Candidate": _CANDIDATE,
    "Rejection": _REJECTION,
    "Relaxation": _RELAXATION,
    "Candidates": closed(_FILE, _REQUIRED, description="What a decision would be now; nothing is changed by asking."),
    "Decision": closed(
        {"id": {"type": "string"}, "made_at": instant("When it was made."), **_FILE},
        ("id", "made_at", *_REQUIRED),
        description="What was chosen for an order, with all it was chosen from.",
    ),
}
