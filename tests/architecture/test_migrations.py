"""Migrations make what the models say, on both databases, forwards and backwards, with rows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

from commons import append_only
from tests import databases
from tests.architecture.schema import metadata

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = ("search_text", "alembic_version")  # full-text tables are plain SQL of their own


def script() -> ScriptDirectory:
    """The migrations, in their order."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    return ScriptDirectory.from_config(config)


def differences(db: SQLAlchemy) -> list[Any]:
    """What the models say and the database lacks, or the other way round."""

    def included(name: str | None, kind: str, _parents: Any) -> bool:
        return not (kind == "table" and name is not None and name.startswith(OUTSIDE))

    with db.engine.connect() as connection:
        options = {"compare_type": True, "include_name": included}
        context = MigrationContext.configure(connection, opts=options)
        return list(compare_metadata(context, metadata()))


def triggers(db: SQLAlchemy) -> set[str]:
    """The names of the triggers in the database."""
    with db.engine.connect() as connection:
        return set(append_only.protected(connection))


def wanted_triggers() -> set[str]:
    """A pair for each append-only table."""
    tables = append_only.tables(metadata())
    return {f"{name}_no_{act}" for name in tables for act in ("update", "delete")}


def test_models_equal_migrations(app: Flask, db: SQLAlchemy) -> None:
    assert differences(db) == []


def test_a_column_that_no_migration_made_is_found(app: Flask, db: SQLAlchemy) -> None:
    before = len(differences(db))
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE limit_hit ADD COLUMN planted INTEGER"))
    try:
        assert len(differences(db)) == before + 1
    finally:
        with db.engine.begin() as connection:
            connection.execute(text("ALTER TABLE limit_hit DROP COLUMN planted"))


def test_there_is_one_head_and_each_migration_has_a_number_and_a_phrase() -> None:
    assert len(script().get_heads()) == 1
    names = [path.stem for path in sorted((ROOT / "migrations" / "versions").glob("*.py"))]
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+", name) for name in names), names
    numbers = [int(name[:4]) for name in names]
    assert numbers == list(range(1, len(numbers) + 1))


def test_append_only_tables_are_guarded(app: Flask, db: SQLAlchemy) -> None:
    assert wanted_triggers()
    assert wanted_triggers() <= triggers(db)


@pytest.fixture
def scratch(database: str, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a database of the test's own, with the demonstration in it."""
    url = databases.fresh_database(database, tmp_path, "scratch", demonstration=True)
    yield databases.site_environment(tmp_path, url)
    databases.forget_database(database, "scratch")


def migrate(env: dict[str, str], *arguments: str) -> str:
    """Runs `flask db …`."""
    command = [sys.executable, "-m", "flask", "--app", "app", "db", *arguments]
    env = env | {"PATH": os.environ["PATH"]}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def test_the_newest_step_goes_down_and_up_with_rows(scratch: dict[str, str]) -> None:
    from app import create_app
    from commons.config import read_settings
    from commons.db import db

    migrate(scratch, "downgrade")
    migrate(scratch, "upgrade")
    app = create_app(read_settings(scratch), testing=True)
    with app.app_context():
        try:
            assert differences(db) == []
            assert wanted_triggers() <= triggers(db)
            kept = db.session.execute(text("SELECT count(*) FROM subject")).scalar_one()
            assert kept > 1
        finally:
            db.session.remove()
            db.engine.dispose()
