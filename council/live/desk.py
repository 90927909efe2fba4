"""The clerk's screen: runs the meeting, one press an act, with or without scripts."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_hex
from typing import Any

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue

from commons import limits
from commons.actors import current, current_actor
from commons.errors import Conflict, Invalid, NotFound
from commons.forms import Form, typed
from commons.once import once
from commons.paging import whole_number
from commons.permits import audience
from council.live import bp, operations, queries, specs
from council.live.forms import FORMS, AnswerForm, CalledForm, TakenForm
from council.live.rules import Claim
from council.promises import queries as promises
from council.promises.rules import PromiseState
from council.questions import operations as question_acts
from council.questions import queries as questions
from council.reviews import operations as review_acts
from council.reviews import queries as reviews
from council.reviews.models import AgendaItem, Review
from council.strategies import queries as strategies
from council.strategies.rules import StrategyState
from metrics.charters.models import Measure

# What follows the stream. No form stands in these but those of one question or one promise.
PARTS = {
    "band": "council/live/_band.html",
    "air": "council/live/_desk_air.html",
    "called": "council/live/_desk_called.html",
    "questions": "council/live/_desk_waiting.html",
    "log": "council/live/_log.html",
    "present": "council/live/_desk_present.html",
}
Act = Callable[[Review, AgendaItem | None, Any], Any]


@bp.get("/desk/live/<code>")
@audience("clerk")
def desk_show(code: str) -> ResponseReturnValue:
    """The screen from which a meeting is run, and on which its notes are mended afterwards."""
    review = _review(code)
    return _page(review, _asked(review))


@bp.get("/desk/live/<code>/part/<name>")
@audience("clerk")
def desk_part(code: str, name: str) -> ResponseReturnValue:
    """One part of the screen, as it stands this second, for the item that the clerk sees."""
    if name not in PARTS:
        raise NotFound
    review = _review(code)
    seen = _asked(review)
    shown = _shown(review, seen) | {"seen": seen, "drawn": request.args.get("state")}
    return render_template(PARTS[name], **shown)


@bp.post("/desk/live/<code>/start")
@audience("clerk")
def start(code: str) -> ResponseReturnValue:
    """Goes live."""
    return _take(
        code, "start", lambda r, _i, f: operations.go_live(**_by(r), reason=f.reason.data or "")
    )


@bp.post("/desk/live/<code>/pause")
@audience("clerk")
def pause(code: str) -> ResponseReturnValue:
    """Pauses."""
    return _take(
        code, "pause", lambda r, _i, f: operations.pause(**_by(r), reason=f.reason.data or "")
    )


@bp.post("/desk/live/<code>/resumption")
@audience("clerk")
def resume(code: str) -> ResponseReturnValue:
    """Goes on."""
    operations.resume(**_by(_review(code)))
    return _back(code)


@bp.post("/desk/live/<code>/end")
@audience("clerk")
def end(code: str) -> ResponseReturnValue:
    """Ends the review."""
    operations.end(**_by(_review(code)))
    return _back(code)


@bp.post("/desk/live/<code>/next/<position>")
@audience("clerk")
def next_item(code: str, position: str) -> ResponseReturnValue:
    """Puts this item on air; nothing changes where it was already, and others have gone on."""
    review = _review(code)
    item = reviews.item(review, position)
    if not item.on_air_from:
        operations.put_item_on_air(**_by(review), item=item)
    return _back(code)


@bp.post("/desk/live/<code>/presenter")
@audience("clerk")
def present(code: str) -> ResponseReturnValue:
    """Says who presents."""

    def act(review: Review, item: AgendaItem | None, form: Any) -> None:
        if item:
            operations.present(**_by(review), item=item, presenter=form.presenter.data or "")

    return _take(code, "presenter", act)


@bp.post("/desk/live/<code>/finding/<position>")
@audience("clerk")
def find(code: str, position: str) -> ResponseReturnValue:
    """Takes down the finding on an item."""

    def act(review: Review, _item: AgendaItem | None, form: Any) -> None:
        operations.find(
            **_by(review),
            item=reviews.item(review, position),
            words=form.finding.data,
            claim=Claim(form.claim.data) if form.claim.data else None,
            version=form.version.data or "",
        )

    return _take(code, "finding", act)


@bp.post("/desk/live/<code>/note/<position>")
@audience("clerk")
def write_note(code: str, position: str) -> ResponseReturnValue:
    """Writes the note of an item."""

    def act(review: Review, _item: AgendaItem | None, form: Any) -> None:
        operations.write_note(
            **_by(review),
            item=reviews.item(review, position),
            note=form.note.data or "",
            version=form.version.data or "",
        )

    return _take(code, "note", act)


@bp.post("/desk/live/<code>/words")
@audience("clerk")
def say(code: str) -> ResponseReturnValue:
    """Takes down what somebody said."""
    return _take(
        code,
        "said",
        lambda r, i, f: operations.say(**_by(r), words=f.words.data, by=f.by.data, item=i),
    )


@bp.post("/desk/live/<code>/promises")
@audience("clerk")
def take_promise(code: str) -> ResponseReturnValue:
    """Takes down a promise."""
    return _take(
        code,
        "promise",
        lambda r, i, f: operations.take_promise(
            **_by(r),
            words=f.words.data,
            owner=f.owner.data,
            due_on=f.due_on.data,
            agency=specs.agency(f.agency.data),
            item=i,
            by_governor=f.by_governor.data,
        ),
    )


@bp.post("/desk/live/<code>/promises/<promise>")
@audience("clerk")
def report_promise(code: str, promise: str) -> ResponseReturnValue:
    """Takes down what was said of an open promise."""
    state = {each.value: each for each in PromiseState}
    return _take(
        code,
        f"called-{promise}",
        lambda r, i, f: operations.report_promise(
            **_by(r),
            item=i,
            promise=promises.promise(promise),
            state=state.get(f.state.data),
            note=f.note.data,
            due_on=f.due_on.data,
        ),
    )


@bp.post("/desk/live/<code>/decisions")
@audience("clerk")
def take_decision(code: str) -> ResponseReturnValue:
    """Takes down a decision."""
    return _take(
        code,
        "decision",
        lambda r, i, f: operations.take_decision(
            **_by(r),
            words=f.words.data,
            decided_by=f.decided_by.data,
            votes_for=f.votes_for.data,
            votes_against=f.votes_against.data,
            abstained=f.abstained.data,
            item=i,
        ),
    )


@bp.post("/desk/live/<code>/moves")
@audience("clerk")
def move_strategy(code: str) -> ResponseReturnValue:
    """Moves a strategy."""
    return _take(
        code,
        "move",
        lambda r, i, f: operations.move_strategy(
            **_by(r),
            strategy=strategies.strategy(f.strategy.data),
            state=StrategyState(f.state.data),
            reason=f.reason.data,
            item=i,
        ),
    )


@bp.post("/desk/live/<code>/strategies")
@audience("clerk")
def adopt_strategy(code: str) -> ResponseReturnValue:
    """Takes down a strategy adopted in the room, for the measure on air."""
    return _take(
        code,
        "strategy",
        lambda r, i, f: operations.adopt_strategy(
            **_by(r),
            title=f.title.data,
            reason=f.reason.data,
            hypothesis=f.reason.data,
            owner=f.owner.data,
            measure=_measure(i),
            item=i,
        ),
    )


@bp.post("/desk/live/<code>/questions/<question>/airing")
@audience("clerk")
def put_question_on_air(code: str, question: str) -> ResponseReturnValue:
    """Puts a question on air."""
    review = _review(code)
    asked = questions.question(question, review.id)
    operations.put_question_on_air(**_by(review), question=asked)
    return _back(code)


@bp.post("/desk/live/<code>/questions/<question>/hold")
@audience("clerk")
def hold_question(code: str, question: str) -> ResponseReturnValue:
    """Takes a question off the air."""
    review = _review(code)
    question_acts.hold(**_by(review), question=questions.question(question, review.id))
    return _back(code)


@bp.post("/desk/live/<code>/questions/<question>/answer")
@audience("clerk")
def answer_question(code: str, question: str) -> ResponseReturnValue:
    """Takes down the answer to a question."""
    return _take(
        code,
        f"answer-{question}",
        lambda r, _i, f: operations.answer_question(
            **_by(r),
            question=questions.question(question, r.id),
            words=f.words.data,
            by=f.by.data,
        ),
    )


@bp.post("/desk/live/<code>/attendance")
@audience("clerk")
def attend(code: str) -> ResponseReturnValue:
    """Writes down who is there, or is not."""
    return _take(
        code,
        "attendance",
        lambda r, _i, f: review_acts.attend(
            **_by(r), name=f.name.data, office=f.office.data or "", was_present=not f.absent.data
        ),
    )


def _take(code: str, name: str, act: Act) -> ResponseReturnValue:
    review = _review(code)
    form = _form(review, name)
    seen, status = _seen(review, form), 422
    if form.validate_on_submit():
        try:
            _do(act, review, seen, form)
            return _back(code)
        except Invalid as invalid:
            form.take_errors(invalid)
        except Conflict as conflict:
            form.form_errors.append(conflict.reason)
    return _page(_review(code), seen, **{name: form}), status


def _asked(review: Review) -> AgendaItem | None:
    position = request.args.get("item")
    return reviews.item(review, position) if position else None


def _seen(review: Review, form: Any) -> AgendaItem | None:
    # What the clerk saw on air, also when another clerk has gone on since.
    named = (request.view_args or {}).get("position")
    position = whole_number(form.item.data if isinstance(form, TakenForm) else named, least=0)
    return queries.on_air(review) if position is None else reviews.item(review, position)


def _do(act: Act, review: Review, seen: AgendaItem | None, form: Any) -> None:
    if not isinstance(form, TakenForm):
        act(review, seen, form)
        return
    key = limits.key("once", current_actor().id, typed(form.once) or token_hex())
    once(key, lambda: act(review, seen, form))


def _form(review: Review, name: str, *, blank: bool = False) -> Any:
    # A promise that was called keeps its own form, of the questions only one is being answered.
    kind = CalledForm if name.startswith("called-") else FORMS[name.partition("-")[0]]
    prefix = "answer-" if kind is AnswerForm else f"{name}-"
    form = kind(None, prefix=prefix) if blank else kind(prefix=prefix)
    return specs.with_choices(form, review)


def _page(review: Review, seen: AgendaItem | None = None, **given: Form) -> str:
    shown = _shown(review, seen, **given)
    lost = specs.given_back(given, shown["forms"], review)
    return render_template(
        "council/live/desk_show.html", broken=list(given.values()), typed=lost, **shown
    )


def _shown(review: Review, seen: AgendaItem | None = None, **given: Form) -> dict[str, Any]:
    room = queries.room_of(review, with_pending=True)
    seen = seen or (room.on_air.item if room.on_air else None)
    owed = promises.open_promises(review.council_id)
    names = [*FORMS, *(f"called-{row.code}" for row in owed)]
    answering = next((row.code for row in room.waiting if row.state == "on_air"), "")
    names = [f"answer-{answering}" if name == "answer" else name for name in names]
    forms = {name: given.get(name) or _form(review, name, blank=True) for name in names}
    specs.fill(forms, room, seen, taken=set(given))
    return {
        "room": room,
        "review": review,
        "code": room.code,
        "base": f"{request.script_root}/desk/live/{room.code}",
        "seen": seen,
        "drawn": room.state,
        "forms": forms,
        "answer": forms[f"answer-{answering}"],
        "owed": [(row, forms[f"called-{row.code}"]) for row in owed],
        "attendance": reviews.attendance(review.id),
        "coming": queries.coming_item(review),
        "words": queries.line_words,
        "log_events": queries.log_events(),
    }


def _measure(item: AgendaItem | None) -> Measure | None:
    return specs.measure(item.measure_id) if item and item.measure_id else None


def _review(code: str) -> Review:
    return reviews.review_to_run(code, current().grants)


def _by(review: Review) -> dict[str, Any]:
    return {"actor": current_actor(), "review": review}


def _back(code: str) -> ResponseReturnValue:
    return redirect(f"{request.script_root}/desk/live/{code}", 303)
