"""Reads of questions, in the order in which they are to be answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from citizens.moderation import queries as moderation
from citizens.supports import queries as supports
from commons import clock
from commons.db import db
from commons.errors import NotFound
from commons.subjects import Subject
from council.questions import rules
from council.questions.models import Question
from council.questions.rules import QuestionState
from council.reviews.models import Review


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


@dataclass(frozen=True)
class Owed:
    """A question that still waits for its written answer."""

    code: str
    words: str
    review: str
    review_code: str
    council_id: int
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
    """The questions of a review: on air, waiting by weight, then the answered ones."""
    states = set(QuestionState) if with_pending else rules.PUBLIC
    rows = list(
        db.session.scalars(
            select(Question)
            .where(Question.review_id == review_id, Question.state.in_(states))
            .options(joinedload(Question.subject), joinedload(Question.actor))
        )
    )
    ids = [row.subject_id for row in rows]
    tallies = supports.tallies(ids) if ids else {}
    hidden = moderation.hidden(ids) if ids else {}
    mine = supports.supported_by(actor_id, ids) if actor_id and ids else set()
    return _ranked(rows, tallies, hidden, mine)


def owed(council_id: int | None = None) -> list[Owed]:
    """The questions that are owed a written answer, the earliest due first."""
    statement = (
        select(Question, Review)
        .join(Review, Review.id == Question.review_id)
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
            due_on=row.answer_due_on,
        )
        for row, review in db.session.execute(statement)
        if row.answer_due_on is not None
    ]


def _ranked(
    rows: list[Question],
    tallies: dict[int, supports.TallyRow],
    hidden: Iterable[int],
    mine: set[int],
) -> list[QuestionRow]:
    codes = {row.id: row.subject.public_id for row in rows}
    merged: dict[int, list[int]] = {}
    for row in rows:
        if row.merged_into_id:
            merged.setdefault(row.merged_into_id, []).append(row.subject_id)
    moment = clock.now()
    counts = {row.id: _count(row, tallies) for row in rows}
    rows.sort(key=lambda row: rules.rank(row.state, counts[row.id], row.asked_at, moment))
    hidden_ids = set(hidden)
    return [
        QuestionRow(
            code=codes[row.id],
            subject_id=row.subject_id,
            words=row.words,
            by=row.actor.name,
            state=row.state,
            supports=counts[row.id],
            is_supported=row.subject_id in mine,
            merged=len(merged.get(row.id, ())),
            merged_into=codes.get(row.merged_into_id or 0, ""),
            asked_at=row.asked_at,
            answer=row.answer,
            answered_by=row.answered_by,
            answered_at=row.answered_at,
            answer_due_on=row.answer_due_on,
            is_hidden=row.subject_id in hidden_ids,
            item_id=row.item_id,
        )
        for row in rows
    ]


def _count(row: Question, tallies: dict[int, supports.TallyRow]) -> int:
    found = tallies.get(row.subject_id)
    return found.standing if found else 0
