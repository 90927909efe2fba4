"""What the worker does for proposals."""

from __future__ import annotations

from citizens.proposals import operations, queries
from commons.actors import system
from commons.jobs import job


@job("proposals.reached_threshold", seconds=3)
def reached_threshold() -> int:
    """Proposals with enough supports go to their council."""
    found = queries.reached_threshold()
    return sum(operations.mark_supported(actor=system(), proposal=each) for each in found)


@job("proposals.late", cron="10 0 * * *")
def late() -> int:
    """Answers that became overdue stand in the change feed."""
    found = queries.newly_late()
    return sum(operations.mark_late(actor=system(), proposal=each) for each in found)
