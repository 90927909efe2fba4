"""Tables of objectives, who has a part in them, and the measures they track."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.objectives.rules import ObjectiveState
from metrics.catalogue.models import Agency


class Objective(Base):
    """The change that a council wants, in words, with exactly one lead agency."""

    __tablename__ = "objective"
    __table_args__ = (Index(None, "council_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    lead_agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[ObjectiveState] = mapped_column(states(ObjectiveState))
    no_contributor: Mapped[bool] = mapped_column(default=False)
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    lead_agency: Mapped[Agency] = relationship()
    parts: Mapped[list[ObjectivePart]] = relationship(order_by="ObjectivePart.agency_id")


class ObjectiveVersion(Base):
    """The words of an objective as they stood from a day on."""

    __tablename__ = "objective_version"
    __table_args__ = (UniqueConstraint("objective_id", "number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ObjectivePart(Base):
    """The named part of a contributing agency."""

    __tablename__ = "objective_part"

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    part: Mapped[str] = mapped_column(Text)

    agency: Mapped[Agency] = relationship()


class Tracking(Base):
    """That an objective is followed by a measure."""

    __tablename__ = "objective_measure"
    __table_args__ = (Index(None, "measure_id"),)

    objective_id: Mapped[int] = mapped_column(ForeignKey("objective.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
