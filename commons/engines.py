"""The two databases: how their engines are made, and what is said when a transaction begins."""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Engine, event, exc
from sqlalchemy.engine import Connection, make_url

BUSY_TIMEOUT_MS = 5_000
_get_is_read_only: ContextVar[bool] = ContextVar("get_is_read_only", default=False)


def engine_options(url: str) -> dict[str, Any]:
    """The pool and settings that an engine for `url` needs."""
    # What was asked with may be an address or a fingerprint: errors, and so the log, leave it out.
    hidden = {"hide_parameters": True}
    if make_url(url).get_backend_name() == "sqlite":
        return {**hidden, "pool_size": 20, "max_overflow": 280}
    return {
        **hidden,
        "pool_size": 10,
        "max_overflow": 20,
        # A reader sees one moment, as on SQLite: a page and the versions that it is kept by.
        "isolation_level": "REPEATABLE READ",
        "connect_args": {"options": "-c statement_timeout=5000", "connect_timeout": 3},
    }


def prepare_engine(engine: Engine) -> None:
    """Makes reads deferred, writes immediate, and durability a choice before BEGIN (SQLite)."""
    if engine.dialect.name != "sqlite":
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "checkout", _look_at_line)
        return
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _connect_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_TIMEOUT_MS}", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("goalpost_write")
    read_only = is_read_only() and not write
    if connection.info.get("read_only", False) != read_only:
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if read_only else 'OFF'}")
        connection.info["read_only"] = read_only
    if write:
        if connection.info.get("synchronous") != write:
            connection.exec_driver_sql(f"PRAGMA synchronous={write}")
            connection.info["synchronous"] = write
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    write = connection.get_execution_options().get("goalpost_write")
    wanted = is_read_only() and not write
    held: Any = connection.connection.dbapi_connection
    if bool(held.read_only) is not wanted:
        held.read_only = wanted  # the driver says it with BEGIN


def _look_at_line(held: Any, _record: object, _proxy: object) -> None:
    """A server that went away has hung up: that is seen on the line without asking it anything."""
    if held.closed:
        raise exc.DisconnectionError("the line is closed")
    line = select.poll()  # unlike select(), it takes any number of open files
    line.register(held.fileno(), select.POLLIN)
    if line.poll(0):
        raise exc.DisconnectionError("the server has hung up")


def is_read_only() -> bool:
    """Whether nothing may be written at present, not even by an operation."""
    return _get_is_read_only.get()


@contextmanager
def read_only(value: bool = True) -> Iterator[None]:  # noqa: FBT001, FBT002  reads as a sentence
    """Within the block no transaction can write, and no operation begins."""
    token = _get_is_read_only.set(value)
    try:
        yield
    finally:
        _get_is_read_only.reset(token)
