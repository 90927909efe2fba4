"""Tables of councils and the seats in them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.councils.rules import CouncilState, Seat
from metrics.catalogue.models import Agency, Goal


class Council(Base):
    """The directors answerable together for a goal."""

    __tablename__ = "council"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[CouncilState] = mapped_column(states(CouncilState))
    threshold: Mapped[int]
    most_outcome_measures: Mapped[int] = mapped_column(default=12)
    is_example: Mapped[bool] = mapped_column(default=False)
    formed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()
    goal: Mapped[Goal] = relationship()
    seats: Mapped[list[Member]] = relationship()


class Member(Base):
    """Who sits in a council, for which agency, from when to when."""

    __tablename__ = "council_member"
    __table_args__ = (Index(None, "council_id", "ends_on"), Index(None, "actor_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    seat: Mapped[Seat] = mapped_column(states(Seat))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    actor: Mapped[Actor] = relationship()
    agency: Mapped[Agency | None] = relationship()
