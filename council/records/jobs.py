"""Records that nobody signed in time."""

from __future__ import annotations

from commons import clock
from commons.actors import system
from commons.jobs import job
from council.records import operations
from council.reviews import queries as reviews


@job("records.publish_overdue", seconds=60)
def publish_overdue() -> int:
    """Publishes each record whose deadline is over, as not approved, with its gaps named."""
    moment, done = clock.now(), 0
    for review in reviews.without_record():
        due_at = reviews.record_due_at(review)
        if due_at is not None and due_at <= moment:
            operations.publish(actor=system(), review=review, approved=False)
            done += 1
    return done
