"""Questions on other pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import render_template, request
from markupsafe import Markup

from commons.actors import current
from commons.components import component
from council.questions import queries
from council.questions.forms import AskForm
from council.questions.queries import QuestionRow
from council.reviews.models import Review

SHOWN = 5


@component
def questions_now(review: Review, rows: Sequence[QuestionRow]) -> Markup:
    """The questions of a review that is on, each with its support button."""
    code = review.subject.public_id
    return Markup(  # noqa: S704  rendered by an autoescaping template
        render_template(
            "council/questions/_now.html",
            rows=rows,
            live_code=code,
            back=f"{request.script_root}/live/{code}",
            user_id=current().actor is not None,
        )
    )


@component
def ask_form(review: Review) -> Markup:
    """The form with which a question is put to a review that is on."""
    code = review.subject.public_id
    return Markup(  # noqa: S704  as above
        render_template(
            "council/questions/_ask.html",
            review=review,
            code=code,
            back=f"{request.script_root}/live/{code}",
            is_asking=queries.is_asking(review),
            form=AskForm(None) if current().actor else None,
        )
    )


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
