"""Tables of series, the periods they hold, the vintages of each figure, and their publication."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from commons.db import Base, Figure, UtcDateTime, figure_columns, states
from metrics.catalogue.models import Area
from metrics.observations.rules import FigureState, Marker, SeriesKind


class Series(Base):
    """One line of a measure: the total, a group, a county or a region."""

    __tablename__ = "series"
    __table_args__ = (
        UniqueConstraint("measure_id", "kind", "label"),
        Index(None, "area_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    kind: Mapped[SeriesKind] = mapped_column(states(SeriesKind))
    label: Mapped[str] = mapped_column(Text, default="")
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    position: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(Text, default="")

    area: Mapped[Area | None] = relationship()


class Release(Base):
    """Figures that go public in one act; without `published_at` they are not public."""

    __tablename__ = "release"
    __table_args__ = (Index(None, "measure_id", "published_at"), Index(None, "scheduled_for"))

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    file_name: Mapped[str] = mapped_column(Text, default="")
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    scheduled_for: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Observation(Base):
    """A period of a series. A period that could not be read has a label and no dates."""

    __tablename__ = "observation"
    __table_args__ = (UniqueConstraint("series_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    label: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]

    series: Mapped[Series] = relationship()


class Vintage(Base):
    """A figure as it was known from a release on; the newest published one is shown."""

    __tablename__ = "vintage"
    __table_args__ = (
        UniqueConstraint("observation_id", "number"),
        Index(None, "release_id"),
        {"info": {"append_only": True}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    observation_id: Mapped[int] = mapped_column(ForeignKey("observation.id"))
    number: Mapped[int]
    release_id: Mapped[int] = mapped_column(ForeignKey("release.id"))
    value: Mapped[Figure] = figure_columns("value")
    marker: Mapped[Marker | None] = mapped_column(states(Marker))
    state: Mapped[FigureState] = mapped_column(states(FigureState))
    numerator: Mapped[Figure] = figure_columns("numerator")
    denominator: Mapped[Figure] = figure_columns("denominator")
    lower: Mapped[float | None]
    upper: Mapped[float | None]
    note: Mapped[str] = mapped_column(Text, default="")
    source_url: Mapped[str] = mapped_column(Text, default="")

    observation: Mapped[Observation] = relationship()
    release: Mapped[Release] = relationship()
