"""Reads versions of subjects by primary key, as fast as the driver can: one read a kept page.

It goes past SQLAlchemy, which would cost several times what the read does. Every read sees what is
committed at that moment, also by another process. A connection serves one read at a time.
"""

from __future__ import annotations

import sqlite3
import threading
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from commons.db import BUSY_TIMEOUT_MS

MOST_AT_ONCE = 8
Versions = tuple[tuple[int, int], ...]


class VersionReader:
    """A few connections of its own to the engine's database."""

    def __init__(self, engine: Engine) -> None:
        self.url = engine.url
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.free: deque[Any] = deque()
        self.room = threading.BoundedSemaphore(MOST_AT_ONCE)
        self.reads = 0
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def read(self, ids: Sequence[int]) -> Versions | None:
        """The versions of these subjects in the order of ids; none when nothing can be read."""
        with self.room:
            self.reads += 1
            found = self._read(ids)
            return self._read(ids) if found is None else found

    def close(self) -> None:
        """The connections that are not in use are closed; the next read opens one."""
        with suppress(IndexError):
            while True:
                self.free.pop().close()

    def _read(self, ids: Sequence[int]) -> Versions | None:
        try:
            connection = self._connection()
            found = tuple(connection.execute(*self._statement(ids)).fetchall())
        except (sqlite3.Error, psycopg.Error):
            self.close()  # the server may have been away: the next read begins anew
            return None
        self.free.append(connection)
        return found

    def _statement(self, ids: Sequence[int]) -> tuple[str, Sequence[Any]]:
        if self.is_sqlite:
            marks = ",".join("?" * len(ids))
            return f"SELECT id, version FROM subject WHERE id IN ({marks}) ORDER BY id", ids  # noqa: S608  question marks only
        return "SELECT id, version FROM subject WHERE id = ANY(%s) ORDER BY id", (list(ids),)

    def _connection(self) -> Any:
        try:
            return self.free.pop()
        except IndexError:
            return self._open_sqlite() if self.is_sqlite else self._open_postgresql()

    def _open_sqlite(self) -> Any:
        made = sqlite3.connect(
            f"{Path(self.url.database or '').absolute().as_uri()}?mode=rw",
            uri=True,
            timeout=BUSY_TIMEOUT_MS / 1000,
            isolation_level=None,
            check_same_thread=False,
        )
        made.execute("PRAGMA query_only=ON")
        return made

    def _open_postgresql(self) -> Any:
        return psycopg.connect(
            self.url.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
            connect_timeout=3,
            options="-c statement_timeout=5000",
        )
