"""What a clerk may do to a question, and only the clerk of the council that was asked."""

from __future__ import annotations

import pytest

from commons import actors
from commons.errors import Conflict
from council.councils.rules import Seat
from council.questions import operations, queries
from tests.make import make_council, make_live_review, make_question, make_review, make_seat
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


@pytest.mark.parametrize("act", ["refusal", "merger", "hold"])
def test_clerk_of_one_council_does_no_clerks_acts_where_he_is_a_director(
    page: Page, act: str
) -> None:
    council = make_council()
    review = make_review(council=council, starts_in=2)
    question = make_question(review)
    code = question.subject.public_id
    person = make_seat(make_council(), Seat.CLERK)
    make_seat(council, Seat.DIRECTOR, person=person)
    page.get(f"/desk/questions/{code}", as_=person)
    token = page.all("[name=csrf_token]")[0]["value"]
    page.post(f"/desk/questions/{code}/{act}", {"csrf_token": token}, status=403)
    assert [row.state for row in queries.of_review(review.id)] == ["open"]


def test_clerk_of_the_council_that_was_asked_declines_with_a_reason(page: Page) -> None:
    council = make_council()
    review = make_review(council=council, starts_in=2)
    code = make_question(review).subject.public_id
    page.get(f"/desk/questions/{code}", as_=make_seat(council, Seat.CLERK))
    token = page.all("[name=csrf_token]")[0]["value"]
    sent = {"csrf_token": token, f"decline-{code}-reason": "It was answered last month."}
    page.post(f"/desk/questions/{code}/refusal", sent)
    assert [row.state for row in queries.of_review(review.id)] != ["open"]


def test_a_question_is_declined_once_and_other_words_do_not_replace_the_reason(page: Page) -> None:
    council = make_council()
    review = make_review(council=council, starts_in=2)
    question = make_question(review)
    code = question.subject.public_id
    by = {"actor": actors.system(), "review": review, "question": question}
    page.get(f"/desk/questions/{code}", as_=make_seat(council, Seat.CLERK))
    token = page.all("[name=csrf_token]")[0]["value"]
    operations.decline(**by, reason="It was answered last month.")
    operations.decline(**by, reason="It was answered last month.")
    with pytest.raises(Conflict, match="it now says “It was answered last month"):
        operations.decline(**by, reason="It names a person.")
    sent = {"csrf_token": token, f"decline-{code}-reason": "It names a person."}
    page.post(f"/desk/questions/{code}/refusal", sent, status=422)
    assert "it now says “It was answered last month.”" in page.text
    (row,) = queries.of_review(review.id)
    assert (row.state, row.answer) == ("declined", "It was answered last month.")


def test_an_answer_that_came_late_is_kept_beside_the_one_that_was_given(page: Page) -> None:
    council = make_council()
    review = make_live_review(council=council)
    question = make_question(review)
    code = question.subject.public_id
    page.get(f"/desk/questions/{code}", as_=make_seat(council, Seat.CLERK))
    by = {"actor": actors.system(), "review": review, "question": question}
    operations.answer(**by, words="The crew was short.", by="T. Okafor", in_writing=False)
    late = {"words": "There was a great storm.", "by": "T. Okafor"}
    page.submit("Publish the answer", status=422, **late)
    assert "it now says “The crew was short.”" in page.main
    assert "There was a great storm." in page.main
    assert question.answer == "The crew was short."
