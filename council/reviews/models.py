"""Tables of reviews, their moves, agendas, and the figures frozen when they went live."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, UtcDateTime, states
from commons.subjects import Subject
from council.councils.models import Council
from council.reviews.rules import ItemKind, ReviewKind, ReviewState


class Review(Base):
    """A meeting of a council, held in public."""

    __tablename__ = "review"
    __table_args__ = (Index(None, "state", "starts_at"), Index(None, "council_id", "starts_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[ReviewKind] = mapped_column(states(ReviewKind))
    title: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(Text, default="")
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    minutes: Mapped[int]
    state: Mapped[ReviewState] = mapped_column(states(ReviewState))
    governor_attends: Mapped[bool] = mapped_column(default=False)
    video_url: Mapped[str] = mapped_column(Text, default="")
    questions_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_rehearsal: Mapped[bool] = mapped_column(default=False)
    agenda_number: Mapped[int] = mapped_column(default=0)

    subject: Mapped[Subject] = relationship()
    council: Mapped[Council] = relationship()
    items: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.position")


class ReviewMove(Base):
    """That a review went from one state to another: who, when, why."""

    __tablename__ = "review_move"
    __table_args__ = (Index(None, "review_id"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    old_state: Mapped[ReviewState | None] = mapped_column(states(ReviewState, "old_reviewstate"))
    state: Mapped[ReviewState] = mapped_column(states(ReviewState))
    reason: Mapped[str] = mapped_column(Text, default="")
    old_starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AgendaItem(Base):
    """One point of the agenda; `version` keeps two clerks from overwriting each other."""

    __tablename__ = "agenda_item"
    __table_args__ = (UniqueConstraint("review_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(states(ItemKind))
    title: Mapped[str] = mapped_column(Text)
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measure.id"))
    strategy_id: Mapped[int | None] = mapped_column(ForeignKey("strategy.id"))
    presenter: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[int] = mapped_column(default=10)
    on_air_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_air_to: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finding: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class FrozenFigure(Base):
    """A measure as it stood when the review went live: what the room saw and the record shows."""

    __tablename__ = "frozen_figure"
    __table_args__ = ({"info": {"append_only": True}},)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    document: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attendance(Base):
    """Who was there, in what office."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("review_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))
    name: Mapped[str] = mapped_column(Text)
    office: Mapped[str] = mapped_column(Text, default="")
    was_present: Mapped[bool]

    actor: Mapped[Actor | None] = relationship()
