"""Questions at the desk: written answers, merging, declining, holding."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import clock
from commons.actors import current_actor
from commons.errors import NotNow, Refused
from commons.i18n import _
from commons.permits import audience, is_admitted_for
from commons.web import safe_next
from council.questions import bp, operations, queries
from council.questions.forms import AnswerForm, DeclineForm, MergeForm
from council.questions.models import Question
from council.reviews import queries as reviews
from council.reviews.models import Review

WHO = ("clerk", "director", "chair")


@bp.get("/desk/questions")
@audience(*WHO)
def desk_index() -> ResponseReturnValue:
    """The questions that are owed a written answer, the earliest due first."""
    rows = [row for row in queries.owed() if is_admitted_for(row.council_subject_id)]
    return render_template("council/questions/desk_index.html", rows=rows, today=clock.today())


@bp.get("/desk/questions/<code>")
@audience(*WHO)
def desk_show(code: str) -> ResponseReturnValue:
    """A question, and the form for its written answer."""
    return _page(code, AnswerForm())


@bp.post("/desk/questions/<code>/answer")
@audience(*WHO)
def answer(code: str) -> ResponseReturnValue:
    """Publishes the written answer."""
    form = AnswerForm()
    review, question = _mine(code)
    if form.validate_on_submit():
        operations.answer(
            actor=current_actor(),
            review=review,
            question=question,
            words=form.words.data,
            by=form.by.data,
            in_writing=True,
        )
        return redirect(f"{request.script_root}/desk/questions", 303)
    return _page(code, form), 422


@bp.post("/desk/questions/<code>/refusal")
@audience("clerk")
def decline(code: str) -> ResponseReturnValue:
    """Declines a question, with the reason."""
    review, question = _mine(code)
    form = DeclineForm(prefix=f"decline-{code}-")
    if not form.validate_on_submit():
        raise NotNow(" ".join(str(each) for each in form.reason.errors))
    reason = form.reason.data or ""
    operations.decline(actor=current_actor(), review=review, question=question, reason=reason)
    return _back(code)


@bp.post("/desk/questions/<code>/merger")
@audience("clerk")
def merge(code: str) -> ResponseReturnValue:
    """Answers a question together with another."""
    review, question = _mine(code)
    wanted = MergeForm(prefix=f"merge-{code}-").into.data or ""
    if not wanted:
        raise NotNow(_("Choose the question that it is to be answered with."))
    into = queries.question(wanted, review.id)
    operations.merge(actor=current_actor(), review=review, question=question, into=into)
    return _back(code)


@bp.post("/desk/questions/<code>/hold")
@audience("clerk")
def hold(code: str) -> ResponseReturnValue:
    """Puts a question back to the open ones."""
    review, question = _mine(code)
    operations.hold(actor=current_actor(), review=review, question=question)
    return _back(code)


def _page(code: str, form: AnswerForm) -> str:
    review, question = _mine(code)
    return render_template(
        "council/questions/desk_show.html",
        review=review,
        question=question,
        code=code,
        form=form,
        is_waiting=queries.is_waiting(question),
    )


def _mine(code: str) -> tuple[Review, Question]:
    question = queries.question(code)
    review = reviews.review_of(question.review_id)
    if not is_admitted_for(review.council.subject_id):
        raise Refused(_("This question was put to another council."))
    return review, question


def _back(code: str) -> ResponseReturnValue:
    return redirect(
        safe_next(request.form.get("next") or f"{request.script_root}/desk/questions/{code}"), 303
    )
