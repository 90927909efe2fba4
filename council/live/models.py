"""Tables of the live review: questions, and the log of what happened, minute by minute."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.live.rules import QuestionState


class Question(Base):
    """What somebody wants to know from the council in a review; each gets an answer."""

    __tablename__ = "question"
    __table_args__ = (Index(None, "review_id", "state"), Index(None, "answer_due_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    words: Mapped[str] = mapped_column(Text)
    state: Mapped[QuestionState] = mapped_column(states(QuestionState))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    once: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    subject: Mapped[Subject] = relationship()
    actor: Mapped[Actor] = relationship()


class LogLine(Base):
    """One line of what happened, as it becomes the record tonight."""

    __tablename__ = "review_log"
    __table_args__ = (Index(None, "review_id", "id"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
