"""Table of rendered charts, kept by the hash of what they were made from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from commons.db import Base, UtcDateTime


class Chart(Base):
    """A chart of a measure in one size and language: its Altair spec and the SVG made of it.

    `made_at` is the moment of the standing that it shows.
    """

    __tablename__ = "chart"
    __table_args__ = (Index(None, "measure_id", "size", "language"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    measure_id: Mapped[int] = mapped_column(ForeignKey("measure.id"))
    size: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(5))
    spec: Mapped[dict[str, Any]] = mapped_column(JSON)
    svg: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
