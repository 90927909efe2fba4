"""Counts of supports reach open pages while a review is on."""

from __future__ import annotations

from commons.jobs import job
from council.questions import operations
from council.reviews import queries as reviews


@job("questions.tell_supports", seconds=1)
def tell_supports() -> int:
    """Tells open pages of new counts, once a second at most, and only while a review is on."""
    return sum(operations.tell_supports(review=review) for review in reviews.on_now())
