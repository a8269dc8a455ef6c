"""The first tables."""

from __future__ import annotations

from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
    text,
)

from operations.schema import SERIAL, Instant

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "tenants",
        Column("id", Text(), nullable=False),
        Column("timezone", Text(), nullable=True),
        Column("speed_kmh", Float(), nullable=False),
        Column("detour", Float(), nullable=False),
        Column("latest_created", Instant(), nullable=True),
        Column("directory_revision", SERIAL, nullable=False),
        PrimaryKeyConstraint("id", name="pk_tenants"),
    )
    op.create_table(
        "api_keys",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("hash", LargeBinary(), nullable=False),
        Column("role", Text(), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("revoked_at", Instant(), nullable=True),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_api_keys_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_api_keys"),
        UniqueConstraint("hash", name="uq_api_keys_hash"),
    )
    op.create_table(
        "areas",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("external_id", Text(), nullable=True),
        Column("revision", Integer(), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("directory_revision", SERIAL, nullable=False),
        Column("body", Text(), nullable=False),
        Column("shape", Geometry(srid=4326, spatial_index=False), nullable=True),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_areas_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_areas"),
        UniqueConstraint("tenant", "external_id", name="uq_areas_tenant_external_id"),
    )
    op.create_table(
        "assignments",
        Column("tenant", Text(), nullable=False),
        Column("order_id", Text(), nullable=False),
        Column("technician_id", Text(), nullable=False),
        Column("shift_start", Instant(), nullable=False),
        Column("start", Instant(), nullable=False),
        Column("finish", Instant(), nullable=False),
        Column("source", Text(), nullable=False),
        Column("locked", Boolean(), nullable=False),
        Column("decision_id", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_assignments_tenant"),
        PrimaryKeyConstraint("tenant", "order_id", name="pk_assignments"),
    )
    op.create_index("ix_assignments_technician_id", "assignments", ["tenant", "technician_id", "start"], unique=False)
    op.create_table(
        "audit",
        Column("tenant", Text(), nullable=False),
        Column("serial", SERIAL, autoincrement=False, nullable=False),
        Column("actor", Text(), nullable=False),
        Column("at", Instant(), nullable=False),
        Column("action", Text(), nullable=False),
        Column("subject", Text(), nullable=False),
        Column("reason", Text(), nullable=True),
        Column("details", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_audit_tenant"),
        PrimaryKeyConstraint("tenant", "serial", name="pk_audit"),
    )
    op.create_index("ix_audit_subject", "audit", ["subject"], unique=False)
    op.create_table(
        "days",
        Column("tenant", Text(), nullable=False),
        Column("technician_id", Text(), nullable=False),
        Column("shift_start", Instant(), nullable=False),
        Column("shift_end", Instant(), nullable=False),
        Column("revision", Integer(), nullable=False),
        Column("body", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_days_tenant"),
        PrimaryKeyConstraint("tenant", "technician_id", "shift_start", name="pk_days"),
    )
    op.create_index("ix_days_shift_end", "days", ["tenant", "shift_end"], unique=False)
    op.create_table(
        "decisions",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("order_id", Text(), nullable=False),
        Column("outcome", Text(), nullable=False),
        Column("reason", Text(), nullable=True),
        Column("made_at", Instant(), nullable=False),
        Column("attempt", Integer(), nullable=False),
        Column("snapshot_sha256", Text(), nullable=False),
        Column("body", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_decisions_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_order_id", "decisions", ["tenant", "order_id", "serial"], unique=False)
    op.create_index("ix_decisions_serial", "decisions", ["tenant", "serial"], unique=False)
    op.create_table(
        "dispatch_requests",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("order_id", Text(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("attempt", Integer(), nullable=False),
        Column("leased_at", Instant(), server_default=text("CURRENT_TIMESTAMP"), nullable=False),
        Column("trouble", Text(), nullable=True),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_dispatch_requests_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_dispatch_requests"),
    )
    op.create_index("ix_dispatch_requests_order_id", "dispatch_requests", ["tenant", "order_id"], unique=False)
    op.create_index("ix_dispatch_requests_state", "dispatch_requests", ["state", "leased_at"], unique=False)
    op.create_table(
        "events",
        Column("tenant", Text(), nullable=False),
        Column("serial", SERIAL, autoincrement=False, nullable=False),
        Column("order_id", Text(), nullable=False),
        Column("number", SERIAL, nullable=False),
        Column("kind", Text(), nullable=False),
        Column("at", Instant(), nullable=False),
        Column("data", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_events_tenant"),
        PrimaryKeyConstraint("tenant", "serial", name="pk_events"),
    )
    op.create_index("uq_events_order_id_number", "events", ["tenant", "order_id", "number"], unique=True)
    op.create_table(
        "idempotency_keys",
        Column("tenant", Text(), nullable=False),
        Column("key", Text(), nullable=False),
        Column("fingerprint", Text(), nullable=False),
        Column("status", Integer(), nullable=False),
        Column("headers", Text(), nullable=False),
        Column("body", Text(), nullable=False),
        Column("claimed_at", Instant(), nullable=False),
        Column("runs_until", Instant(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_idempotency_keys_tenant"),
        PrimaryKeyConstraint("tenant", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_claimed_at", "idempotency_keys", ["claimed_at"], unique=False)
    op.create_table(
        "orders",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("external_id", Text(), nullable=True),
        Column("revision", Integer(), nullable=False),
        Column("state", Text(), nullable=False),
        Column("payment_state", Text(), nullable=False),
        Column("reason", Text(), nullable=True),
        Column("decision_id", Text(), nullable=True),
        Column("created_at", Instant(), nullable=False),
        Column("body", Text(), nullable=False),
        Column("location", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_orders_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_orders"),
        UniqueConstraint("tenant", "external_id", name="uq_orders_tenant_external_id"),
    )
    op.create_index("ix_orders_serial", "orders", ["tenant", "serial"], unique=False)
    op.create_index("ix_orders_state", "orders", ["tenant", "state", "serial"], unique=False)
    op.create_table(
        "policies",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("external_id", Text(), nullable=True),
        Column("revision", Integer(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("version", Integer(), nullable=False),
        Column("in_force", Boolean(), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("body", Text(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_policies_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_policies"),
        UniqueConstraint("tenant", "external_id", name="uq_policies_tenant_external_id"),
        UniqueConstraint("tenant", "name", "version", name="uq_policies_tenant_name_version"),
    )
    op.create_table(
        "sequences",
        Column("tenant", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("last", SERIAL, nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_sequences_tenant"),
        PrimaryKeyConstraint("tenant", "name", name="pk_sequences"),
    )
    op.create_table(
        "skills",
        Column("tenant", Text(), nullable=False),
        Column("name", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("created_at", Instant(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_skills_tenant"),
        PrimaryKeyConstraint("tenant", "name", name="pk_skills"),
    )
    op.create_table(
        "snapshots",
        Column("tenant", Text(), nullable=False),
        Column("sha256", Text(), nullable=False),
        Column("body", LargeBinary(), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_snapshots_tenant"),
        PrimaryKeyConstraint("tenant", "sha256", name="pk_snapshots"),
    )
    op.create_table(
        "technicians",
        Column("tenant", Text(), nullable=False),
        Column("id", Text(), nullable=False),
        Column("serial", SERIAL, nullable=False),
        Column("external_id", Text(), nullable=True),
        Column("revision", Integer(), nullable=False),
        Column("created_at", Instant(), nullable=False),
        Column("directory_revision", SERIAL, nullable=False),
        Column("body", Text(), nullable=False),
        Column("start", Geometry("POINT", srid=4326, spatial_index=False), nullable=False),
        ForeignKeyConstraint(["tenant"], ["tenants.id"], name="fk_technicians_tenant"),
        PrimaryKeyConstraint("tenant", "id", name="pk_technicians"),
        UniqueConstraint("tenant", "external_id", name="uq_technicians_tenant_external_id"),
    )
    op.create_index("ix_technicians_directory_revision", "technicians", ["tenant", "directory_revision"], unique=False)
    op.create_index("ix_technicians_serial", "technicians", ["tenant", "serial"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the first tables are not taken away: remove the database instead")
