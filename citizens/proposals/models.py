"""Tables of proposals and their amendments; the answer stands in the proposal's own columns."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.proposals.rules import AnswerKind, ProposalKind, ProposalState
from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject


class Proposal(Base):
    """What somebody wants; its addressee, due date and answer are written by whoever answers."""

    __tablename__ = "proposal"
    __table_args__ = (
        Index(None, "state", "id"),
        Index(None, "answer_due_on"),
        Index(None, "addressee_id", "state"),
        Index(None, "actor_id"),
        Index(None, "about_id"),
        Index(None, "result_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    kind: Mapped[ProposalKind] = mapped_column(states(ProposalKind))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    how_noticed: Mapped[str] = mapped_column(Text, default="")
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    addressee_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    state: Mapped[ProposalState] = mapped_column(states(ProposalState))
    threshold: Mapped[int]
    once: Mapped[str] = mapped_column(String(64), unique=True)
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    supported_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer_due_on: Mapped[date | None]
    answer_kind: Mapped[AnswerKind | None] = mapped_column(states(AnswerKind))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    result_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    carried_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys=[subject_id])
    about: Mapped[Subject | None] = relationship(foreign_keys=[about_id])
    addressee: Mapped[Subject | None] = relationship(foreign_keys=[addressee_id])
    result: Mapped[Subject | None] = relationship(foreign_keys=[result_id])
    actor: Mapped[Actor] = relationship()


class Amendment(Base):
    """A change of a frozen proposal's words; the words before stay readable."""

    __tablename__ = "amendment"
    __table_args__ = (UniqueConstraint("proposal_id", "number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    old_title: Mapped[str] = mapped_column(Text)
    old_body: Mapped[str] = mapped_column(Text)
    old_how_noticed: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
