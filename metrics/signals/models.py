"""Tables of verdicts: what stands now, and every change of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from commons.db import Base, UtcDateTime


class Standing(Base):
    """What a measure's numbers say now: the row behind every list, made anew by `recompute`.

    `status` and `last_status` hold values of signals.rules.Status; `summary` is what a page shows
    without reading the series again: latest, target, first target, sparkline points, headline.
    """

    __tablename__ = "standing"
    __table_args__ = (Index(None, "status", "rank"), Index(None, "next_due_on"))

    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"), primary_key=True)
    status: Mapped[str] = mapped_column(String(30))
    last_status: Mapped[str | None] = mapped_column(String(30))
    last_status_on: Mapped[date | None]
    rank: Mapped[int]
    latest_on: Mapped[date | None]
    next_due_on: Mapped[date | None]
    targets_moved: Mapped[int] = mapped_column(default=0)
    summary: Mapped[dict[str, Any]] = mapped_column(JSON)
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Verdict(Base):
    """That a measure's status changed: from, to, because of what, with all inputs."""

    __tablename__ = "verdict"
    __table_args__ = (Index(None, "measure_id", "id"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    old_status: Mapped[str | None] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(30))
    cause: Mapped[str] = mapped_column(String(30))
    rule_version: Mapped[int]
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[datetime] = mapped_column(UtcDateTime)
