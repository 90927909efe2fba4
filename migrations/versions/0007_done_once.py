"""A form is done once: the keys of those that did what they asked for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """There is a place for the keys."""
    op.create_table(
        "done_once",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_done_once")),
    )
    op.create_index(op.f("ix_done_once_at"), "done_once", ["at"], unique=False)


def downgrade() -> None:
    """There is none."""
    op.drop_index(op.f("ix_done_once_at"), table_name="done_once")
    op.drop_table("done_once")
