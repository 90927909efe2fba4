"""What happens to reviews at its time."""

from __future__ import annotations

from commons import clock
from commons.actors import system
from commons.jobs import job
from council.reviews import operations, queries


@job("reviews.open_questions", seconds=60)
def open_questions() -> int:
    """Opens the questions of each review that was announced, a minute after its notice at most."""
    found = queries.to_open(clock.now())
    for review in found:
        operations.open_questions(actor=system(), review=review, close_at=review.questions_close_at)
    return len(found)
