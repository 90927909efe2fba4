"""Tables of promises and all that happened to them. A promise is one row for ever."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.promises.rules import PromiseMoveKind, PromiseState
from metrics.catalogue.models import Agency


class Promise(Base):
    """What somebody in office will do by a day, since the review where it was said."""

    __tablename__ = "promise"
    __table_args__ = (
        Index(None, "council_id", "state", "due_on"),
        Index(None, "measure_id"),
        Index(None, "review_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    words: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(Text)
    by_governor: Mapped[bool] = mapped_column(default=False)
    first_due_on: Mapped[date]
    due_on: Mapped[date]
    state: Mapped[PromiseState] = mapped_column(states(PromiseState))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    agency: Mapped[Agency | None] = relationship()


class PromiseMove(Base):
    """One thing that happened to a promise; each slip of its date is one."""

    __tablename__ = "promise_move"
    __table_args__ = (
        Index(None, "promise_id"),
        Index(None, "once", unique=True),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    promise_id: Mapped[int] = mapped_column(ForeignKey("promise.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    kind: Mapped[PromiseMoveKind] = mapped_column(states(PromiseMoveKind))
    old_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    state: Mapped[PromiseState] = mapped_column(states(PromiseState))
    note: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[Actor] = relationship()
