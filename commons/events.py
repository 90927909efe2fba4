"""News: what happened, written in the operation's own transaction, handed on after commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import JSON, ForeignKey, Index, String, delete, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons import clock
from commons.actors import Actor
from commons.db import Base, UtcDateTime, db, operation
from commons.jobs import until_told
from commons.rows import write
from commons.subjects import Subject

log = structlog.get_logger()
Reaction = Callable[["Event"], None]
_reactions: dict[str, list[Reaction]] = {}


class Event(Base):
    """One thing that happened to a subject; public ones are the rows of the change feed."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "subject_id", "id"),
        Index(None, "public", "at", "id"),
        Index(None, "kind", "id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    public: Mapped[bool]
    data: Mapped[dict[str, Any]] = mapped_column(JSON)

    subject: Mapped[Subject] = relationship()
    actor: Mapped[Actor] = relationship()


class Outgoing(Base):
    """An event that has not been handed on yet; the row goes when all reactions have run."""

    __tablename__ = "outgoing_event"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)

    event: Mapped[Event] = relationship()


def on(kind: str) -> Callable[[Reaction], Reaction]:
    """Registers a function to be called, once, with each event of this kind."""

    def register(function: Reaction) -> Reaction:
        _reactions.setdefault(kind, []).append(function)
        return function

    return register


def reactions(kind: str) -> tuple[Reaction, ...]:
    """The functions that are called with events of this kind."""
    return tuple(_reactions.get(kind, ()))


def record(
    kind: str, /, *, subject_id: int, actor: Actor, public: bool = False, **data: Any
) -> int:
    """The number of the event, written with the operation; `data` holds no personal data."""
    number = write(
        Event,
        at=clock.now(),
        kind=kind,
        subject_id=subject_id,
        actor_id=actor.id,
        public=public,
        data=data,
    )
    if kind in _reactions:
        write(Outgoing, event_id=number, attempts=0)
    return number


def relay(limit: int = 100) -> int:
    """Hands on up to `limit` events, oldest first, each in a transaction of its own."""
    waiting = db.session.scalars(
        select(Outgoing.event_id)
        .where(Outgoing.attempts < 5)
        .order_by(Outgoing.event_id)
        .limit(limit)
    ).all()
    done = 0
    for event_id in until_told(waiting):
        try:
            done += _hand_on(event_id)
        except (OperationalError, InterfaceError):
            # The database is busy, full or away, which is no fault of the event: tried again.
            log.warning("reaction_put_off", number=event_id, exc_info=True)
        except Exception:
            log.exception("reaction_failed", number=event_id)
            _count_attempt(event_id)
    return done


@operation(durable=True)
def _hand_on(event_id: int) -> int:
    taken = db.session.execute(
        delete(Outgoing).where(Outgoing.event_id == event_id).returning(Outgoing.event_id)
    ).scalar_one_or_none()
    if taken is None:
        return 0
    event = db.session.get_one(Event, event_id)
    for reaction in _reactions.get(event.kind, ()):
        reaction(event)
    return 1


@operation
def _count_attempt(event_id: int) -> None:
    waiting = db.session.get(Outgoing, event_id)
    if waiting:
        waiting.attempts += 1
