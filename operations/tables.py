"""All tables: importing this module makes their metadata complete."""

from __future__ import annotations

from operations import (
    api_keys,
    areas,
    assignments,
    audit,
    days,
    decisions,
    dispatch_requests,
    events,
    idempotency,
    orders,
    policies,
    sequences,
    skills,
    snapshots,
    technicians,
    tenants,
)
from operations.schema import METADATA

__all__ = [
    "METADATA",
    "api_keys",
    "areas",
    "assignments",
    "audit",
    "days",
    "decisions",
    "dispatch_requests",
    "events",
    "idempotency",
    "orders",
    "policies",
    "sequences",
    "skills",
    "snapshots",
    "technicians",
    "tenants",
]
