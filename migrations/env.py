"""Runs migrations on either database, and puts the append-only triggers back afterwards."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, text

from commons import append_only, features
from commons.db import Base

# Full-text tables are plain SQL of their own on each database.
OUTSIDE = ("search_text", "alembic_version")

features.load_models()


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leaves full-text tables out of the comparison with the models."""
    return not (kind == "table" and name is not None and name.startswith(OUTSIDE))


def run(connection: Connection) -> None:
    """Upgrades inside one transaction; SQLite checks foreign keys at its end."""
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=include_name,
        render_as_batch=True,
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()
        if not context.is_offline_mode() and not context.get_context().opts.get("as_check"):
            existing = _existing(connection)
            append_only.protect(
                connection, [t for t in append_only.tables(Base.metadata) if t in existing]
            )
        if is_sqlite:
            broken = connection.execute(text("PRAGMA foreign_key_check")).all()
            if broken:
                raise RuntimeError(f"Rows point nowhere after the migration: {broken[:5]}")


def _existing(connection: Connection) -> set[str]:
    names = (
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return {str(row[0]) for row in connection.execute(text(names))}


def main() -> None:
    """Connects; on SQLite foreign keys rest while tables are rebuilt."""
    engine = current_app.extensions["migrate"].db.engine
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.commit()
            run(connection)
            connection.commit()
            return
        raw = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            writing = connection.execution_options(goalpost_write="FULL")
            run(writing)
            writing.commit()
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


main()
