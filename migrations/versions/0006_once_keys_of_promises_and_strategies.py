"""Each line in the life of a promise or a strategy has the key of the form that made it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("promise_move", "strategy_move")


def upgrade() -> None:
    """Moves have a key; those of before, and those that no form made, have none."""
    for table in TABLES:
        op.add_column(table, sa.Column("once", sa.String(length=64), nullable=True))
        op.create_index(op.f(f"ix_{table}_once"), table, ["once"], unique=True)


def downgrade() -> None:
    """Moves have no key."""
    for table in TABLES:
        op.drop_index(op.f(f"ix_{table}_once"), table_name=table)
        op.drop_column(table, "once")
