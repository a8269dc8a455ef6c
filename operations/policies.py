"""Policies, named and versioned, and which of them is in force."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Integer, Row, Table, Text, UniqueConstraint, insert, select, update

from dispatch.files.policy_file import policy_from_json, policy_to_json
from dispatch.model import Policy
from dispatch.policies import BALANCED, BUILT_IN
from operations import audit, references, tenants
from operations.errors import ConflictError, NotFoundError
from operations.pages import Page, Slice, page_of
from operations.schema import METADATA, Instant, tenant_column

POLICIES = Table(
    "policies",
    METADATA,
    tenant_column(),
    *references.identity_columns(),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("in_force", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("tenant", "external_id"),
    UniqueConstraint("tenant", "name", "version"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRecord:
    """A policy and what is known about its record. Exactly one of a tenant's is in force."""

    id: str
    external_id: str | None
    revision: int
    created_at: datetime
    in_force: bool
    policy: Policy


def add_built_in(connection: Connection, tenant: str, stamp: audit.Stamp) -> None:
    """Give a new tenant the policies that come with Paidan; `balanced` is in force."""
    known = connection.execute(select(POLICIES.c.id).where(POLICIES.c.tenant == tenant).limit(1)).one_or_none()
    if known is None:
        for policy in BUILT_IN.values():
            _insert(connection, tenant, policy, stamp, in_force=policy.name == BALANCED.name)


def add(
    connection: Connection, tenant: str, policy: Policy, stamp: audit.Stamp, *, external_id: str | None = None
) -> PolicyRecord:
    """Keep a new policy, or a new version of a known one. It is not in force yet.

    Raises
    ------
    ConflictError
        If the external id, or this version of this name, is known; `details` name the policy's id.
    """
    references.refuse_known(connection, POLICIES, tenant, external_id)
    same = (POLICIES.c.name == policy.name) & (POLICIES.c.version == policy.version)
    known = connection.execute(select(POLICIES.c.id).where(POLICIES.c.tenant == tenant, same)).scalar_one_or_none()
    if known is not None:
        message = f"policy {known} is {policy.name} version {policy.version} already"
        raise ConflictError("version_known", message, {"id": known, "version": policy.version})
    policy_id = _insert(connection, tenant, policy, stamp, external_id=external_id)
    return get(connection, tenant, policy_id)


def put_in_force(connection: Connection, tenant: str, ref: str, stamp: audit.Stamp) -> PolicyRecord:
    """Let the policy rule from now on, in place of the one that did.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    record = get(connection, tenant, ref)
    if record.in_force:
        return record
    before = in_force(connection, tenant)
    of_tenant = POLICIES.c.tenant == tenant
    changed = {"revision": POLICIES.c.revision + 1}
    connection.execute(update(POLICIES).where(of_tenant, POLICIES.c.in_force).values(in_force=False, **changed))
    connection.execute(update(POLICIES).where(of_tenant, POLICIES.c.id == record.id).values(in_force=True, **changed))
    tenants.next_directory_revision(connection, tenant)
    details = {"name": record.policy.name, "in_the_place_of": before.id}
    audit.note(connection, tenant, stamp, ("policy.put_in_force", record.id), details)
    return get(connection, tenant, record.id)


def in_force(connection: Connection, tenant: str) -> PolicyRecord:
    """The policy that rules."""
    query = select(POLICIES).where(POLICIES.c.tenant == tenant, POLICIES.c.in_force)
    return _record(connection.execute(query).one())


def get(connection: Connection, tenant: str, ref: str) -> PolicyRecord:
    """The policy of an id or ``ext:`` external id.

    Raises
    ------
    NotFoundError
        If the tenant has none such.
    """
    row = connection.execute(select(POLICIES).where(references.matches(POLICIES, tenant, ref))).one_or_none()
    if row is None:
        raise NotFoundError("policy", ref)
    return _record(row)


def page(connection: Connection, tenant: str, piece: Slice) -> Page[PolicyRecord]:
    """The policies of a tenant, oldest first."""
    query = select(POLICIES).where(POLICIES.c.tenant == tenant, POLICIES.c.serial > piece.after)
    rows = connection.execute(query.order_by(POLICIES.c.serial).limit(piece.limit + 1))
    return page_of([(row.serial, _record(row)) for row in rows], piece.limit)


def _insert(  # noqa: PLR0913 — the columns of one row
    connection: Connection,
    tenant: str,
    policy: Policy,
    stamp: audit.Stamp,
    *,
    external_id: str | None = None,
    in_force: bool = False,
) -> str:
    policy_id, serial = references.new_identity(connection, POLICIES, tenant, "p")
    connection.execute(
        insert(POLICIES).values(
            tenant=tenant,
            id=policy_id,
            serial=serial,
            external_id=external_id,
            revision=1,
            name=policy.name,
            version=policy.version,
            in_force=in_force,
            created_at=stamp.at,
            body=json.dumps(policy_to_json(policy), ensure_ascii=False),
        )
    )
    details = {"name": policy.name, "version": policy.version, "in_force": in_force}
    audit.note(connection, tenant, stamp, ("policy.added", policy_id), details)
    return policy_id


def _record(row: Row[Any]) -> PolicyRecord:
    return PolicyRecord(
        id=row.id,
        external_id=row.external_id,
        revision=row.revision,
        created_at=row.created_at,
        in_force=row.in_force,
        policy=policy_from_json(json.loads(row.body)),
    )
