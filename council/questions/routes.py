"""Questions to a review, in public."""

from __future__ import annotations

from secrets import token_hex

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import cache, limits, subjects
from commons.actors import current, current_actor
from commons.errors import Invalid
from commons.i18n import _
from commons.permits import audience
from commons.web import safe_next
from council.questions import bp, operations, queries
from council.questions.forms import AskForm
from council.questions.models import Question
from council.reviews import queries as reviews


@bp.get("/reviews/<code>/questions")
@audience("public")
def index(code: str) -> ResponseReturnValue:
    """All questions of a review, and the form to ask one."""
    return _page(code, AskForm())


@bp.post("/reviews/<code>/questions")
@audience("member")
def ask(code: str) -> ResponseReturnValue:
    """Asks the council something."""
    form = AskForm()
    question = _asked(code, form) if form.validate_on_submit() else None
    if question is None:
        return _page(code, form), 422
    flash(_("Your question stands. It gets an answer in the review or in writing."))
    back = form.next.data or f"{request.script_root}/reviews/{code}/questions"
    return redirect(f"{safe_next(back)}#{question.subject.public_id}", 303)


def _asked(code: str, form: AskForm) -> Question | None:
    try:
        with limits.counting("post", limits.key("ask", current_actor().id)):
            return operations.ask(
                actor=current_actor(),
                review=reviews.review(code),
                words=form.words.data,
                once=limits.key("once", current_actor().id, form.once.data or token_hex()),
            )
    except Invalid as invalid:
        form.take_errors(invalid)
        return None


def _page(code: str, form: AskForm) -> str:
    review = reviews.review(code)
    actor = current().actor
    if request.method == "GET":
        cache.keep(subjects.site_id(), review.subject_id)
    return render_template(
        "council/questions/index.html",
        review=review,
        code=code,
        rows=queries.of_review(review.id, actor_id=actor.id if actor else None),
        is_asking=queries.is_asking(review),
        form=form,
        is_member=actor is not None,
    )
