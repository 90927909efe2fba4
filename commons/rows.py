"""Plain rows, past the ORM: for what most pages ask and most acts write.

The ORM's own part of a small statement takes longer than the database's.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from flask import current_app
from sqlalchemy import CursorResult, Executable, Row, Select, insert
from sqlalchemy.orm import make_transient_to_detached

from commons.db import Base, db, in_operation
from commons.quick import QuickReader


def run(statement: Executable, values: dict[str, Any] | None = None) -> CursorResult[Any]:
    """What a statement about columns answers, in the session's transaction."""
    return db.session().connection().execute(statement, values)


def read(statement: Executable, values: dict[str, Any] | None = None) -> Sequence[Row[Any]]:
    """All rows of a statement that asks for columns, not for objects, as they stand in this read.

    Within an operation what was changed so far is seen.
    """
    if in_operation():
        db.session.flush()
    return run(statement, values).all()


def read_alone(statement: Select[*tuple[Any, ...]], values: dict[str, Any]) -> Sequence[Any]:
    """The same past the session: as it stands now, whatever this read saw of other rows.

    For what is asked before anything else, so that an act has no read to begin and to end; the
    statement is a constant of its module.
    """
    quick: QuickReader = current_app.extensions["quick"]
    found = None if in_operation() else quick.rows(statement, values)
    return read(statement, values) if found is None else found


def write(kind: type[Base], /, **given: Any) -> int:
    """The number of a new row of this table, which has one key, is written now and is no object.

    What it refers to has been written before.
    """
    if not in_operation():
        raise RuntimeError("Rows were written outside an operation")
    return int(run(_insert(kind.__tablename__), given).scalar_one())


def add_row(thing: Base) -> None:
    """The row of a new object is written, and the object is one of the session's, with its number.

    By one INSERT and not by a flush, which takes more than twice as long for a single row; what it
    refers to has been written before.
    """
    table = Base.metadata.tables[thing.__tablename__]
    given = {name: value for name, value in vars(thing).items() if name in table.columns}
    (number,) = table.primary_key
    setattr(thing, number.name, write(type(thing), **given))
    make_transient_to_detached(thing)
    session = db.session()
    session.add(thing)
    session.info.setdefault("added", []).append(thing)


@cache
def _insert(name: str) -> Executable:
    table = Base.metadata.tables[name]
    (number,) = table.primary_key
    return insert(table).returning(number)
