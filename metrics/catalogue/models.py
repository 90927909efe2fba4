"""Tables of goals, agencies and areas."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from commons.db import Base, states
from metrics.catalogue.rules import AreaKind, Part


class Goal(Base):
    """A broad public ambition."""

    __tablename__ = "goal"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    part: Mapped[Part] = mapped_column(states(Part))
    position: Mapped[int]
    is_example: Mapped[bool] = mapped_column(default=False)


class Agency(Base):
    """A body that leads or contributes; `sort_key` orders alike on every database."""

    __tablename__ = "agency"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text)
    remit: Mapped[str] = mapped_column(Text, default="")
    is_example: Mapped[bool] = mapped_column(default=False)


class Area(Base):
    """A county, or a region of several."""

    __tablename__ = "area"

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("subject.id"), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text)
    kind: Mapped[AreaKind] = mapped_column(states(AreaKind))
    is_example: Mapped[bool] = mapped_column(default=False)
