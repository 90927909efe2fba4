"""Tables of measures, their charters and their targets; versions are append-only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.actors import Actor
from commons.db import Base, Figure, UtcDateTime, figure_columns, states
from commons.subjects import Subject
from metrics.catalogue.models import Agency, Goal
from metrics.charters.rules import (
    Direction,
    Frequency,
    MeasureKind,
    MeasureState,
    PathKind,
    TargetKind,
    UnitKind,
)


class Measure(Base):
    """What is measured. What it means stands in its newest charter."""

    __tablename__ = "measure"
    __table_args__ = (Index(None, "goal_id"), Index(None, "lead_agency_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    goal_id: Mapped[int] = mapped_column(ForeignKey("goal.id"))
    topic: Mapped[str] = mapped_column(Text, default="")
    lead_agency_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    state: Mapped[MeasureState] = mapped_column(states(MeasureState))
    is_inherited: Mapped[bool] = mapped_column(default=False)
    origin_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    sort_key: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    subject: Mapped[Subject] = relationship(foreign_keys=[subject_id])
    origin: Mapped[Subject | None] = relationship(foreign_keys=[origin_id])
    goal: Mapped[Goal] = relationship()
    lead_agency: Mapped[Agency | None] = relationship()


class Contribution(Base):
    """The named part that an agency has in a measure."""

    __tablename__ = "measure_contribution"

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    agency_id: Mapped[int] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    part: Mapped[str] = mapped_column(Text, default="")

    agency: Mapped[Agency] = relationship()


class Charter(Base):
    """One version of what a measure means. An empty field was not stated."""

    __tablename__ = "charter"
    __table_args__ = (UniqueConstraint("measure_id", "number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(Text)
    short_title: Mapped[str] = mapped_column(Text, default="")
    definition: Mapped[str] = mapped_column(Text, default="")
    why_it_matters: Mapped[str] = mapped_column(Text, default="")
    does_not_tell: Mapped[str] = mapped_column(Text, default="")
    how_gamed: Mapped[str] = mapped_column(Text, default="")
    how_to_help: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[MeasureKind] = mapped_column(states(MeasureKind))
    direction: Mapped[Direction] = mapped_column(states(Direction))
    unit: Mapped[str] = mapped_column(Text)
    unit_kind: Mapped[UnitKind] = mapped_column(states(UnitKind))
    decimals: Mapped[int]
    numerator: Mapped[str] = mapped_column(Text, default="")
    denominator: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str] = mapped_column(Text, default="")
    data_owner_id: Mapped[int | None] = mapped_column(ForeignKey("agency.id"))
    contact: Mapped[str] = mapped_column(Text, default="")
    frequency: Mapped[Frequency] = mapped_column(states(Frequency))
    lag_days: Mapped[int] = mapped_column(default=0)
    breaks_series_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    adopted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Target(Base):
    """One version of a measure's target: the newest holds, the first is remembered."""

    __tablename__ = "target"
    __table_args__ = (UniqueConstraint("measure_id", "number"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    number: Mapped[int]
    kind: Mapped[TargetKind] = mapped_column(states(TargetKind))
    value: Mapped[Figure] = figure_columns("value")
    upper: Mapped[Figure] = figure_columns("upper")
    due_on: Mapped[date | None]
    due_text: Mapped[str] = mapped_column(Text, default="")
    path: Mapped[PathKind] = mapped_column(states(PathKind))
    steps: Mapped[list[Any]] = mapped_column(JSON, default=list)
    baseline: Mapped[Figure] = figure_columns("baseline")
    baseline_on: Mapped[date | None]
    baseline_words: Mapped[str] = mapped_column(Text, default="")
    tolerance: Mapped[float | None]
    basis: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[str] = mapped_column(Text, default="")
    decided_on: Mapped[date | None]
    source_url: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)

    actor: Mapped[Actor] = relationship(lazy="joined")
