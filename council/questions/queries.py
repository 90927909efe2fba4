"""Reads of questions, in the order in which they are to be answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizens.moderation import queries as moderation
from citizens.moderation.rules import Said
from citizens.supports import queries as supports
from citizens.supports.models import Support, Tally
from citizens.supports.rules import Standing, standing
from commons import clock
from commons.db import db
from commons.errors import NotFound
from commons.i18n import _
from commons.subjects import Subject
from council.councils.models import Council
from council.questions import rules
from council.questions.models import Question
from council.questions.rules import QuestionState
from council.reviews.models import Review
from council.reviews.rules import may_ask


@dataclass(frozen=True)
class QuestionRow:
    """A question as a page shows it."""

    code: str
    subject_id: int
    words: str
    by: str
    state: QuestionState
    supports: int
    is_supported: bool
    merged: int
    merged_into: str
    asked_at: datetime
    answer: str
    answered_by: str
    answered_at: datetime | None
    answer_due_on: date | None
    is_hidden: bool
    item_id: int | None

    @property
    def word(self) -> str:
        """Where the question is, in a word or two."""
        return {
            QuestionState.PENDING: _("Waits for confirmation"),
            QuestionState.OPEN: _("Open"),
            QuestionState.ON_AIR: _("Being answered now"),
            QuestionState.MERGED: _("Answered with another"),
            QuestionState.ANSWERED_LIVE: _("Answered in the review"),
            QuestionState.ANSWERED_IN_WRITING: _("Answered in writing"),
            QuestionState.DECLINED: _("Declined"),
        }[self.state]

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be supported and answered."""
        return self.state in rules.WAITING


@dataclass(frozen=True)
class Owed:
    """A question that still waits for its written answer."""

    code: str
    words: str
    review: str
    review_code: str
    council_id: int
    council_subject_id: int
    due_on: date


def by_once(once: str) -> Question | None:
    """The question that was sent with this form already."""
    return db.session.scalar(select(Question).where(Question.once == once))


def question(code: str, review_id: int | None = None) -> Question:
    """The question of this code (in this review), or NotFound."""
    found = db.session.scalar(
        select(Question)
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.public_id == code)
        .options(joinedload(Question.subject))
    )
    if found is None or (review_id is not None and found.review_id != review_id):
        raise NotFound
    return found


def by_subject(subject_id: int) -> Question | None:
    """The question that this subject stands for."""
    return db.session.scalar(
        select(Question)
        .where(Question.subject_id == subject_id)
        .options(joinedload(Question.subject))
    )


def by_number(number: int | None) -> Question | None:
    """The question of this number, where there is one."""
    return db.session.get(Question, number) if number else None


def readers(question: Question) -> list[supports.Reader]:
    """Who asked and supports the question or one that was merged into it, for mail; each once."""
    merged = select(Question).where(
        Question.review_id == question.review_id, Question.state == QuestionState.MERGED
    )
    rest, family, together = list(db.session.scalars(merged)), {question.id}, [question]
    while joining := [
        each for each in rest if each.merged_into_id in family and each.id not in family
    ]:
        family |= {each.id for each in joining}
        together += joining
    return supports.readers_of(
        [each.subject_id for each in together], [each.actor_id for each in together]
    )


def is_asking(review: Review) -> bool:
    """Whether questions to this review are taken now."""
    return may_ask(review.state, review.questions_close_at, clock.now())


def is_waiting(question: Question) -> bool:
    """Whether the question has no answer yet."""
    return question.state in rules.WAITING


def waiting(review_id: int) -> list[Question]:
    """The questions of a review that are open or on air."""
    return list(
        db.session.scalars(
            select(Question)
            .where(Question.review_id == review_id, Question.state.in_(rules.WAITING))
            .order_by(Question.id)
        )
    )


def on_air(review_id: int) -> list[Question]:
    """The question being answered; a list of one or none."""
    return list(
        db.session.scalars(
            select(Question).where(
                Question.review_id == review_id, Question.state == QuestionState.ON_AIR
            )
        )
    )


