"""Records at the desk: the draft with its gaps, the signature, what comes later."""

from __future__ import annotations

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons.actors import current, current_actor
from commons.errors import Invalid, Refused
from commons.forms import offered
from commons.i18n import _
from commons.permits import audience, is_admitted_for
from commons.text import excerpt
from council.records import bp, operations, queries, rules, specs, tables
from council.records.forms import AdditionForm, CorrectionForm, PublishForm
from council.reviews import queries as reviews
from council.reviews.models import Review
from council.reviews.rules import may_sign

WHO = ("clerk", "director", "chair")


@bp.get("/desk/records/<code>")
@audience(*WHO)
def desk_show(code: str) -> ResponseReturnValue:
    """The record as it would be published now, with what it lacks."""
    review = _review(code)
    record = queries.of_review(review.id)
    if record is not None:
        return redirect(
            f"{request.script_root}/desk/records/{record.subject.public_id}/correction", 303
        )
    return _draft(review, PublishForm())


@bp.post("/desk/records/<code>/publication")
@audience("director", "chair")
def publish(code: str) -> ResponseReturnValue:
    """Signs and publishes version 1."""
    review = _review(code)
    if not may_sign(current().grants, review.council.subject_id):
        raise Refused(_("A record is signed by the council’s chair or one of its directors."))
    form = PublishForm()
    if form.validate_on_submit():
        try:
            operations.publish(
                actor=current_actor(), review=review, no_strategy_reason=form.reason.data or ""
            )
            return redirect(f"{request.script_root}/records/of/{code}", 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _draft(review, form), 422


@bp.get("/desk/records/<code>/correction")
@audience(*WHO)
def desk_correct(code: str) -> ResponseReturnValue:
    """The forms for a correction and for an addition."""
    return _page(code)


@bp.post("/desk/records/<code>/correction")
@audience(*WHO)
def correct(code: str) -> ResponseReturnValue:
    """Publishes a version in which one field says something else."""
    form = _correction_form(code)
    if form.validate_on_submit():
        try:
            operations.correct(
                actor=current_actor(),
                record=queries.record(code),
                reason=form.reason.data,
                changes={form.path.data: form.words.data},
            )
            return redirect(f"{request.script_root}/records/{code}", 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _page(code, correction=form), 422


@bp.post("/desk/records/<code>/addition")
@audience(*WHO)
def add(code: str) -> ResponseReturnValue:
    """Publishes a version with what was answered since."""
    _mine(code)
    form = AdditionForm(prefix="addition-")
    if form.validate_on_submit():
        try:
            operations.add(
                actor=current_actor(), record=queries.record(code), reason=form.reason.data
            )
            return redirect(f"{request.script_root}/records/{code}", 303)
        except Invalid as invalid:
            form.take_errors(invalid)
    return _page(code, addition=form), 422


def _draft(review: Review, form: PublishForm) -> str:
    document = tables.document(review, approved=True)
    return render_template(
        "council/records/desk_show.html",
        review=review,
        code=review.subject.public_id,
        record=document,
        form=form,
        is_signer=may_sign(current().grants, review.council.subject_id),
        tell=specs.tell,
        on=specs.day_of,
        pictures=queries.pictures(review.subject.public_id),
    )


def _page(
    code: str, correction: CorrectionForm | None = None, addition: AdditionForm | None = None
) -> str:
    return render_template(
        "council/records/desk_correct.html",
        code=code,
        page=_mine(code),
        correction=correction or _correction_form(code),
        addition=addition or AdditionForm(None, prefix="addition-"),
        broken=[form for form in (correction, addition) if form],
    )


def _correction_form(code: str) -> CorrectionForm:
    form = CorrectionForm()
    fields = rules.correctable(_mine(code).document)
    form.path.choices = offered(
        {path: f"{specs.field_words(path)}: {excerpt(text, 60)}" for path, text in fields.items()}
    )
    return form


def _mine(code: str) -> queries.RecordPage:
    page = queries.record_page(code)
    _review(page.review_code)
    return page


def _review(code: str) -> Review:
    review = reviews.review(code)
    if not is_admitted_for(review.council.subject_id):
        raise Refused(_("This record is another council’s."))
    return review
