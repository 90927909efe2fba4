"""Presses at the same moment, by one who asks and by two clerks who merge."""

from __future__ import annotations

from itertools import cycle

import pytest
from flask import Flask

from commons.actors import Actor
from commons.db import db
from commons.errors import GoalpostError
from council.questions import operations, queries
from council.questions.models import Question
from council.questions.rules import QuestionState
from council.reviews.models import Review
from tests.council.decisions.test_twins import press_at_once
from tests.make import make_member, make_officer, make_question, make_review

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_two_presses_of_ask_ask_once(app: Flask) -> None:
    review, person = make_review(starts_in=2).id, make_member().id
    db.session.rollback()
    faults = press_at_once(
        app,
        lambda: operations.ask(
            actor=db.session.get_one(Actor, person), review=db.session.get_one(Review, review),
            words="Why did the evening boat not go?", once="one form",
        ),
    )  # fmt: skip
    assert faults == []
    assert len(db.session.scalars(db.select(Question)).all()) == 1


def test_two_clerks_cannot_merge_two_questions_into_each_other(app: Flask) -> None:
    review = make_review(starts_in=2)
    one, other = make_question(review, "Why no boat?").id, make_question(review, "Why no bus?").id
    number, clerk = review.id, make_officer("clerk").id
    db.session.rollback()
    pairs = cycle([(one, other), (other, one)])

    def merge() -> None:
        question, into = next(pairs)
        operations.merge(
            actor=db.session.get_one(Actor, clerk),
            review=db.session.get_one(Review, number),
            question=db.session.get_one(Question, question),
            into=db.session.get_one(Question, into),
        )

    faults = press_at_once(app, merge)
    assert all(isinstance(each, GoalpostError) for each in faults)
    db.session.expire_all()
    states = [db.session.get_one(Question, each).state for each in (one, other)]
    assert sorted(states) == sorted([QuestionState.MERGED, QuestionState.OPEN])


def test_a_circle_of_mergers_has_an_end() -> None:
    review, asker = make_review(starts_in=2), make_member()
    one, other = make_question(review, "Why no boat?", asker), make_question(review, "Why no bus?")
    for question, into in ((one, other), (other, one)):
        question.state, question.merged_into_id = QuestionState.MERGED, into.id
    db.session.flush()
    assert asker.id in [each.actor_id for each in queries.readers(one)]
    db.session.rollback()
