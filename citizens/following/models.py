"""Table of what people follow."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from commons.db import Base, UtcDateTime


class Follow(Base):
    """That an actor wants to hear of a subject."""

    __tablename__ = "follow"
    __table_args__ = (Index(None, "subject_id"),)

    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
