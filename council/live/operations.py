"""Acts in the room: the clerk's, one press each, and those of the people who ask."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from commons import clock, live, subjects
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Conflict, Invalid, NotNow, Refused
from commons.i18n import _
from council.decisions import operations as decisions
from council.decisions.models import Decision
from council.decisions.rules import DecisionKind, DecisionMode
from council.live import queries
from council.live.models import LogLine
from council.live.rules import Claim, mark
from council.promises import operations as promises
from council.promises.models import Promise
from council.promises.rules import PromiseState
from council.questions import operations as questions
from council.questions.models import Question
from council.reviews import operations as reviews
from council.reviews.models import AgendaItem, Review
from council.reviews.queries import channel, lock
from council.reviews.rules import ANSWER_DAYS, ON_NOW, ReviewState
from council.strategies import operations as strategies
from council.strategies.models import Strategy
from council.strategies.rules import StrategyState
from metrics.catalogue.models import Agency
from metrics.charters.models import Measure


@operation
def go_live(*, actor: Actor, review: Review, reason: str = "") -> None:
    """The review is on, its figures are frozen, and its first item is on air."""
    reviews.go_live(actor=actor, review=review, reason=reason)
    frozen = sum(1 for item in review.items if item.measure_id)
    _log(actor, review, "opened", figures=frozen, reason=reason)
    put_item_on_air(actor=actor, review=review, item=review.items[0])


@operation
def pause(*, actor: Actor, review: Review, reason: str = "") -> None:
    """The review pauses, and the log says why."""
    reviews.pause(actor=actor, review=review, reason=reason)
    _log(actor, review, "paused", reason=reason)


@operation
def resume(*, actor: Actor, review: Review) -> None:
    """The review goes on."""
    reviews.resume(actor=actor, review=review)
    _log(actor, review, "resumed")


@operation
def end(*, actor: Actor, review: Review) -> None:
    """The review is over; each question still open is owed a written answer by a day."""
    reviews.end(actor=actor, review=review)
    still_open = questions.leave_open(actor=actor, review=review)
    due_on = clock.today() + timedelta(days=ANSWER_DAYS)
    _log(actor, review, "ended", open=still_open, due=due_on.isoformat())


@operation
def put_item_on_air(*, actor: Actor, review: Review, item: AgendaItem) -> None:
    """The item is the one on air; the one before it is over."""
    _check_on(review)
    if review.state is ReviewState.PAUSED:
        raise NotNow(_("The review is paused: let it go on first."))
    if item.review_id != review.id:
        raise NotNow(_("This item belongs to another review."))
    if item.on_air_from and not item.on_air_to:
        return
    moment = clock.now()
    for each in review.items:
        if each.on_air_from and not each.on_air_to:
            each.on_air_to = moment
    item.on_air_from, item.on_air_to = item.on_air_from or moment, None
    _log(actor, review, "on_air", item=item, title=item.title, presenter=item.presenter)


@operation
def next_item(*, actor: Actor, review: Review) -> None:
    """The item after the one on air is on air; a second press of the same button is harmless."""
    coming = queries.coming_item(review)
    if coming is None:
        raise NotNow(_("This is the last item: end the review instead."))
    put_item_on_air(actor=actor, review=review, item=coming)


@operation
def present(*, actor: Actor, review: Review, item: AgendaItem, presenter: str) -> None:
    """It stands who presents the item."""
    _check_on(review)
    item.presenter = presenter
    _log(actor, review, "presenter", item=item, presenter=presenter)


@operation
def find(
    *,
    actor: Actor,
    review: Review,
    item: AgendaItem,
    words: str,
    claim: Claim | None = None,
    version: str | None = None,
) -> None:
    """The council's finding on the item is this sentence, shown as its claim."""
    if not words:
        raise Invalid({"finding": _("Write the finding as one sentence.")})
    _check_on(review)
    _check_version(item, version, "finding", words)
    item.finding = words
    item.version += 1
    _log(actor, review, "finding", item=item, words=words, claim=claim.value if claim else "")


@operation
def write_note(
    *, actor: Actor, review: Review, item: AgendaItem, note: str, version: str | None = None
) -> None:
    """The note of the item is this text; it becomes part of the record, which then keeps it."""
    reviews.check_unpublished(review)
    _check_version(item, version, "note", note)
    item.note = note
    item.version += 1
    _log(actor, review, "note", item=item)


@operation
def say(
    *, actor: Actor, review: Review, words: str, by: str, item: AgendaItem | None = None
) -> None:
    """The log holds what somebody said."""
    _check_on(review)
    if not words:
        raise Invalid({"words": _("Write down what was said.")})
    _log(actor, review, "said", item=item, words=words, by=by)


@operation
def take_promise(
    *,
    actor: Actor,
    review: Review,
    words: str,
    owner: str,
    due_on: date,
    agency: Agency | None = None,
    item: AgendaItem | None = None,
    measure: Measure | None = None,
    by_governor: bool = False,
) -> Promise | None:
    """A promise made in the room is taken down and stands on every open page.

    A rehearsal binds nobody: there it is a line of the log and nothing more.
    """
    _check_on(review)
    made = None
    if not review.is_rehearsal:
        made = promises.make(
            actor=actor,
            council=review.council,
            words=words,
            owner=owner,
            due_on=due_on,
            agency=agency,
            review=review,
            item=item,
            measure=measure,
            by_governor=by_governor,
        )
    _log(
        actor,
        review,
        "promise",
        item=item,
        about_id=made.subject_id if made else None,
        words=words,
        owner=owner,
        agency=agency.name if agency else "",
        due=due_on.isoformat(),
        code=made.subject.public_id if made else "",
    )
    return made


