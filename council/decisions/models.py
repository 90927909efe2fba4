"""Tables of decisions, the members' votes on them, and answers to proposals on their way."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.proposals.models import Proposal
from citizens.proposals.rules import AnswerKind
from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from council.decisions.rules import AnswerState, DecisionKind, DecisionMode, Vote
from metrics.catalogue.models import Agency


class Decision(Base):
    """What a council decided, in a review or between two, by whom and when."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "council_id", "decided_on"), Index(None, "review_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    kind: Mapped[DecisionKind] = mapped_column(states(DecisionKind))
    mode: Mapped[DecisionMode] = mapped_column(states(DecisionMode))
    words: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(Text)
    votes_for: Mapped[int | None]
    votes_against: Mapped[int | None]
    abstained: Mapped[int | None]
    decided_on: Mapped[date]
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Answer(Base):
    """The council's answer to a proposal: drafted, decided, accepted by the lead, published."""

    __tablename__ = "answer"
    __table_args__ = (Index(None, "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[AnswerKind] = mapped_column(states(AnswerKind))
    reason: Mapped[str] = mapped_column(Text)
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objective.id"))
    charter: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[AnswerState] = mapped_column(states(AnswerState))
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    drafted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

    proposal: Mapped[Proposal] = relationship()
    lead_agency: Mapped[Agency | None] = relationship()
    decision: Mapped[Decision | None] = relationship()


class MemberVote(Base):
    """What one member said to an answer; changeable until it is decided."""

    __tablename__ = "member_vote"

    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"), primary_key=True)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"), primary_key=True)
    vote: Mapped[Vote] = mapped_column(states(Vote))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship()
