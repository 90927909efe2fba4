"""Table of the live review's log: what happened, minute by minute."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from commons.db import Base, UtcDateTime


class LogLine(Base):
    """One line of what happened, as it becomes the record tonight."""

    __tablename__ = "review_log"
    __table_args__ = (Index(None, "review_id", "id"), {"info": {"append_only": True}})

    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("agenda_item.id"))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("subject.id"))
    kind: Mapped[str] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor_id: Mapped[int] = mapped_column(ForeignKey("actor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
