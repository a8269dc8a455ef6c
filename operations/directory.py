"""Technicians, areas and policy of a tenant, as of one revision of the directory that they make."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from sqlalchemy import Connection

from dispatch.files.area_file import area_to_json
from dispatch.files.policy_file import policy_to_json
from dispatch.model import Policy
from geo.areas import ServiceArea
from operations import areas, policies, technicians, tenants
from operations.technicians import TechnicianRecord
from operations.tenants import Tenant
from scheduling.spans import Shift

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Written(Generic[T]):
    """A thing and its canonical JSON."""

    thing: T
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """All of a tenant that is not an order or a day, as of one directory revision.

    Parameters
    ----------
    revisions
        Of the technicians, by id.
    shift_starts, shift_ends
        Of all shifts, UTC, sorted; their ends with the overtime that is allowed. Between two the same shifts matter.
    """

    revision: int
    tenant: Tenant
    technicians: Mapping[str, TechnicianRecord]
    revisions: Mapping[str, int]
    shift_starts: Sequence[datetime]
    shift_ends: Sequence[datetime]
    areas: Sequence[Written[ServiceArea]]
    policy: Written[Policy]


def read_directory(connection: Connection, tenant: str, revision: int, known: Directory | None) -> Directory:
    """The directory of a revision; of an older one that is known, only technicians that have changed are read."""
    of_technicians = {} if known is None else dict(known.technicians)
    changed = technicians.changed_since(connection, tenant, 0 if known is None else known.revision)
    of_technicians.update({record.id: record for record in changed})
    policy = policies.in_force(connection, tenant).policy
    shifts = [shift for record in of_technicians.values() for shift in record.technician.shifts]
    return Directory(
        revision=revision,
        tenant=tenants.get(connection, tenant),
        technicians=of_technicians,
        revisions={record.id: record.revision for record in of_technicians.values()},
        shift_starts=sorted(shift.start.astimezone(UTC) for shift in shifts),
        shift_ends=sorted(closes(shift) for shift in shifts),
        areas=tuple(
            Written(record.area, canonical(area_to_json(record.area)))
            for record in areas.everything(connection, tenant)
        ),
        policy=Written(policy, canonical(policy_to_json(policy))),
    )


def closes(shift: Shift) -> datetime:
    """When a route of a shift must be back, UTC: at its end, or after the overtime that is allowed."""
    return shift.end.astimezone(UTC) + timedelta(seconds=shift.max_overtime_s)


def canonical(data: object) -> str:
    """JSON with sorted keys and no white space."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def listed(texts: Iterable[str]) -> str:
    """A JSON list of JSON texts."""
    return "[" + ",".join(texts) + "]"
