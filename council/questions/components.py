"""Questions on other pages."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from commons.actors import current
from commons.components import component
from council.questions import queries
from council.questions.forms import AskForm
from council.reviews.models import Review

SHOWN = 5


@component
def questions_of(review: Review) -> Markup:
    """The questions of a review that lead, and the form to ask one."""
    actor = current().actor
    rows = queries.of_review(review.id, actor_id=actor.id if actor else None)
    return Markup(  # noqa: S704  rendered by an autoescaping template
        render_template(
            "council/questions/_rail.html",
            review=review,
            code=review.subject.public_id,
            rows=rows,
            shown=rows[:SHOWN],
            is_asking=queries.is_asking(review),
            form=AskForm(None) if actor else None,
        )
    )
