"""Supports given again: when, after their withdrawal had been counted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A support says when it was given again."""
    op.add_column("support", sa.Column("again_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """It does not."""
    op.drop_column("support", "again_at")
