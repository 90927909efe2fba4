"""Tables of ballots: options, one paper for each voter, and the choices on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.ballots.rules import BallotState
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject


class Ballot(Base):
    """A question to residents: which of several shall the addressee take. It is advice."""

    __tablename__ = "ballot"
    __table_args__ = (Index(None, "state", "closes_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    addressee_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    question: Mapped[str] = mapped_column(Text)
    explanation: Mapped[str] = mapped_column(Text, default="")
    places: Mapped[int]
    most_ticks: Mapped[int]
    level: Mapped[int]
    state: Mapped[BallotState] = mapped_column(states(BallotState))
    opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]
    secret: Mapped[str] = mapped_column(String(64))
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys=[subject_id])
    addressee: Mapped[Subject | None] = relationship(foreign_keys=[addressee_id])
    options: Mapped[list[Option]] = relationship(order_by="Option.position")


class Option(Base):
    """One thing that can be ticked; frozen when the ballot opens."""

    __tablename__ = "ballot_option"
    __table_args__ = (UniqueConstraint("ballot_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    position: Mapped[int]
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text, default="")

    about: Mapped[Subject | None] = relationship()


class Paper(Base):
    """One resident's ballot: the database holds one for each voter, changeable until close."""

    __tablename__ = "ballot_paper"
    __table_args__ = (UniqueConstraint("ballot_id", "voter_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ballot_id: Mapped[int] = mapped_column(ForeignKey("ballot.id"))
    voter_key: Mapped[str] = mapped_column(String(64))
    level: Mapped[int]
    cast_on: Mapped[date]
    changes: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[bool] = mapped_column(default=False)


class Choice(Base):
    """A tick."""

    __tablename__ = "ballot_choice"
    __table_args__ = (Index(None, "option_id"),)

    paper_id: Mapped[int] = mapped_column(ForeignKey("ballot_paper.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("ballot_option.id"), primary_key=True)
