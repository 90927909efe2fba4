"""What one press of one form did is not done again by a second press, or by a line that broke."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import String, delete, exc, select
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, db, in_operation, insert_new, operation

P = ParamSpec("P")
R = TypeVar("R")
KEPT_FOR = timedelta(days=90)


class DoneOnce(Base):
    """The key of a form that did what it asked for; whose it was is not to be read from it."""

    __tablename__ = "done_once"
    __table_args__ = ({"info": {"fleeting": True}},)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@operation(durable=True)
def once(key: str, act: Callable[[], object]) -> bool:
    """`act` is done and its key kept, both or neither; false when this key did it already."""
    taken = insert_new(DoneOnce.__table__).values(key=key, at=clock.now())
    rows = db.session.execute(taken.on_conflict_do_nothing().returning(DoneOnce.key)).all()
    if rows:
        act()
    return bool(rows)


def finds_twin(act: Callable[P, R]) -> Callable[P, R]:
    """Makes an operation run again when a twin of it, of the same form, was a moment faster.

    The database refuses the second row with the form's key, and leaves nothing of that run; the
    next one finds the row of the first. Within another operation that one fails as a whole.
    """

    @wraps(act)
    def inner(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return act(*args, **kwargs)
        except exc.IntegrityError:
            if in_operation():
                raise
            return act(*args, **kwargs)

    return inner


def is_done(key: str) -> bool:
    """Whether the form of this key did what it asked for."""
    return db.session.scalar(select(DoneOnce.key).where(DoneOnce.key == key)) is not None


@operation
def forget_old() -> int:
    """Keys that no open page can hold any more are gone; returns how many."""
    edge = clock.now() - KEPT_FOR
    old = delete(DoneOnce).where(DoneOnce.at < edge).returning(DoneOnce.key)
    return len(db.session.execute(old).all())
