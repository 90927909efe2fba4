"""Tables of comments on any subject, and of the official answer to one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.comments.rules import Side
from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject


class Comment(Base):
    """What somebody said about a subject; replies go one level deep. `pin` names a period."""

    __tablename__ = "comment"
    __table_args__ = (
        Index(None, "about_id", "parent_id", "id"),
        Index(None, "about_id", "side"),
        Index(None, "parent_id", "id"),
        Index(None, "actor_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    about_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    side: Mapped[Side] = mapped_column(states(Side))
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    sanitiser: Mapped[int]
    pin: Mapped[str] = mapped_column(String(80), default="")
    once: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys=[subject_id])
    about: Mapped[Subject] = relationship(foreign_keys=[about_id])
    actor: Mapped[Actor] = relationship()
