"""Scheduled figures go public at their minute."""

from __future__ import annotations

from commons import clock
from commons.actors import system
from commons.jobs import job
from metrics.observations.queries import due_releases
from metrics.releases import operations


@job("releases.publish_due", seconds=15)
def publish_due() -> int:
    """Publishes each release whose minute has come, in a transaction of its own."""
    due = due_releases(clock.now())
    for release in due:
        operations.publish(actor=system(), release=release)
    return len(due)
