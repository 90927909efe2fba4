"""Reviews in public: the calendar, and the notice of each."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from commons import cache, subjects
from commons.permits import audience
from council.reviews import bp, queries, specs
from council.reviews.rules import outcome


@bp.get("/reviews")
@audience("public")
def index() -> ResponseReturnValue:
    """What is on now, what comes, what was held and what was cancelled."""
    cache.keep(subjects.site_id())
    return render_template(
        "council/reviews/index.html", calendar=queries.calendar(), word=queries.kind_word
    )


@bp.get("/reviews/<code>")
@audience("public")
def show(code: str) -> ResponseReturnValue:
    """The notice: when, where, the agenda, what may be asked, and where the record is."""
    review = queries.review(code)
    cache.keep(subjects.site_id(), review.subject_id, review.council.subject_id)
    return render_template(
        "council/reviews/show.html",
        review=review,
        code=code,
        outcome=outcome(review.state),
        agenda=specs.agenda(review),
        ends_at=queries.expected_end(review),
        kind=queries.kind_word(review.kind),
    )
