"""Triggers that refuse to change or remove rows of append-only tables, on both databases.

They live here alone and are made again after every upgrade: altering a table may drop them.
"""

from __future__ import annotations

from sqlalchemy import Connection, MetaData, text

REFUSAL = "append-only"


def tables(metadata: MetaData) -> list[str]:
    """The names of the tables that say they are append-only."""
    return sorted(t.name for t in metadata.tables.values() if t.info.get("append_only"))


def protect(connection: Connection, names: list[str]) -> None:
    """UPDATE and DELETE fail on these tables, for everybody."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger AS $$ "
                f"BEGIN RAISE EXCEPTION '% is {REFUSAL}', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
            )
        )
    for name in names:
        for act in ("UPDATE", "DELETE"):
            _protect_one(connection, name, act)


def _protect_one(connection: Connection, name: str, act: str) -> None:
    trigger = f"{name}_no_{act.lower()}"
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger} ON {name}"))
        connection.execute(
            text(
                f"CREATE TRIGGER {trigger} BEFORE {act} ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
        )
        return
    connection.execute(text(f"DROP TRIGGER IF EXISTS {trigger}"))
    connection.execute(
        text(
            f"CREATE TRIGGER {trigger} BEFORE {act} ON {name} "
            f"BEGIN SELECT RAISE(ABORT, '{name} is {REFUSAL}'); END"
        )
    )


def protected(connection: Connection) -> set[str]:
    """The names of the triggers that are in place."""
    catalogue = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.dialect.name == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    return {str(row[0]) for row in connection.execute(text(catalogue))}
