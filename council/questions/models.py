"""Table of questions to a review; each gets an answer."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.questions.rules import QuestionState


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
