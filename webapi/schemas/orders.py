"""Orders, as they are sent and as they are answered."""

from __future__ import annotations

from dispatch.limits import (
    MAX_GAP_S,
    MAX_LEVEL,
    MAX_PRICE_MIN,
    MAX_ROLES,
    MAX_SERVICE_S,
    MAX_WEIGHT,
)
from webapi.schemas.bounds import MAX_NAMES, MAX_SPANS
from webapi.schemas.primitives import (
    EXTERNAL_ID,
    KEPT,
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

STATES = (
    "pending_payment",
    "unassigned",
    "offered",
    "scheduled",
    "accepted",
    "en_route",
    "on_site",
    "in_progress",
    "completed",
    "cannot_complete",
    "canceled",
)
PAYMENT_STATES = ("unpaid", "paying", "paid", "refund_requested", "refunded", "partially_refunded")

_WINDOW = closed(
    {"start": instant("First instant at which service may start."), "end": instant("Last one.")},
    ("start", "end"),
    description="A time window bounds the start of service, both ends included. One in the past is accepted, and "
    "decided as `time_window`.",
)

_ROLE = closed(
    {
        "skills": nullable(levels("Lowest level needed, by name of the skill.", MAX_LEVEL)),
        "service_s": nullable(
            whole("How long the role's service takes; null: as long as the order's.", 0, MAX_SERVICE_S)
        ),
        "min_gap_s": whole("How long after the first role's start this one starts, at least.", 0, MAX_GAP_S, default=0),
        "max_gap_s": whole("And at most.", 0, MAX_GAP_S, default=0),
    },
    description="One part of an order that takes several technicians. Gaps count from the first role's start, so the "
    "first role has none.",
    examples=[{"skills": {"gas": 2}}],
)
_AFTER = closed(
    {
        "order": name("The order that comes first."),
        "min_gap_s": whole(
            "Seconds from its last finish to this order's first start, at least.", 0, MAX_GAP_S, default=0
        ),
        "max_gap_s": nullable(whole("And at most; null: any number.", 0, MAX_GAP_S)),
        "same_technician": {
            "type": "boolean",
            "default": False,
            "description": "Whether whoever served that order serves this one.",
        },
    },
    ("order",),
    description="An order that comes before; if it is left out, so is this one.",
)

_FREE: Schema = {"description": "Kept and given back; the engine never reads it."}

_FIELDS = {
    "location": ref("Place"),
    "service_s": whole("How long the service takes, in seconds.", 0, MAX_SERVICE_S, examples=[3600]),
    "windows": {
        "type": ["array", "null"],
        "items": ref("Window"),
        "maxItems": MAX_SPANS,
        "description": "None: any time.",
    },
    "setup_s": whole(
        "Seconds of parking and signing in before the start, unless the stop before was at the same place.",
        0,
        MAX_SERVICE_S,
        default=0,
    ),
    "due": nullable(instant("A start after this is late; a soft end inside the windows.")),
    "lateness_weight": number("How much each minute of being late counts.", 0, MAX_WEIGHT, default=1.0),
    "skills": nullable(levels("Lowest level needed, by name of the skill.", MAX_LEVEL)),
    "required_tags": nullable(names("Words that the technician must carry.")),
    "community": nullable(name("Residential community, for areas that are sets of such.")),
    "load": nullable(loads("What it takes of a shift's `capacity`, by dimension.")),
    "priority": whole("1 highest to 5; it only gives `unserved_cost_min`.", 1, 5, default=3),
    "unserved_cost_min": nullable(
        number("Price of leaving it out, in minutes of driving; null: by `priority`.", 0, MAX_PRICE_MIN)
    ),
    "required_technicians": nullable(names("Who alone may serve it, by id or external id; null: anybody.")),
    "preferred_technicians": nullable(names("Whom the customer would like, by id or external id.")),
    "forbidden_technicians": nullable(names("Who may not serve it, by id or external id.")),
    "declined_by": nullable(names("Who has declined it already, by id or external id.")),
    "crew": {
        "type": ["array", "null"],
        "items": ref("Role"),
        "maxItems": MAX_ROLES,
        "description": "Roles, each for a technician of its own; none: a single one. Not taken over HTTP yet: an "
        "order with roles is refused with `not_supported`.",
    },
    "after": {
        "type": ["array", "null"],
        "items": ref("After"),
        "maxItems": MAX_NAMES,
        "description": "Orders that come before it. Not taken over HTTP yet: an order with any is refused with "
        "`not_supported`.",
    },
    "created": nullable(instant("When it became known; now, unless said.")),
    "customer": _FREE,
    "address": _FREE,
    "notes": _FREE,
}

_EXAMPLE = {
    "external_id": "2026-0001",
    "location": {"lat": 31.2304, "lng": 121.4737},
    "service_s": 3600,
    "windows": [{"start": "2026-11-02T09:00:00+08:00", "end": "2026-11-02T12:00:00+08:00"}],
    "skills": {"gas": 2},
    "created": "2026-11-02T08:10:00+08:00",
    "customer": {"name": "王小姐"},
}

_ASSIGNMENT = closed(
    {
        "technicians": {"type": "array", "items": {"type": "string"}, "description": "Ids by role."},
        "start": instant("When service starts."),
        "finish": instant("When service ends."),
        "source": {"type": "string", "description": "Who gave it out, such as `dispatch`."},
        "locked": {"type": "boolean"},
    },
    ("technicians", "start", "finish", "source", "locked"),
)

_RECORD = {
    **KEPT,
    **_FIELDS,
    "state": {"type": "string", "enum": list(STATES)},
    "payment_state": {"type": "string", "enum": list(PAYMENT_STATES)},
    "assignment": nullable(ref("Assignment")),
    "reason": {
        "type": ["string", "null"],
        "description": "Why it is still unassigned although it was decided: a reason of the decision, or "
        "`dispatch_failed`.",
    },
    "decision_id": {"type": ["string", "null"], "description": "The latest decision; null until there is one."},
}

_DRAFT = {"external_id": EXTERNAL_ID, **_FIELDS}

_ANSWERED_EXAMPLE = {
    **dict.fromkeys(_FIELDS),
    **_EXAMPLE,
    "id": "o1",
    "revision": 2,
    "created_at": "2026-11-02T08:10:00+08:00",
    "setup_s": 0,
    "lateness_weight": 1.0,
    "priority": 3,
    "required_tags": [],
    "load": [],
    "preferred_technicians": [],
    "forbidden_technicians": [],
    "declined_by": [],
    "crew": [],
    "after": [],
    "state": "scheduled",
    "payment_state": "unpaid",
    "assignment": {
        "technicians": ["t3"],
        "start": "2026-11-02T09:00:00+08:00",
        "finish": "2026-11-02T10:00:00+08:00",
        "source": "dispatch",
        "locked": False,
    },
    "reason": None,
    "decision_id": "d1",
}

_OVERRIDE = nullable(name("Why rules may break; kept with the change.", examples=["the customer insists on her"]))

ORDERS: dict[str, Schema] = {
    "Window": _WINDOW,
    "Role": _ROLE,
    "After": _AFTER,
    "Assignment": _ASSIGNMENT,
    "OrderDraft": closed(
        _DRAFT, ("location", "service_s"), description="What a customer wants, as it is sent.", examples=[_EXAMPLE]
    ),
    "Order": closed(
        _RECORD,
        tuple(_RECORD),
        description="What a customer wants, and what became of it.",
        examples=[_ANSWERED_EXAMPLE],
    ),
    "Assign": closed(
        {
            "technician": name("Who shall serve it: id or external id.", examples=["t3"]),
            "start": nullable(instant("When it shall start; null: as early as may be.")),
            "override_reason": _OVERRIDE,
        },
        ("technician",),
        description="Who shall serve an order, by the will of a dispatcher.",
        examples=[{"technician": "t3", "override_reason": "the customer insists on her"}],
    ),
    "Reschedule": closed(
        {"windows": {**_FIELDS["windows"], "type": "array"}},
        ("windows",),
        description="When the service may start instead.",
        examples=[{"windows": [{"start": "2026-11-02T14:00:00+08:00", "end": "2026-11-02T16:00:00+08:00"}]}],
    ),
    "Lock": closed(
        {
            "lock": {
                "enum": ["technician", "time", "technician_and_time", None],
                "description": "What is kept; null unlocks, nothing said keeps both.",
            }
        },
        description="What nothing but a dispatcher's hand changes.",
        examples=[{"lock": "time"}],
    ),
    "HandMadeReason": closed({"override_reason": _OVERRIDE}, description="Why, where rules break."),
    "Violation": closed(
        {
            "rule": {"type": "string", "description": "Rule code, such as `time_window`."},
            "order": {"type": ["string", "null"]},
            "technician": {"type": ["string", "null"]},
            "observed": {"description": "What was seen."},
            "bound": {"description": "What is allowed."},
            "message": {"type": "string"},
        },
        ("rule", "order", "technician", "observed", "bound", "message"),
    ),
    "HandMadeChange": closed(
        {
            **_RECORD,
            "cost_difference": ref("Cost"),
            "violations": {"type": "array", "items": ref("Violation"), "description": "Every rule that breaks."},
            "touched": {
                "type": "array",
                "items": closed(
                    {
                        "order": {"type": "string"},
                        "technician": {"type": "string"},
                        "by_s": {"type": "integer", "description": "Seconds, later if above 0."},
                    },
                    ("order", "technician", "by_s"),
                ),
                "description": "Other orders whose start moves.",
            },
        },
        (*_RECORD, "cost_difference", "violations", "touched"),
        description="An order, and what a change by hand costs in minutes, breaks and moves.",
    ),
    "DecidedOrder": closed(
        {**_RECORD, "decision": ref("Decision")},
        (*_RECORD, "decision"),
        description="An order with its decision, when it was there within the time that the caller would wait.",
    ),
}
