"""Tables of supports: a row for each person and thing, counted in batches."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func
from sqlalchemy.orm import Mapped, column_property, mapped_column

from commons.db import Base, UtcDateTime


class Support(Base):
    """That an actor supports a subject; a withdrawn one keeps its row. One row each, ever.

    `again_at` is when it was given again after its withdrawal had been counted.
    """

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("subject_id", "actor_id"),
        Index(None, "actor_id"),
        Index(None, "changed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    level: Mapped[int]
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    again_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    begun_at: Mapped[datetime] = column_property(
        func.coalesce(again_at, first_at, type_=UtcDateTime)
    )


class Tally(Base):
    """What the rows of a subject added up to when they were last counted."""

    __tablename__ = "support_tally"
    __table_args__ = (Index(None, "standing", "subject_id"),)

    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), primary_key=True)
    standing: Mapped[int] = mapped_column(default=0)
    residents: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
