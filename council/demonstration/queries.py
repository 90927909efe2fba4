"""What the demonstration has still to hand on."""

from __future__ import annotations

from sqlalchemy import select

from commons.db import db
from commons.events import Event, Outgoing


def next_news() -> Event | None:
    """The oldest event that waits to be handed on."""
    return db.session.scalar(
        select(Event).join(Outgoing, Outgoing.event_id == Event.id).order_by(Event.id).limit(1)
    )