@operation
def report_promise(
    *,
    actor: Actor,
    review: Review,
    promise: Promise,
    item: AgendaItem | None = None,
    state: PromiseState | None = None,
    note: str = "",
    due_on: date | None = None,
) -> None:
    """An open promise was called: it ended, its date slipped, or its progress was told."""
    _check_on(review)
    if promise.council_id != review.council_id:
        raise Refused(_("This promise is another council’s."))
    old = promise.due_on
    if not review.is_rehearsal:
        if state is not None:
            promises.end(actor=actor, promise=promise, state=state, note=note, review=review)
        elif due_on is not None:
            promises.slip(actor=actor, promise=promise, due_on=due_on, note=note, review=review)
        else:
            promises.progress(actor=actor, promise=promise, note=note, review=review)
    _log(
        actor,
        review,
        "promise_called",
        item=item or queries.on_air(review),
        about_id=promise.subject_id,
        words=promise.words,
        code=promise.subject.public_id,
        state=promise.state.value if state else "",
        note=note,
        old_due=old.isoformat(),
        due=due_on.isoformat() if due_on else "",
    )


@operation
def take_decision(
    *,
    actor: Actor,
    review: Review,
    words: str,
    kind: DecisionKind = DecisionKind.OTHER,
    mode: DecisionMode = DecisionMode.MEMBERS,
    decided_by: str = "",
    votes_for: int | None = None,
    votes_against: int | None = None,
    abstained: int | None = None,
    item: AgendaItem | None = None,
    about_id: int | None = None,
) -> Decision | None:
    """A decision taken in the room stands on every open page; in a rehearsal, in the log alone."""
    _check_on(review)
    taken = None
    if not review.is_rehearsal:
        taken = decisions.take(
            actor=actor,
            council=review.council,
            words=words,
            kind=kind,
            mode=mode,
            decided_by=decided_by,
            votes_for=votes_for,
            votes_against=votes_against,
            abstained=abstained,
            review=review,
            item=item,
            about_id=about_id,
        )
    votes = {"for": votes_for, "against": votes_against, "abstained": abstained}
    _log(actor, review, "decision", item=item, words=words, votes=votes, by=decided_by)
    return taken


@operation
def move_strategy(
    *,
    actor: Actor,
    review: Review,
    strategy: Strategy,
    state: StrategyState,
    reason: str,
    item: AgendaItem | None = None,
) -> None:
    """A strategy moved in this review; a rehearsal moves nothing and says what it would have."""
    _check_on(review)
    if not review.is_rehearsal:
        strategies.move(
            actor=actor, strategy=strategy, state=state, reason=reason, review_id=review.subject_id
        )
    _log(
        actor,
        review,
        "strategy",
        item=item,
        about_id=strategy.subject_id,
        title=strategy.title,
        code=strategy.subject.public_id,
        state=state.value,
        reason=reason,
    )


@operation
def adopt_strategy(
    *,
    actor: Actor,
    review: Review,
    title: str,
    reason: str,
    measure: Measure | None = None,
    hypothesis: str = "",
    expected_effect: str = "",
    expected_by: date | None = None,
    owner: str = "",
    item: AgendaItem | None = None,
) -> Strategy | None:
    """A strategy put forward and adopted in this review is under way."""
    _check_on(review)
    if review.is_rehearsal:
        _log(actor, review, "strategy", item=item, title=title, state="under_way", reason=reason)
        return None
    strategy = strategies.propose(
        actor=actor,
        council=review.council,
        measure=measure,
        title=title,
        hypothesis=hypothesis,
        expected_effect=expected_effect,
        expected_by=expected_by,
        owner=owner,
        reason=reason,
    )
    go = StrategyState.UNDER_WAY
    move_strategy(actor=actor, review=review, strategy=strategy, state=go, reason=reason, item=item)
    return strategy


@operation
def put_question_on_air(*, actor: Actor, review: Review, question: Question) -> None:
    """The question is the one being answered, on every open page."""
    _check_on(review)
    questions.put_on_air(actor=actor, review=review, question=question)
    item = queries.on_air(review)
    _log(actor, review, "question", item=item, about_id=question.subject_id, words=question.words)


@operation
def answer_question(
    *, actor: Actor, review: Review, question: Question, words: str, by: str
) -> None:
    """The question was answered in the room; the answer is part of the record."""
    _check_on(review)
    if not questions.answer(
        actor=actor, review=review, question=question, words=words, by=by, in_writing=False
    ):
        return
    _log(
        actor,
        review,
        "answer",
        item=queries.on_air(review),
        about_id=question.subject_id,
        question=question.words,
        words=words,
        by=by,
    )


def _log(
    actor: Actor,
    review: Review,
    kind: str,
    *,
    item: AgendaItem | None = None,
    about_id: int | None = None,
    **data: Any,
) -> LogLine:
    line = LogLine(
        review_id=review.id,
        item_id=item.id if item else None,
        about_id=about_id,
        kind=kind,
        data=data,
        actor_id=actor.id,
        at=clock.now(),
    )
    db.session.add(line)
    db.session.flush()
    live.publish(channel(review), kind)
    subjects.touch(review.subject_id)
    return line


def _check_on(review: Review) -> None:
    lock(review)
    if review.state not in ON_NOW:
        raise NotNow(_("This can only be done while the review is on."))


def _check_version(item: AgendaItem, version: str | None, name: str, written: str) -> None:
    db.session.refresh(item)
    words = str(getattr(item, name))
    if version is not None and words != written and mark(words) != version:
        raise Conflict(_("Somebody else wrote here: it now says “%(words)s”.", words=words))
