"""Tables of reports and hidings: facts about any subject; what is hidden is never erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.moderation.rules import ReportState, Rule
from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject


class Report(Base):
    """That somebody thinks a subject breaks a rule."""

    __tablename__ = "report"
    __table_args__ = (UniqueConstraint("subject_id", "actor_id"), Index(None, "state", "id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    rule: Mapped[Rule] = mapped_column(states(Rule))
    words: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ReportState] = mapped_column(states(ReportState))

    subject: Mapped[Subject] = relationship()


class Hiding(Base):
    """That a subject is hidden: rule, reason, fingerprint of the words, by whom; and its end."""

    __tablename__ = "hiding"
    __table_args__ = (Index(None, "subject_id", "lifted_at"), Index(None, "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    rule: Mapped[Rule] = mapped_column(states(Rule))
    reason: Mapped[str] = mapped_column(Text)
    fingerprint: Mapped[str] = mapped_column(String(64))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    lifted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")

    subject: Mapped[Subject] = relationship()
    actor: Mapped[Actor] = relationship(foreign_keys=[actor_id])
