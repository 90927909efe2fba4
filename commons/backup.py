"""Backups: one portable file for both databases, made of one moment (commons/restore.py reads it).

The file is a zip: `manifest.json`, and for each table `tables/<name>.jsonl` with a row a line. It
holds neither the secret key nor what a table calls fleeting: sessions, mailed links, limits.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from commons import clock, search
from commons.db import Base, UtcDateTime, db
from commons.errors import Refused
from commons.hashing import tree_root
from commons.health import newest_migration
from commons.ledger import Leaf

FORMAT = "goalpost-backup-1"
SEARCH = "search_text"
BATCH = 1_000
KINDS: tuple[tuple[Any, str], ...] = (
    (UtcDateTime, "moment"),
    (sa.Date, "day"),
    (sa.LargeBinary, "bytes"),
    (sa.JSON, "data"),
    (sa.Boolean, "truth"),
    (sa.Integer, "whole"),
    (sa.Float, "number"),
    (sa.String, "text"),
)


@dataclass(frozen=True)
class Proof:
    """What a backup holds, and what a restored database was found to hold."""

    tables: int
    rows: int
    leaves: int
    root: str


def make(path: Path) -> Proof:
    """`path` holds all rows as they stood at one moment; it appears whole or not at all."""
    with db.engine.connect() as connection:
        stands = migration(connection)
    if stands != newest_migration():
        raise Refused("The database is not at the newest migration: run “release” first.")
    partial = path.with_name(f".{path.name}.partial")
    with _alone_in(path.parent):
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(handle, "wb") as file:
                proof = _write(file)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        finally:
            partial.unlink(missing_ok=True)
    return proof


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    # Two at once would write into one partial file, and the first would be taken for whole.
    held = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused(f"Another backup into {folder} is under way.") from None
        yield
    finally:
        os.close(held)


def _write(file: IO[bytes]) -> Proof:
    with (
        db.engine.connect() as connection,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        take_time(connection)
        tables = [_write_table(archive, connection, table) for table in kept_tables()]
        tables.append(_write_search(archive, connection))
        leaves = connection.execute(sa.select(Leaf.leaf_hash).order_by(Leaf.number)).scalars()
        hashes = list(leaves)
        manifest = {
            "format": FORMAT,
            "made_at": clock.now().isoformat(),
            "migration": newest_migration(),
            "ledger": {"size": len(hashes), "root": tree_root(hashes).hex()},
            "tables": tables,
        }
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return proof_of(manifest)


def kept_tables() -> list[sa.Table]:
    """The tables that a backup holds, those before others that point at them."""
    return [t for t in Base.metadata.sorted_tables if not t.info.get("fleeting")]


def _write_table(
    archive: zipfile.ZipFile, connection: Connection, table: sa.Table
) -> dict[str, Any]:
    query = sa.select(table).order_by(*table.primary_key)
    found = connection.execution_options(yield_per=BATCH).execute(query)
    counter = table.autoincrement_column
    return {
        "name": table.name,
        "columns": [[c.name, _kind(c), c.nullable] for c in table.columns],
        "rows": _write_rows(archive, table.name, (list(row) for row in found)),
        "counter": counter.name if counter is not None else None,
        "last": _last_number(connection, table.name, counter),
    }


def _write_search(archive: zipfile.ZipFile, connection: Connection) -> dict[str, Any]:
    rows = (list(row) for row in search.every_text(connection))
    return {"name": SEARCH, "rows": _write_rows(archive, SEARCH, rows)}


def _write_rows(archive: zipfile.ZipFile, name: str, rows: Iterable[list[Any]]) -> int:
    number = 0
    with archive.open(f"tables/{name}.jsonl", "w", force_zip64=True) as out:
        for row in rows:
            line = json.dumps(row, default=_plain, ensure_ascii=False, separators=(",", ":"))
            out.write(line.encode() + b"\n")
            number += 1
    return number


def _plain(value: Any) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value.isoformat()


def _kind(column: sa.Column[Any]) -> str:
    return next(kind for each, kind in KINDS if isinstance(column.type, each))


def _last_number(connection: Connection, name: str, column: sa.Column[Any] | None) -> int | None:
    if column is None:
        return None
    if connection.dialect.name == "sqlite":
        query = "SELECT seq FROM sqlite_sequence WHERE name = :table"
    else:
        query = (
            "SELECT pg_sequence_last_value(s::regclass) "
            "FROM pg_get_serial_sequence(:table, :column) s WHERE s IS NOT NULL"
        )
    values = {"table": name, "column": column.name} if ":column" in query else {"table": name}
    return connection.execute(sa.text(query), values).scalar()


def take_time(connection: Connection) -> None:
    """What is done on this connection may take as long as it takes."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET LOCAL statement_timeout = 0"))


def migration(connection: Connection) -> str | None:
    """Where the database stands; None when nothing was ever made in it."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def proof_of(manifest: dict[str, Any]) -> Proof:
    """The sums of a manifest."""
    tables, ledger_head = manifest["tables"], manifest["ledger"]
    rows = sum(each["rows"] for each in tables)
    return Proof(len(tables), rows, ledger_head["size"], ledger_head["root"])
