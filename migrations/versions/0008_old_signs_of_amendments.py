"""An amendment also keeps how one would have noticed that it gets better."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The old words have a place; amendments of before kept none."""
    column = sa.Column("old_how_noticed", sa.Text(), server_default="", nullable=False)
    op.add_column("amendment", column)


def downgrade() -> None:
    """They have none."""
    op.drop_column("amendment", "old_how_noticed")
