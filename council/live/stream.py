"""The event stream of a live page; nothing but public data is on it."""

from __future__ import annotations

from flask import Response

from commons import live
from commons.permits import audience
from council.live import bp, queries
from council.reviews import queries as reviews


@bp.get("/live/<code>/events")
@audience("public")
def events(code: str) -> Response:
    """What changed, as it changes; a state first, or what was missed since the last id."""
    review = reviews.review(code)
    return live.stream(channel=reviews.channel(review), state=lambda: queries.state(code))
