"""What the worker does for ballots."""

from __future__ import annotations

from citizens.ballots import operations, queries
from commons.actors import system
from commons.jobs import job


@job("ballots.close_due", seconds=5)
def close_due() -> int:
    """Ballots are closed at their minute, counted and published."""
    done = 0
    for ballot in queries.due():
        done += operations.close(actor=system(), ballot=ballot)
        done += operations.publish(actor=system(), ballot=ballot)
    return done
