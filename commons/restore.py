"""Restoring a backup: into an empty database of either kind, whole or not at all, and proven."""

from __future__ import annotations

import base64
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy.engine import Connection

from commons import ledger, search
from commons.backup import BATCH, FORMAT, SEARCH, Proof, migration, proof_of, take_time
from commons.config import ROOT
from commons.db import UtcDateTime, db, operation
from commons.errors import Refused
from commons.health import newest_migration

SEEDED = {"actor": "system", "subject": "page"}  # what migrations write: table and kind
PASSING = ("counter", "job_run", "limit_hit", "release_state")  # what a start alone may write
TYPES: dict[str, Any] = {
    "moment": UtcDateTime(), "day": sa.Date(), "bytes": sa.LargeBinary(), "data": sa.JSON(),
    "truth": sa.Boolean(), "whole": sa.Integer(), "number": sa.Double(), "text": sa.Text(),
}  # fmt: skip
READ: dict[str, Callable[[str], Any]] = {
    "moment": datetime.fromisoformat, "day": date.fromisoformat, "bytes": base64.b64decode,
}  # fmt: skip


def restore(path: Path) -> Proof:
    """The empty database holds what `path` holds, is at the newest migration, and is proven."""
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(archive)
            _refuse_filled(manifest["migration"])
            upgrade(directory=str(ROOT / "migrations"), revision=manifest["migration"])
            _fill(archive, manifest)
    except (
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        KeyError,
        sa.exc.IntegrityError,
    ) as error:
        raise Refused(f"This file cannot be read as a backup: {error}") from error
    upgrade(directory=str(ROOT / "migrations"))
    return proof_of(manifest)


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    if manifest["format"] != FORMAT:
        raise Refused("This file was made in a form that this version does not know.")
    if manifest["migration"] > newest_migration():
        raise Refused("This backup was made by a newer version. Install that one, then restore.")
    return manifest


def _refuse_filled(made_at: str) -> None:
    with db.engine.connect() as connection:
        filled = [name for name in _tables(connection) if _is_filled(connection, name)]
        if filled:
            raise Refused(f"The database is not empty: there are rows in {', '.join(filled[:3])}.")
        if migration(connection) not in (None, made_at):
            raise Refused("The backup is of an older migration: begin with a database without any.")


def _tables(connection: Connection) -> list[str]:
    names = sa.inspect(connection).get_table_names()
    return sorted(n for n in names if not n.startswith((SEARCH, "alembic", "sqlite")))


def _is_filled(connection: Connection, name: str) -> bool:
    if name in PASSING:
        return False
    query = sa.select(sa.literal(1)).select_from(sa.table(name)).limit(1)
    if name in SEEDED:
        query = query.where(sa.column("kind") != SEEDED[name])
    return connection.execute(query).first() is not None


@operation(durable=True)
def _fill(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> None:
    connection = db.session.connection()
    take_time(connection)
    with _foreign_keys_last(connection):
        for name in (*SEEDED, *PASSING):
            connection.execute(sa.delete(sa.table(name)))
        for table in manifest["tables"]:
            _fill_table(archive, connection, table)
    _prove(connection, manifest)


@contextmanager
def _foreign_keys_last(connection: Connection) -> Iterator[None]:
    """Rows may come in any order; at the end of the block each must point at one that is there."""
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("PRAGMA defer_foreign_keys = ON"))
        yield
        if broken := connection.execute(sa.text("PRAGMA foreign_key_check")).all():
            raise ValueError(f"rows point nowhere: {broken[:3]}")
        return
    inspector = sa.inspect(connection)
    keys = [(t, key["name"]) for t in _tables(connection) for key in inspector.get_foreign_keys(t)]
    _alter(connection, keys, "DEFERRABLE INITIALLY DEFERRED")
    yield
    connection.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
    _alter(connection, keys, "NOT DEFERRABLE")


def _alter(connection: Connection, keys: list[tuple[str, str | None]], how: str) -> None:
    for table, key in keys:
        connection.execute(sa.text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" {how}'))


def _fill_table(archive: zipfile.ZipFile, connection: Connection, table: dict[str, Any]) -> None:
    with archive.open(f"tables/{table['name']}.jsonl") as file:
        lines = map(json.loads, io.TextIOWrapper(file, encoding="utf-8", newline="\n"))
        if table["name"] == SEARCH:
            for row in lines:
                search.write_text(*row)
            return
        into = sa.insert(sa.table(table["name"], *map(_column, table["columns"])))
        rows = (_row(table["columns"], line) for line in lines)
        while batch := list(islice(rows, BATCH)):
            connection.execute(into, batch)
    if table["counter"]:
        _set_last_number(connection, table["name"], table["counter"], table["last"] or 0)


def _column(described: tuple[str, str, bool]) -> sa.ColumnClause[Any]:
    name, kind, nullable = described
    return sa.column(name, sa.JSON(none_as_null=nullable) if kind == "data" else TYPES[kind])


def _row(columns: list[tuple[str, str, bool]], values: list[Any]) -> dict[str, Any]:
    pairs = zip(columns, values, strict=True)
    return {
        name: READ[kind](value) if kind in READ and value is not None else value
        for (name, kind, _nullable), value in pairs
    }


def _set_last_number(connection: Connection, table: str, counter: str, last: int) -> None:
    newest = connection.execute(
        sa.select(sa.func.max(sa.column(counter))).select_from(sa.table(table))
    ).scalar()
    values = {"name": table, "column": counter, "last": max(last, newest or 0)}
    if connection.dialect.name == "postgresql":
        if values["last"]:
            sql = "SELECT setval(pg_get_serial_sequence(:name, :column), :last)"
            connection.execute(sa.text(sql), values)
        return
    if not _keeps_its_numbers(connection, table):
        return
    connection.execute(sa.text("DELETE FROM sqlite_sequence WHERE name = :name"), values)
    sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"
    connection.execute(sa.text(sql), values)


def _keeps_its_numbers(connection: Connection, table: str) -> bool:
    sql = "SELECT sql LIKE '%AUTOINCREMENT%' FROM sqlite_master WHERE name = :name"
    return bool(connection.execute(sa.text(sql), {"name": table}).scalar())


def _prove(connection: Connection, manifest: dict[str, Any]) -> None:
    for table in manifest["tables"]:
        query = sa.select(sa.func.count()).select_from(sa.table(table["name"]))
        found = connection.execute(query).scalar_one()
        if found != table["rows"]:
            raise ValueError(f"{table['name']} has {found} rows and not {table['rows']}")
    stands = ledger.verify()
    expected = manifest["ledger"]
    if stands.bad is not None or (stands.size, stands.root) != (expected["size"], expected["root"]):
        raise ValueError(f"the ledger is not sound: row {stands.bad}, root {stands.root}")
