"""What must be true before a process serves: migrated, triggers in place, demonstration loaded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import String, inspect, select, text
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.config import ROOT
from commons.db import Base, UtcDateTime, db, operation
from commons.health import newest_migration

_first_loads: list[Callable[[], None]] = []


class ReleaseState(Base):
    """That the first start was finished, and what was loaded then."""

    __tablename__ = "release_state"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def on_first_start(load: Callable[[], None]) -> Callable[[], None]:
    """`load` fills an empty site in demonstration mode; safe to begin again after a crash."""
    _first_loads.append(load)
    return load


def release(app: Flask) -> None:
    """The database is at the newest migration and, in demonstration mode, filled."""
    if not _is_current():
        upgrade(directory=str(ROOT / "migrations"))
    if db.session.get(ReleaseState, "ready") is None:
        if app.config["DEMONSTRATION"]:
            for load in _first_loads:
                load()
        _mark_ready()


def _is_current() -> bool:
    if not inspect(db.engine).has_table("alembic_version"):
        return False
    stands = db.session.execute(select(text("version_num")).select_from(text("alembic_version")))
    return stands.scalar() == newest_migration()


@operation(durable=True)
def _mark_ready() -> None:
    db.session.add(ReleaseState(name="ready", at=clock.now()))
