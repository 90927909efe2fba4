"""Reviews that nobody ended."""

from __future__ import annotations

from commons import clock
from commons.actors import system
from commons.jobs import job
from council.live import operations
from council.reviews import queries as reviews


@job("live.end_overrun", seconds=60)
def end_overrun() -> int:
    """Ends each review that is on three hours after its planned end."""
    found = reviews.overrun(clock.now())
    for review in found:
        operations.end(actor=system(), review=review)
    return len(found)
