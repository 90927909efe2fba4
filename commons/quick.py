"""Reads in one statement, past the session and SQLAlchemy, which cost several times the read.

What is read is what is committed at that moment, also by another process, and in no transaction
with what the page reads besides: versions of subjects, who asks and how often, what a comment is
about. A connection serves one read at a time.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections import deque, namedtuple
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import Dialect, Engine, Select, event

from commons.engines import BUSY_TIMEOUT_MS

R = TypeVar("R")
MOST_AT_ONCE = 8
LEASE = 0.005  # seconds
Versions = tuple[tuple[int, int], ...]


class QuickReader:
    """A few connections of its own to the engine's database."""

    def __init__(self, engine: Engine) -> None:
        self.url = engine.url
        self.dialect = engine.dialect
        self.is_sqlite = engine.dialect.name == "sqlite"
        self.free: deque[Any] = deque()
        self.room = threading.BoundedSemaphore(MOST_AT_ONCE)
        # For so long versions hold that were read, unless an operation of this process has ended
        # since (commons/cache.py).
        self.lease = LEASE
        self.ended_at = 0.0
        self.reads = 0
        self.compiled: dict[Select[*tuple[Any, ...]], _Compiled] = {}
        event.listen(engine, "engine_disposed", lambda _engine: self.close())

    def holds(self, read_at: float) -> bool:
        """Whether versions that were read then, by the clock that never goes back, still count."""
        return self.ended_at < read_at > time.monotonic() - self.lease

    def end_leases(self) -> None:
        """Nothing that was read before counts in this process."""
        self.ended_at = time.monotonic()

    def versions(self, ids: Sequence[int]) -> Versions | None:
        """The versions of these subjects in the order of ids; none when nothing can be read."""
        read = _of_sqlite if self.is_sqlite else _of_postgresql
        return self._read(lambda connection: read(connection, ids))

    def rows(
        self, statement: Select[*tuple[Any, ...]], values: dict[str, Any]
    ) -> Sequence[Any] | None:
        """The rows of a statement about columns, by their names; none when nothing can be read.

        The statement is a constant of its module: it is compiled once.
        """
        compiled = self.compiled.get(statement)
        if compiled is None:
            compiled = self.compiled[statement] = _Compiled(statement, self.dialect)
        return self._read(lambda connection: compiled.rows(connection, values))

    def close(self) -> None:
        """The connections that are not in use are closed; the next read opens one."""
        with suppress(IndexError):
            while True:
                self.free.pop().close()

    def _read(self, question: Callable[[Any], R]) -> R | None:
        with self.room:
            self.reads += 1
            found = self._ask(question)
            return self._ask(question) if found is None else found

    def _ask(self, question: Callable[[Any], R]) -> R | None:
        try:
            connection = self._connection()
            found = question(connection)
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


class _Compiled:
    """A statement as the driver takes it, and how its columns' types turn what goes in and out."""

    def __init__(self, statement: Select[*tuple[Any, ...]], dialect: Dialect) -> None:
        made = statement.compile(dialect=dialect)
        columns = statement.selected_columns
        self.words = str(made)
        self.constants = made.params
        self.order: Sequence[str] | None = getattr(made, "positiontup", None)
        self.row: Any = namedtuple("row", columns.keys())  # type: ignore[misc]
        self.inward = {
            name: turn
            for name, bind in made.binds.items()
            if (turn := bind.type.dialect_impl(dialect).bind_processor(dialect))
        }
        types = [column.type.dialect_impl(dialect) for column in columns]
        self.outward = [each.result_processor(dialect, None) for each in types]

    def rows(self, connection: Any, values: dict[str, Any]) -> Sequence[Any]:
        given = {**self.constants, **values}
        for name, turn in self.inward.items():
            given[name] = turn(given[name])
        asked = [given[name] for name in self.order] if self.order is not None else given
        return [self._row(each) for each in connection.execute(self.words, asked).fetchall()]

    def _row(self, read: Sequence[Any]) -> Any:
        both = zip(self.outward, read, strict=True)
        return self.row._make(turn(value) if turn else value for turn, value in both)


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
