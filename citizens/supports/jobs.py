"""Counting, while people press."""

from __future__ import annotations

from citizens.supports import operations
from commons.jobs import job


@job("count_supports", seconds=2)
def count_supports() -> int:
    """What was pressed is counted from the rows."""
    return operations.count_changed()


@job("recount_supports", cron="40 3 * * *")
def recount_supports() -> int:
    """Counts that drifted are right again; returns how many had."""
    return operations.recount()
