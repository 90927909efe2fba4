"""Engine, base, column types and transactions. Nothing but @operation commits."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ParamSpec, TypeVar, overload

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Float, MetaData, Text, exc, text
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Composite, DeclarativeBase, Session, composite, mapped_column
from sqlalchemy.types import TypeDecorator

from commons.engines import engine_options, is_read_only, prepare_engine
from commons.quick import QuickReader
from commons.turns import in_turn

P = ParamSpec("P")
R = TypeVar("R")


class Base(DeclarativeBase):
    """The parent of all tables; every constraint gets a name, so that migrations can find it."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; SQLite keeps no zone, so it gets none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  SQLAlchemy's signature
        """The moment, aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


@dataclass(frozen=True)
class Figure:
    """A number as it was published, and a float of it for sorting and statistics."""

    text: str | None
    number: float | None

    @classmethod
    def of(cls, text: str | None) -> Figure:
        """The figure of a published text such as '84.1'; an empty text is no figure."""
        cleaned = (text or "").strip()
        return cls(cleaned, float(cleaned.replace(",", ""))) if cleaned else cls(None, None)


def figure_columns(name: str) -> Composite[Figure]:
    """Two columns, `<name>_text` and `<name>_number`, read and written as one Figure."""
    return composite(
        Figure, mapped_column(f"{name}_text", Text), mapped_column(f"{name}_number", Float)
    )


def init_db(app: Flask, url: str) -> None:
    """Binds the app to the database at `url`, with the pool and pragmas that it needs."""
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(url)
    db.init_app(app)
    app.teardown_appcontext(_end_page)
    with app.app_context():
        prepare_engine(db.engine)
        app.extensions["quick"] = QuickReader(db.engine)


def end_reading() -> None:
    """What was read is over; the next read begins with what stands then.

    By COMMIT: at a ROLLBACK the PostgreSQL driver drops the statements that it has prepared, and
    planning the larger ones anew would take longer than answering them.
    """
    session = db.session()
    if session.in_transaction() and not (session.new or session.dirty or session.deleted):
        session.commit()


def _end_page(_error: BaseException | None) -> None:
    if db.session.registry.has():
        with suppress(exc.SQLAlchemyError):  # the server is away: there is nothing left to end
            end_reading()


@overload
def operation(function: Callable[P, R]) -> Callable[P, R]: ...


@overload
def operation(*, durable: bool) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def operation(
    function: Callable[P, R] | None = None, *, durable: bool = False
) -> Callable[P, R] | Callable[[Callable[P, R]], Callable[P, R]]:
    """Makes a function one transaction: the outermost commits, any error leaves nothing behind.

    `durable` writes reach the disk before the answer (ballots, records, ledger, accounts).
    """

    def decorate(wrapped: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(wrapped)
        def inner(*args: P.args, **kwargs: P.kwargs) -> R:
            session = db.session()
            running = session.info.get("operation")
            if running:
                if durable and running != "FULL":
                    raise RuntimeError(f"{wrapped.__name__} needs a durable operation around it")
                return wrapped(*args, **kwargs)
            return _run(session, "FULL" if durable else "NORMAL", wrapped, *args, **kwargs)

        return inner

    return decorate if function is None else decorate(function)


@in_turn
def _run(
    session: Session, /, mode: str, wrapped: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    if is_read_only():
        raise RuntimeError(f"{wrapped.__name__} would write where only reading is allowed")
    _begin_writing(session)
    session.info["operation"] = mode
    try:
        level = {"isolation_level": "READ COMMITTED"} if not _is_sqlite() else {}
        session.connection(execution_options={"goalpost_write": mode, **level})
        result = wrapped(*args, **kwargs)
        session.flush()
        for steps in ("before_commit", "at_last"):
            for finish in session.info.pop(steps, {}).values():
                finish()
        session.commit()
        current_app.extensions["quick"].end_leases()
        later = session.info.pop("after_commit", {})
    except BaseException:
        session.rollback()
        for thing in session.info.get("added", ()):
            session.expunge(thing)  # it has no row, and its number will be another's
        raise
    finally:
        session.info.clear()
    for finish in later.values():
        finish()
    return result


def _begin_writing(session: Session) -> None:
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("Rows were changed outside an operation")
    end_reading()
    # What was read before is looked at again inside the write, so that rules judge what stands.
    session.expire_all()


def before_commit(key: str, finish: Callable[[], None], *, at_last: bool = False) -> None:
    """`finish` runs once at the end of the running operation; a second one with `key` is dropped.

    What takes a turn that all wait for comes `at_last`: nobody has that and waits for a row.
    """
    steps = "at_last" if at_last else "before_commit"
    db.session().info.setdefault(steps, {}).setdefault(key, finish)


def after_commit(key: str, finish: Callable[[], None]) -> None:
    """`finish` runs once when the running operation has committed; a second one is dropped."""
    db.session().info.setdefault("after_commit", {}).setdefault(key, finish)


def queue_up(kind: int, number: int = 0) -> None:
    """From here to their end, operations that do this with the same numbers come one by one.

    No row is locked, so that rows can be written at the end and in one order; on SQLite whoever
    writes is alone.
    """
    if not _is_sqlite():
        db.session.execute(_QUEUE, {"kind": kind, "number": number})


_QUEUE = text("SELECT pg_advisory_xact_lock(:kind, :number)")


def in_operation() -> bool:
    """Whether an operation is running in this session."""
    return "operation" in db.session().info


def insert_new(table: Any) -> Any:
    """An INSERT for `table` whose dialect knows `on_conflict_do_nothing` and `_do_update`."""
    return sqlite.insert(table) if _is_sqlite() else postgresql.insert(table)


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


def states(kind: type[StrEnum], name: str = "") -> SqlEnum:
    """An enumeration's values, checked by the database; a second of its kind needs a `name`."""
    return SqlEnum(
        kind,
        name=name or kind.__name__.lower(),
        native_enum=False,
        length=30,
        create_constraint=True,
        values_callable=lambda each: [member.value for member in each],
    )
