"""The clerk's calendar: schedule, agenda, notice, another time, cancelled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import clock, limits
from commons.actors import current, current_actor
from commons.errors import Invalid
from commons.forms import Form, offered, typed
from commons.i18n import _
from commons.once import once
from commons.paging import whole_number
from commons.permits import audience, is_admitted_for
from council.councils import queries as councils
from council.councils.models import Council
from council.reviews import bp, operations, queries
from council.reviews.forms import (
    CancelForm,
    DescribedForm,
    ItemForm,
    PostponeForm,
    ReviewForm,
    ScheduleForm,
)
from council.reviews.models import Review
from council.reviews.rules import ItemKind, ReviewKind
from council.strategies import queries as strategies


@bp.get("/desk/reviews")
@audience("clerk")
def desk_index() -> ResponseReturnValue:
    """The reviews of one's councils, drafts too."""
    rows = queries.desk_rows([each.id for each in _mine()])
    return render_template("council/reviews/desk_index.html", rows=rows, word=queries.state_word)


@bp.get("/desk/reviews/new")
@audience("clerk")
def new() -> ResponseReturnValue:
    """The form for a new review."""
    return render_template("council/reviews/new.html", form=_schedule_form())


@bp.post("/desk/reviews/new")
@audience("clerk")
def schedule() -> ResponseReturnValue:
    """Makes a review that only staff see."""
    form = _schedule_form()
    if form.validate_on_submit():
        try:
            review = operations.draft(
                actor=current_actor(),
                council=next(each for each in _mine() if each.slug == form.council.data),
                starts_at=clock.at_site(form.day.data, form.time.data),
                **_described(form),
            )
            return _back(review.subject.public_id)
        except Invalid as invalid:
            form.take_errors(invalid)
    return render_template("council/reviews/new.html", form=form), 422


@bp.get("/desk/reviews/<code>")
@audience("clerk")
def desk_show(code: str) -> ResponseReturnValue:
    """A review with its agenda, and all that can be done to it."""
    return _page(_review(code))


@bp.post("/desk/reviews/<code>")
@audience("clerk")
def change(code: str) -> ResponseReturnValue:
    """Describes the review otherwise."""
    review = _review(code)
    form = DescribedForm(prefix="review-")

    def act() -> None:
        operations.change(
            actor=current_actor(),
            review=review,
            questions_close_at=_closing(form),
            **_described(form),
        )

    return _act(review, "described", form, act)


def _closing(form: DescribedForm) -> datetime | None:
    day, time = form.close_day.data, form.close_time.data
    if day is None:
        return None
    return clock.at_site(day, time) if time else clock.end_of_day(day)


@bp.post("/desk/reviews/<code>/items")
@audience("clerk")
def add_item(code: str) -> ResponseReturnValue:
    """Puts one more item on the agenda."""
    review = _review(code)
    form = _item_form(review)
    key = limits.key("once", current_actor().id, typed(form.once) or token_hex())
    return _act(review, "item", form, lambda: once(key, lambda: _add_item(review, form)))


def _add_item(review: Review, form: ItemForm) -> None:
    measure = strategies.measure_of(review.council.goal_id, form.measure.data)
    operations.add_item(
        actor=current_actor(),
        review=review,
        kind=ItemKind(form.kind.data),
        title=form.title.data or (measure.subject.title if measure else ""),
        measure=measure,
        presenter=form.presenter.data or "",
        minutes=form.minutes.data,
    )


@bp.post("/desk/reviews/<code>/items/<number>/place/<place>")
@audience("clerk")
def move_item(code: str, number: str, place: str) -> ResponseReturnValue:
    """Moves an item to this place; a second press finds it there, or gone."""
    review = _review(code)
    item, to = queries.listed(review, number), whole_number(place, least=0) or 0
    if item:
        operations.move_item(actor=current_actor(), review=review, item=item, to=to)
    return _back(code)


@bp.post("/desk/reviews/<code>/items/<number>/removal")
@audience("clerk")
def remove_item(code: str, number: str) -> ResponseReturnValue:
    """Takes an item off the agenda; a second press finds it gone."""
    review = _review(code)
    item = queries.listed(review, number)
    if item:
        operations.remove_item(actor=current_actor(), review=review, item=item)
    return _back(code)


