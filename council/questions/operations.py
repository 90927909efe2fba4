"""Acts on questions."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from commons import clock, events, live, subjects, text
from commons.actors import Actor
from commons.db import db, operation
from commons.errors import Conflict, Invalid, NotNow
from commons.i18n import _
from council.questions import queries, rules
from council.questions.models import Question
from council.questions.rules import LONGEST, SHORTEST, QuestionState
from council.reviews.models import AgendaItem, Review
from council.reviews.queries import channel
from council.reviews.rules import ANSWER_DAYS, may_ask


@operation
def ask(
    *,
    actor: Actor,
    review: Review,
    words: str,
    once: str,
    item: AgendaItem | None = None,
    is_confirmed: bool = True,
) -> Question:
    """The question stands with the review; a second press of the button finds the first."""
    # A second press waits here until the first one has finished.
    db.session.execute(select(Actor.id).where(Actor.id == actor.id).with_for_update(key_share=True))
    earlier = queries.by_once(once)
    if earlier is not None:
        return earlier
    words = text.clean(words)
    if not may_ask(review.state, review.questions_close_at, clock.now()):
        raise NotNow(_("Questions to this review are closed. You can ask at the next one."))
    if not SHORTEST <= len(words) <= LONGEST:
        problem = _(
            "A question has between %(least)d and %(most)d characters.",
            least=SHORTEST,
            most=LONGEST,
        )
        raise Invalid({"words": problem})
    path = f"/reviews/{review.subject.public_id}#{{id}}"
    title = text.excerpt(words, 120)
    subject = subjects.register("question", title=title, path=path, letter="Q")
    question = Question(
        subject_id=subject.id,
        review_id=review.id,
        item_id=item.id if item else None,
        actor_id=actor.id,
        words=words,
        state=QuestionState.OPEN if is_confirmed else QuestionState.PENDING,
        once=once,
        asked_at=clock.now(),
    )
    db.session.add(question)
    db.session.flush()
    _changed(review)
    events.record("question.asked", subject_id=subject.id, actor=actor)
    return question


@operation
def admit(*, actor: Actor, review: Review, question: Question) -> None:  # noqa: ARG001
    """A question that waited for its author's address to be confirmed is open."""
    _move(review, question, QuestionState.OPEN)


@operation
def put_on_air(*, actor: Actor, review: Review, question: Question) -> None:  # noqa: ARG001
    """The question is the one being answered; another that was goes back to the open ones."""
    for other in queries.on_air(review.id):
        if other.id != question.id:
            _move(review, other, QuestionState.OPEN)
    _move(review, question, QuestionState.ON_AIR)


@operation
def hold(*, actor: Actor, review: Review, question: Question) -> None:  # noqa: ARG001
    """The question is open again: taken off the air, or out of a merger."""
    _move(review, question, QuestionState.OPEN)
    question.merged_into_id = None


@operation
def answer(
    *, actor: Actor, review: Review, question: Question, words: str, by: str, in_writing: bool
) -> bool:
    """The question has its answer, which those merged into it share; False if it had it before."""
    if not words:
        raise Invalid({"words": _("Write down the answer.")})
    if not by:
        raise Invalid({"by": _("Say who answers.")})
    state = QuestionState.ANSWERED_IN_WRITING if in_writing else QuestionState.ANSWERED_LIVE
    if not _end(review, question, state, words):
        return False
    question.answered_by = by
    events.record(
        "question.answered",
        subject_id=question.subject_id,
        actor=actor,
        public=not review.is_rehearsal,
        words=text.excerpt(words),
    )
    return True


@operation
def merge(*, actor: Actor, review: Review, question: Question, into: Question) -> None:
    """The question is answered together with another that asks the same."""
    if into.id == question.id or into.review_id != question.review_id:
        raise Invalid({"into": _("Choose another question of this review.")})
    # Both, in the order of their numbers: two clerks could else merge each into the other.
    for number in sorted((question.subject_id, into.subject_id)):
        subjects.lock(number)
    db.session.refresh(into)
    if into.state not in rules.WAITING:
        raise NotNow(_("The other question has been dealt with already."))
    if not _move(review, question, QuestionState.MERGED):
        return
    question.merged_into_id = into.id
    events.record("question.merged", subject_id=question.subject_id, actor=actor)


@operation
def decline(*, actor: Actor, review: Review, question: Question, reason: str) -> None:
    """The question will not be answered; everybody can read why."""
    if not reason:
        raise Invalid({"reason": _("Say why: the reason is public.")})
    if _end(review, question, QuestionState.DECLINED, reason):
        events.record("question.declined", subject_id=question.subject_id, actor=actor)


@operation
def leave_open(*, actor: Actor, review: Review) -> int:  # noqa: ARG001
    """Each question still waiting at the end is owed a written answer by a day; how many."""
    waiting = queries.waiting(review.id)
    for question in waiting:
        question.state = QuestionState.OPEN
        if not review.is_rehearsal:
            question.answer_due_on = clock.today() + timedelta(days=ANSWER_DAYS)
    return len(waiting)


@operation
def tell_supports(*, review: Review) -> bool:
    """Open pages hear that questions have gained or lost supports since they last heard."""
    total = queries.supports_in(review.id)
    if live.last_payload(channel(review), "tally").get("total", 0) == total:
        return False
    live.publish(channel(review), "tally", total=total)
    return True


def _end(review: Review, question: Question, state: QuestionState, words: str) -> bool:
    """The question ends with these words; the same press again finds it ended, others come late."""
    if not _move(review, question, state):
        if question.answer != words:
            raise _late(question)
        return False
    question.answer, question.answered_at = words, clock.now()
    return True


def _move(review: Review, question: Question, state: QuestionState) -> bool:
    subjects.lock(question.subject_id)
    db.session.refresh(question)
    if question.state is state:
        return False
    if not rules.may_move(question.state, state):
        if question.answer:
            raise _late(question)
        raise NotNow(_("Somebody else has dealt with this question meanwhile."))
    question.state = state
    question.version += 1
    subjects.touch(question.subject_id)
    _changed(review)
    return True


def _late(question: Question) -> Conflict:
    stands = question.answer
    return Conflict(_("Somebody else wrote here: it now says “%(words)s”.", words=stands))


def _changed(review: Review) -> None:
    subjects.touch(review.subject_id)
    live.publish(channel(review), "question")
