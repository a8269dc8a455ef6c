"""Changing technicians on whom orders ahead depend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection

from dispatch.files.technician_file import technician_from_json, technician_to_json
from operations import audit, skills, taking_back, technicians
from operations.errors import PreconditionFailedError
from operations.technicians import TechnicianRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianPatch:
    """What shall be changed of a technician.

    Parameters
    ----------
    fields
        Fields of the problem file with their new JSON values; null brings a field back to its default.
    orders_ahead
        What to do if orders ahead would not be served rightly any more: ``refuse`` the change, or take them back
        and ``redispatch`` them.
    if_revision
        Change only if the record has one of these revisions; ``None`` means whatever it has.
    """

    fields: Mapping[str, Any]
    orders_ahead: Literal["refuse", "redispatch"] = "refuse"
    if_revision: frozenset[int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechnicianChange:
    """What a change came to.

    Parameters
    ----------
    taken_back
        Ids of the orders that were taken back; each has an open request for dispatch.
    """

    record: TechnicianRecord
    taken_back: tuple[str, ...]


def change(
    connection: Connection, tenant: str, ref: str, patch: TechnicianPatch, stamp: audit.Stamp
) -> TechnicianChange:
    """Change fields of a technician; the orders ahead that this concerns are protected or taken back.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    PreconditionFailedError
        If the record has none of the revisions that the patch asks for.
    InvalidInputError, InvalidRequestError
        If the fields are not those of a technician, or name unknown areas.
    ConflictError
        ``orders_ahead``: orders ahead would not be served rightly any more; `details` list them. Nothing is changed.
    """
    record = technicians.get(connection, tenant, ref, lock=True)
    if patch.if_revision is not None and record.revision not in patch.if_revision:
        raise PreconditionFailedError(f"technician {record.id} has revision {record.revision}")
    merged = technician_to_json(record.technician) | dict(patch.fields)
    merged = {name: value for name, value in merged.items() if value is not None}
    technician = technicians.settled(connection, tenant, technician_from_json(merged, id=record.id))
    taken = taking_back.protect_orders_ahead(
        connection, tenant, technician, stamp, redispatch=patch.orders_ahead == "redispatch"
    )
    skills.add(connection, tenant, technician.skills, stamp)
    technicians.replace_fields(connection, tenant, record, technician)
    details = {"fields": dict(patch.fields), "orders_taken_back": list(taken)}
    audit.note(connection, tenant, stamp, ("technician.changed", record.id), details)
    return TechnicianChange(record=technicians.get(connection, tenant, record.id), taken_back=taken)
