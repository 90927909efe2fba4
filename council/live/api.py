"""The state of a live page, for those whose stream is blocked."""

from __future__ import annotations

from flask import Response, request

from commons import live
from commons.api import answer
from commons.paging import whole_number
from commons.permits import audience
from council.live import bp, queries
from council.reviews import queries as reviews


@bp.get("/live/<code>/state.json")
@audience("public")
def state(code: str) -> Response:
    """What is on, and what changed after `since`; 304 when the asker has it already."""
    review = reviews.review(code)
    seen = whole_number(request.args.get("since"), least=0)
    missed = live.since(reviews.channel(review), seen) if seen is not None else None
    kinds = sorted({each.kind for each in missed}) if missed is not None else ["state"]
    return answer(queries.state(code) | {"changed": kinds})
