"""Tables of strategies and each move in their lives."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.strategies.rules import StrategyState


class Strategy(Base):
    """What a council does about a measure, and what it expects from it by when."""

    __tablename__ = "strategy"
    __table_args__ = (Index(None, "council_id"), Index(None, "measure_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    title: Mapped[str] = mapped_column(Text)
    hypothesis: Mapped[str] = mapped_column(Text, default="")
    expected_effect: Mapped[str] = mapped_column(Text, default="")
    expected_by: Mapped[date | None]
    owner: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[StrategyState] = mapped_column(states(StrategyState))
    adopted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship()


class StrategyMove(Base):
    """That a strategy went from one state to another, why, and in which review."""

    __tablename__ = "strategy_move"
    __table_args__ = (
        Index(None, "strategy_id"),
        Index(None, "review_id"),
        Index(None, "once", unique=True),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    strategy_id: Mapped[int] = mapped_column(ForeignKey("strategy.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    old_state: Mapped[StrategyState | None] = mapped_column(
        states(StrategyState, "old_strategystate")
    )
    state: Mapped[StrategyState] = mapped_column(states(StrategyState))
    reason: Mapped[str] = mapped_column(Text)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(64))

    actor: Mapped[Actor] = relationship()
