"""Changes of what customers want are numbered, so that only what has changed need be read."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column

from operations.schema import SERIAL

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("orders", Column("change", SERIAL, nullable=False, server_default="0"))
    op.create_index("ix_orders_change", "orders", ["tenant", "change"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_orders_change", "orders")
    op.drop_column("orders", "change")
