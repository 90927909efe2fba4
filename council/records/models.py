"""Tables of records: versions are canonical bytes that nobody can change, each in the log."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.records.rules import VersionKind
from council.reviews.models import Review


class Record(Base):
    """The published record of a review; what it says stands in its versions."""

    __tablename__ = "record"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    review: Mapped[Review] = relationship()


class RecordVersion(Base):
    """One version: the bytes, their hash, who published it and, after the first, why."""

    __tablename__ = "record_version"
    __table_args__ = (UniqueConstraint("record_id", "number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    number: Mapped[int]
    kind: Mapped[VersionKind] = mapped_column(states(VersionKind))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(Text, default="")
    approved: Mapped[bool]
    leaf_number: Mapped[int] = mapped_column(ForeignKey("ledger_leaf.number"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship()
