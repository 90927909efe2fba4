"""Who is told what became of a question: askers and supporters, once each, in their language."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from citizens.accounts import operations as accounts
from citizens.accounts.queries import by_actor
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.supports import operations as supports
from commons import actors, events
from commons.actors import Actor
from commons.db import db
from commons.errors import Conflict
from commons.mail import Letter
from council.live import operations as live
from council.questions import operations
from council.questions.models import Question
from council.reviews.models import Review
from tests.make import make_live_review, make_member, make_officer, make_question, make_review
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def told() -> list[tuple[str, str]]:
    """To whom letters about questions went, with their subjects."""
    while events.relay():
        pass
    letters = db.session.scalars(select(Letter).order_by(Letter.id))
    return [(each.to_address, each.subject) for each in letters]


def newest() -> Letter:
    """The letter queued last."""
    return db.session.scalars(select(Letter).order_by(Letter.id.desc()).limit(1)).one()


def address(actor: Actor) -> str:
    """Where mail to an example person goes."""
    return by_actor(actor.id).email


def back(question: Question, *people: Actor) -> None:
    """These people support the question."""
    for person in people:
        supports.give(actor=person, subject_id=question.subject_id, level=1)


def answer(question: Question, review: Review, actor: Actor | None = None) -> None:
    """The question is answered in writing."""
    operations.answer(
        actor=actor or actors.system(),
        review=review,
        question=question,
        words="The crew was short.",
        by="Tomas Okafor",
        in_writing=True,
    )


def test_an_answer_in_writing_goes_once_to_who_asked_and_to_each_who_supports_it() -> None:
    review, asker, other = make_review(starts_in=2), make_member(), make_member()
    question = make_question(review, author=asker)
    back(question, asker, other)
    gone = make_member()
    back(question, gone)
    supports.withdraw(actor=gone, subject_id=question.subject_id)
    answer(question, review)
    answer(question, review)  # the button, pressed twice
    letters = told()
    assert [to for to, _subject in letters] == [address(asker), address(other)]
    assert {subject for _to, subject in letters} == {"Answered: Why did the evening boat not go?"}
    body = newest().body
    assert "The crew was short." in body
    assert "Tomas Okafor, in writing, 20 November 2026" in body
    code = review.subject.public_id
    assert f"/reviews/{code}/questions#{question.subject.public_id}" in body


def test_an_answer_in_the_room_says_in_which_review() -> None:
    review = make_live_review()
    question = make_question(review, author=make_member())
    live.put_question_on_air(actor=actors.system(), review=review, question=question)
    live.answer_question(
        actor=actors.system(), review=review, question=question, words="**Short.**", by="T. Okafor"
    )
    assert len(told()) == 1
    words = "T. Okafor, in the review “Getting around meets the Governor”, 20 November 2026"
    assert words in newest().body
    assert "\nShort.\n" in newest().body


def test_whoever_answered_is_not_told_of_it() -> None:
    review, clerk = make_review(starts_in=2), make_officer("clerk")
    question = make_question(review, author=make_member())
    back(question, clerk)
    answer(question, review, actor=clerk)
    assert address(clerk) not in [to for to, _subject in told()]


def test_a_refusal_goes_out_with_its_reason() -> None:
    review, asker = make_review(starts_in=2), make_member()
    question = make_question(review, author=asker)
    operations.decline(
        actor=actors.system(), review=review, question=question, reason="It is about *a person*."
    )
    assert told() == [(address(asker), "Will not be answered: Why did the evening boat not go?")]
    assert "Why: It is about a person." in newest().body


def test_a_merger_is_told_and_the_common_answer_comes_to_both_once() -> None:
    review, both, one, two = make_review(starts_in=2), make_member(), make_member(), make_member()
    first = make_question(review, "Why was the late boat cancelled?", one)
    second = make_question(review, author=two)
    third = make_question(review, "Was there no crew that evening?", two)
    back(first, both)
    back(second, both)
    operations.merge(actor=actors.system(), review=review, question=third, into=first)
    operations.merge(actor=actors.system(), review=review, question=first, into=second)
    operations.merge(actor=actors.system(), review=review, question=first, into=second)
    merged = told()
    title = "Answered together with another: Why was the late boat cancelled?"
    assert sorted(to for to, subject in merged if subject == title) == sorted(
        [address(both), address(one), address(two)]
    )
    assert "The other: Why did the evening boat not go?" in newest().body
    answer(second, review)
    final = told()[len(merged) :]
    assert sorted(to for to, _subject in final) == sorted(map(address, (both, one, two)))


def test_it_is_in_the_language_of_who_reads_it() -> None:
    review, asker = make_review(starts_in=2), make_member("Rosa M.")
    question = make_question(review, author=asker)
    accounts.change_name(actor=asker, name="Rosa M.", language="es")
    answer(question, review)
    told()
    assert "Nadie mueve la vara sin que se vea." in newest().body


def test_hidden_words_are_not_mailed() -> None:
    review = make_review(starts_in=2)
    question = make_question(review, "Is it true what they say of Ann Lee?")
    moderation.hide(
        actor=make_officer("moderator"), subject=question.subject, rule=Rule.PERSON, reason="Name."
    )
    before = len(told())
    answer(question, review)
    assert len(told()) == before + 1
    assert newest().subject == f"Answered: {question.subject.public_id}"
    assert "Ann Lee" not in newest().body


def test_nobody_is_told_of_what_was_answered_in_a_rehearsal() -> None:
    review = make_live_review(is_rehearsal=True)
    question = make_question(review)
    answer(question, review)
    assert told() == []


def test_a_given_answer_is_not_changed_by_a_later_press(page: Page) -> None:
    review = make_review(starts_in=2)
    question = make_question(review)
    answer(question, review)
    with pytest.raises(Conflict, match="it now says “The crew was short"):
        operations.answer(
            actor=actors.system(),
            review=review,
            question=question,
            words="No, it was the weather.",
            by="Somebody else",
            in_writing=True,
        )
    page.get(f"/reviews/{review.subject.public_id}/questions")
    assert "The crew was short." in page.main
    assert "weather" not in page.main


def test_the_operator_sees_the_letter_where_no_mail_leaves(page: Page) -> None:
    review = make_review(starts_in=2)
    answer(make_question(review), review)
    told()
    page.get("/desk/mail", as_=make_officer("operator"))
    assert "Answered: Why did the evening boat not go?" in page.main
