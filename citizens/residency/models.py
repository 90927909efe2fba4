"""Tables of residency: who lives where, and the roll of codes an operator loaded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from citizens.residency.rules import Method
from commons.db import Base, UtcDateTime, states
from metrics.catalogue.models import Area


class Residency(Base):
    """That an account's holder lives in a county, since when we know, and how."""

    __tablename__ = "residency"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    method: Mapped[Method] = mapped_column(states(Method))
    verified_at: Mapped[datetime] = mapped_column(UtcDateTime)
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("actor.id"))

    area: Mapped[Area] = relationship()


class RollCode(Base):
    """A code of the roll, as a keyed hash; it makes one account a resident, once."""

    __tablename__ = "roll_code"
    __table_args__ = (Index(None, "area_id"),)

    code_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"))
    loaded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
