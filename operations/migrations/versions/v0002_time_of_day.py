"""Tenants know at which hours of the day driving takes longer."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Text

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("tenants", Column("time_of_day", Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("tenants", "time_of_day")
