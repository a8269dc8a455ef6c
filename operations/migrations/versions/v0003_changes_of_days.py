"""Changes of days are numbered, so that only what has changed need be read."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column

from operations.schema import SERIAL

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("days", Column("change", SERIAL, nullable=False, server_default="0"))
    op.create_index("ix_days_change", "days", ["tenant", "change"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_days_change", "days")
    op.drop_column("days", "change")
