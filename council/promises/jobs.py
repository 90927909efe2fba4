"""What happens to promises at its time."""

from __future__ import annotations

from commons.actors import system
from commons.jobs import job
from council.promises import operations, queries


@job("promises.tell_late", cron="5 * * * *")
def tell_late() -> int:
    """Tells of each promise whose day is over, once a date."""
    return sum(operations.tell_late(actor=system(), promise=each) for each in queries.late())