def of_review(
    review_id: int, *, actor_id: int | None = None, with_pending: bool = False
) -> list[QuestionRow]:
    """The questions of a review, in one read: on air, waiting by weight, then the answered ones."""
    states = set(QuestionState) if with_pending else rules.PUBLIC
    found = db.session.execute(
        select(
            Question,
            Tally.standing,
            Tally.residents,
            Tally.counted_at,
            Support.begun_at,
            Support.changed_at,
            Support.id.is_not(None) & Support.withdrawn_at.is_(None),
            moderation.is_hidden_column(Question.subject_id),
        )
        .outerjoin(Tally, Tally.subject_id == Question.subject_id)
        .outerjoin(
            Support,
            (Support.subject_id == Question.subject_id) & (Support.actor_id == (actor_id or 0)),
        )
        .where(Question.review_id == review_id, Question.state.in_(states))
        .options(joinedload(Question.subject), joinedload(Question.actor))
    ).all()
    counts = {
        row.id: standing(
            counted=counted or 0,
            residents=residents or 0,
            counted_at=counted_at,
            mine=bool(mine),
            begun_at=begun_at,
            changed_at=changed_at,
        )
        for row, counted, residents, counted_at, begun_at, changed_at, mine, _hidden in found
    }
    hidden = {each[0].id for each in found if each[7]}
    return _ranked([each[0] for each in found], counts, hidden)


def owed(council_id: int | None = None) -> list[Owed]:
    """The questions that are owed a written answer, the earliest due first."""
    statement = (
        select(Question, Review, Council.subject_id)
        .join(Review, Review.id == Question.review_id)
        .join(Council, Council.id == Review.council_id)
        .where(Question.state == QuestionState.OPEN, Question.answer_due_on.is_not(None))
        .options(joinedload(Question.subject), joinedload(Review.subject))
        .order_by(Question.answer_due_on, Question.id)
    )
    if council_id is not None:
        statement = statement.where(Review.council_id == council_id)
    return [
        Owed(
            code=row.subject.public_id,
            words=row.words,
            review=review.title,
            review_code=review.subject.public_id,
            council_id=review.council_id,
            council_subject_id=council_subject_id,
            due_on=row.answer_due_on,
        )
        for row, review, council_subject_id in db.session.execute(statement)
        if row.answer_due_on is not None
    ]


def _ranked(
    rows: list[Question], counts: dict[int, Standing], hidden: set[int]
) -> list[QuestionRow]:
    codes = {row.id: row.subject.public_id for row in rows}
    merged = Counter(row.merged_into_id for row in rows)
    moment = clock.now()
    rows.sort(key=lambda row: rules.rank(row.state, counts[row.id].count, row.asked_at, moment))
    return [
        QuestionRow(
            code=codes[row.id],
            subject_id=row.subject_id,
            words=row.words,
            by=row.actor.name,
            state=row.state,
            supports=counts[row.id].count,
            is_supported=counts[row.id].mine,
            merged=merged[row.id],
            merged_into=codes.get(row.merged_into_id or 0, ""),
            asked_at=row.asked_at,
            answer=row.answer,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
            answer_due_on=row.answer_due_on,
            is_hidden=row.id in hidden,
            item_id=row.item_id,
        )
        for row in rows
    ]


def supports_in(review_id: int) -> int:
    """How many supports the questions of a review have, as last counted."""
    ids = select(Question.subject_id).where(Question.review_id == review_id)
    found = supports.tallies(list(db.session.scalars(ids)))
    return sum(each.standing for each in found.values())


@supports.closed_by("question")
def _is_closed(subject_id: int) -> bool:
    state = db.session.scalar(select(Question.state).where(Question.subject_id == subject_id))
    return state not in rules.WAITING


@moderation.said_by("question")
def _said(subject_ids: Sequence[int]) -> dict[int, Said]:
    rows = db.session.execute(
        select(Question.subject_id, Question.actor_id, Question.words, Review.subject_id)
        .join(Review, Review.id == Question.review_id)
        .where(Question.subject_id.in_(subject_ids))
    )
    return {number: Said(author, words, (review,)) for number, author, words, review in rows}
