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
from psycopg.pq import ExecStatus
from sqlalchemy import Engine, event

from commons.engines import BUSY_TIMEOUT_MS

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
            found = (_of_sqlite if self.is_sqlite else _of_postgresql)(connection, ids)
        except (sqlite3.Error, psycopg.Error):
            self.close()  # the server may have been away: the next read begins anew
            return None
        self.free.append(connection)
        return found

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
        made = psycopg.connect(
            self.url.set(drivername="postgresql").render_as_string(hide_password=False),
            autocommit=True,
            connect_timeout=3,
            options="-c statement_timeout=5000",
        )
        made.pgconn.prepare(b"versions", _ASKED.format("= ANY($1::int[])").encode(), None)
        return made


_ASKED = "SELECT id, version FROM subject WHERE id {} ORDER BY id"


def _of_sqlite(connection: Any, ids: Sequence[int]) -> Versions:
    marks = ",".join("?" * len(ids))
    return tuple(connection.execute(_ASKED.format(f"IN ({marks})"), ids).fetchall())


def _of_postgresql(connection: Any, ids: Sequence[int]) -> Versions:
    # By libpq itself: a cursor of the driver takes twice as long.
    asked = b"{%s}" % ",".join(map(str, ids)).encode()
    answer = connection.pgconn.exec_prepared(b"versions", [asked])
    if answer.status != ExecStatus.TUPLES_OK:
        raise psycopg.OperationalError(answer.error_message.decode(errors="replace"))
    rows = range(answer.ntuples)
    return tuple((int(answer.get_value(n, 0)), int(answer.get_value(n, 1))) for n in rows)
