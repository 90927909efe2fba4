"""Asking the council."""

from __future__ import annotations

import pytest

from citizens.supports import operations as supports
from council.questions import queries
from council.questions.jobs import tell_supports
from tests.make import make_live_review, make_member, make_question, make_review
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_a_member_asks_once_however_often_the_button_is_pressed(page: Page):
    review = make_review(starts_in=2)
    url = f"/reviews/{review.subject.public_id}/questions"
    page.get(url, as_=make_member("Rosa M."))
    page.submit("Ask", words="Too few", status=422)
    assert "between 10 and 500 characters" in page.main
    once = str(page.one("#once")["value"])
    page.submit("Ask", words="Why did the 6:20 not leave?")
    page.get(url)
    token = str(page.one("form.form [name=csrf_token]")["value"])
    page.post(url, {"words": "Why did the 6:20 not leave?", "once": once, "csrf_token": token})
    assert [row.words for row in queries.of_review(review.id)] == ["Why did the 6:20 not leave?"]
    assert "Rosa M." in page.main


def test_a_reader_is_led_to_sign_in(page: Page):
    review = make_review(starts_in=2)
    page.get(f"/reviews/{review.subject.public_id}/questions")
    assert "sign" in page.link("Sign in to ask")
    assert len(page.queries) <= 6


def test_a_late_question_overtakes_an_early_one_that_is_no_longer_backed(clock):
    review = make_review(starts_in=20)
    early = make_question(review, "An early question, long ago?")
    for _each in range(3):
        supports.give(actor=make_member(), subject_id=early.subject_id, level=1)
    supports.count_changed()
    clock.move(days=15)
    late = make_question(review, "A late question, with one support?")
    supports.give(actor=make_member(), subject_id=late.subject_id, level=1)
    supports.count_changed()
    assert [row.words[:6] for row in queries.of_review(review.id)] == ["A late", "An ear"]


def test_new_supports_are_told_once_while_a_review_is_on():
    review = make_live_review()
    question = make_question(review)
    supports.give(actor=make_member(), subject_id=question.subject_id, level=1)
    assert tell_supports() == 0
    supports.count_changed()
    assert (tell_supports(), tell_supports()) == (1, 0)


def test_what_looks_like_markup_is_shown_as_text(page: Page):
    review = make_review(starts_in=2)
    words = "<script>alert(1)</script> who pays?"
    make_question(review, words)
    page.get(f"/reviews/{review.subject.public_id}/questions")
    assert words in page.text