@bp.post("/desk/reviews/<code>/notice")
@audience("clerk")
def notice(code: str) -> ResponseReturnValue:
    """Announces the review."""
    operations.notice(actor=current_actor(), review=_review(code))
    return _back(code)


@bp.post("/desk/reviews/<code>/questions-opening")
@audience("clerk")
def open_questions(code: str) -> ResponseReturnValue:
    """Lets anybody ask from now on."""
    operations.open_questions(actor=current_actor(), review=_review(code))
    return _back(code)


@bp.post("/desk/reviews/<code>/postponement")
@audience("clerk")
def postpone(code: str) -> ResponseReturnValue:
    """Gives the review another time, or none yet."""
    review = _review(code)
    form = PostponeForm(prefix="postpone-")

    def act() -> None:
        operations.postpone(
            actor=current_actor(),
            review=review,
            reason=form.reason.data,
            starts_at=_new_time(form),
        )

    return _act(review, "postponed", form, act)


def _new_time(form: PostponeForm) -> datetime | None:
    day, time = form.day.data, form.time.data
    if bool(day) != bool(time):
        missing = "time" if day else "day"
        raise Invalid({missing: _("Give both the day and the time, or neither.")})
    return clock.at_site(day, time) if day and time else None


@bp.post("/desk/reviews/<code>/cancellation")
@audience("clerk")
def cancel(code: str) -> ResponseReturnValue:
    """Cancels the review, with the reason."""
    review = _review(code)
    form = CancelForm(prefix="cancel-")
    return _act(
        review,
        "cancelled",
        form,
        lambda: operations.cancel(actor=current_actor(), review=review, reason=form.reason.data),
    )


def _act(review: Review, name: str, form: Form, act: Callable[[], Any]) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            act()
        except Invalid as invalid:
            form.take_errors(invalid)
        else:
            return _back(review.subject.public_id)
    return _page(review, **{name: form}), 422


def _page(review: Review, **forms: Form) -> str:
    return render_template(
        "council/reviews/desk_show.html",
        review=review,
        code=review.subject.public_id,
        described=forms.get("described") or _as_described(review),
        item=forms.get("item") or _item_form(review, blank=True),
        postponed=forms.get("postponed") or PostponeForm(None, prefix="postpone-"),
        cancelled=forms.get("cancelled") or CancelForm(None, prefix="cancel-"),
        broken=list(forms.values()),
        word=queries.state_word,
        due_on=clock.last_day(queries.record_due_at(review)),
        minutes=sum(item.minutes for item in review.items),
    )


def _as_described(review: Review) -> DescribedForm:
    form = DescribedForm(None, obj=review, prefix="review-")
    form.kind.data = review.kind.value
    if review.questions_close_at:
        closing = clock.to_site(review.questions_close_at)
        form.close_day.data, form.close_time.data = closing.date(), closing.time()
    return form


def _item_form(review: Review, *, blank: bool = False) -> ItemForm:
    form = ItemForm(None, prefix="item-") if blank else ItemForm(prefix="item-")
    measures = strategies.measures_of([review.council.goal_id])
    form.measure.choices = offered({"": "", **dict(measures)})
    return form


def _described(form: ReviewForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "kind": ReviewKind(form.kind.data),
        "minutes": form.minutes.data,
        "place": form.place.data or "",
        "governor_attends": form.governor_attends.data,
        "video_url": form.video_url.data or "",
    }


def _schedule_form() -> ScheduleForm:
    form = ScheduleForm()
    form.council.choices = offered({each.slug: each.name for each in _mine()})
    return form


def _mine() -> list[Council]:
    return [each for each in councils.councils() if is_admitted_for(each.subject_id)]


def _review(code: str) -> Review:
    return queries.review_to_run(code, current().grants)


def _back(code: str) -> ResponseReturnValue:
    return redirect(f"{request.script_root}/desk/reviews/{code}", 303)
