"""Records to the JSON that is answered: the fields of the problem file, all of them, and the server's own."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any

from dispatch.files.area_file import area_to_json
from dispatch.files.order_file import order_to_json
from dispatch.files.plan_file import route_to_json
from dispatch.files.policy_file import policy_to_json
from dispatch.files.technician_file import technician_to_json
from operations.areas import AreaRecord
from operations.assignments import Assignment
from operations.decisions import DecisionRecord
from operations.events import Event
from operations.orders import OrderRecord
from operations.policies import PolicyRecord
from operations.skills import SkillRecord
from operations.technicians import Schedule, TechnicianRecord
from scheduling.horizon import Horizon
from scheduling.instants import format_instant

Json = dict[str, Any]

_ORDER_FIELDS: Json = {
    "location": None,
    "service_s": 0,
    "windows": [],
    "setup_s": 0,
    "due": None,
    "lateness_weight": 1.0,
    "skills": {},
    "required_tags": [],
    "community": None,
    "load": [],
    "priority": 3,
    "unserved_cost_min": None,
    "required_technicians": None,
    "preferred_technicians": [],
    "forbidden_technicians": [],
    "declined_by": [],
    "crew": [],
    "after": [],
    "created": None,
    "customer": None,
    "address": None,
    "notes": None,
}
_TECHNICIAN_FIELDS: Json = {
    "start": None,
    "end": None,
    "skills": {},
    "certificates": [],
    "areas": None,
    "active": True,
    "rating": 5.0,
    "reviews": 0,
    "tags": [],
    "shifts": [],
    "absences": [],
    "position": None,
    "max_orders": None,
    "max_travel_s": None,
    "capacity": [],
    "fixed_cost_min": 0.0,
    "speed_factor": 1.0,
    "service_factor": 1.0,
}
_POLICY_FIELDS: Json = {"newcomer_reviews": 0, "newcomer_orders": 0}
"""Every field in the order of the problem file, with its default; those without one are always said."""


def order_json(record: OrderRecord, zone: tzinfo | None) -> Json:
    """An order with its state; instants that the service made are told in the tenant's zone."""
    created = record.order.created
    zone = zone if zone is not None or created is None else created.tzinfo
    return {
        **_kept(record, zone),
        **_ORDER_FIELDS,
        **_without_id(order_to_json(record.order)),
        "state": record.state,
        "payment_state": record.payment_state,
        "assignment": None if record.assignment is None else _assignment_json(record.assignment, zone),
        "reason": record.reason,
        "decision_id": record.decision_id,
    }


def technician_json(record: TechnicianRecord, zone: tzinfo | None) -> Json:
    """A technician."""
    return {**_kept(record, zone), **_TECHNICIAN_FIELDS, **_without_id(technician_to_json(record.technician))}


def area_json(record: AreaRecord, zone: tzinfo | None) -> Json:
    """A service area."""
    return {**_kept(record, zone), **_without_id(area_to_json(record.area))}


def skill_json(record: SkillRecord, zone: tzinfo | None) -> Json:
    """A skill."""
    return {"name": record.name, "created_at": format_instant(record.created_at, zone)}


def policy_json(record: PolicyRecord, zone: tzinfo | None) -> Json:
    """A policy, and whether it rules."""
    return {**_kept(record, zone), **_POLICY_FIELDS, **policy_to_json(record.policy), "in_force": record.in_force}


def decision_json(record: DecisionRecord, zone: tzinfo | None) -> Json:
    """A decision file with the id of its record."""
    return {"id": record.id, "made_at": format_instant(record.made_at, zone), **record.file}


def event_json(event: Event, zone: tzinfo | None) -> Json:
    """Something that happened."""
    return {
        "id": event.serial,
        "type": event.kind,
        "order": event.order_id,
        "number": event.number,
        "at": format_instant(event.at, zone),
        "data": dict(event.data),
    }


def schedule_json(schedule: Schedule) -> Json:
    """A technician's day: the first of its routes as in a plan file, and in `routes` all of them."""
    routes = [route_to_json(route, Horizon(route.depart, schedule.zone)) for route in schedule.routes]
    idle: Json = {"shift": None, "depart": None, "return": None, "stops": [], "breaks": []}
    first = routes[0] if routes else idle
    return {**first, "technician": schedule.technician.id, "date": schedule.day.isoformat(), "routes": routes}


def _kept(record: OrderRecord | TechnicianRecord | AreaRecord | PolicyRecord, zone: tzinfo | None) -> Json:
    return {
        "id": record.id,
        "external_id": record.external_id,
        "revision": record.revision,
        "created_at": format_instant(record.created_at, zone),
    }


def _assignment_json(assignment: Assignment, zone: tzinfo | None) -> Json:
    return {
        "technicians": list(assignment.technicians),
        "start": format_instant(assignment.start, zone),
        "finish": format_instant(assignment.finish, zone),
        "source": assignment.source,
        "locked": assignment.locked,
    }


def _without_id(data: Json) -> Json:
    return {name: value for name, value in data.items() if name != "id"}
