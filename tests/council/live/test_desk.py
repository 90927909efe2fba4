"""The clerk runs a meeting from one screen, without scripts."""

from __future__ import annotations

import pytest

from council.councils.rules import Seat
from council.live import queries
from council.promises.queries import made_in, open_promises
from council.questions.rules import QuestionState
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_promise,
    make_question,
    make_review,
    make_seat,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def a_meeting(clerk_name: str = "Odile Fenn"):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency(), clerk_name)
    return council, clerk


def what_comes_of_it(page: Page):
    """A promise, a decision and a strategy are taken down."""
    page.submit(
        "Take the promise down",
        **{
            "promise-words": "Cancelled sailings within a day.",
            "promise-owner": "T. Okafor",
            "promise-due_on": "2027-01-15",
        },
    )
    page.submit(
        "Take the decision down",
        **{
            "decision-words": "Twenty on Coopers Row.",
            "decision-decided_by": "The members",
            "decision-votes_for": "6",
            "decision-votes_against": "1",
        },
    )
    page.submit(
        "Adopt the strategy",
        **{
            "strategy-title": "Train our own crew",
            "strategy-reason": "They stay.",
            "strategy-owner": "T. Okafor",
        },
    )


def test_a_clerk_runs_a_meeting_from_start_to_end(page: Page):
    council, clerk = a_meeting()
    owed = make_promise(council)
    review = make_review(make_measure("Boats", goal=council.goal), council=council)
    question = make_question(review)
    url = f"/desk/live/{review.subject.public_id}"

    page.get(url, as_=clerk)
    page.submit("Go live")
    called = f"called-{owed.subject.public_id}-"
    page.submit(
        "Take it down",
        form=f"form[action$='{owed.subject.public_id}']",
        **{f"{called}note": "26 of 40 are trained.", f"{called}state": ""},
    )
    page.submit("Next: Boats")
    page.submit(
        "Publish the finding",
        **{"finding-finding": "Crews are short.", "finding-claim": "off_track"},
    )
    page.submit("Take it down", **{"said-words": "We wait for crews.", "said-by": "T. Okafor"})
    what_comes_of_it(page)
    page.submit("Put on air")
    page.submit("Answered", **{"answer-words": "The crew goes home at six.", "answer-by": "T. O."})
    page.submit("Pause")
    page.submit("Go on")
    page.submit("End the review")

    assert [row.words for row in made_in(review.id)] == ["Cancelled sailings within a day."]
    assert question.state is QuestionState.ANSWERED_LIVE
    log = [line.kind for line in queries.log(review.id)][::-1]
    assert log == [
        "opened", "on_air", "promise_called", "on_air", "finding", "said", "promise", "decision",
        "strategy", "question", "answer", "paused", "resumed", "ended",
    ]  # fmt: skip
    assert open_promises(council.id)[0].last_note == "26 of 40 are trained."


def test_a_finding_of_a_slower_clerk_is_shown_beside_the_one_that_stands(page: Page, app):
    council, ann = a_meeting("Ann")
    bob = make_seat(council, Seat.CLERK, make_agency(), "Bob")
    review = make_live_review(make_measure(goal=council.goal), council=council)
    url = f"/desk/live/{review.subject.public_id}"
    other = Page(app).get(url, as_=bob)
    page.get(url, as_=ann)
    page.submit("Publish the finding", **{"finding-finding": "Crews are short."})
    other.submit("Publish the finding", status=422, **{"finding-finding": "It was the weather."})
    assert "it now says “Crews are short.”" in other.main
    assert other.one("#finding-finding").text.strip() == "It was the weather."
    other.submit("Publish the finding", **{"finding-finding": "Crews are short in bad weather."})


def test_an_answer_of_a_slower_clerk_is_kept_beside_the_one_that_stands(page: Page, app):
    council, ann = a_meeting("Ann")
    bob = make_seat(council, Seat.CLERK, make_agency(), "Bob")
    review = make_live_review(make_measure(goal=council.goal), council=council)
    question = make_question(review)
    url = f"/desk/live/{review.subject.public_id}"
    page.get(url, as_=ann).submit("Put on air")
    other = Page(app).get(url, as_=bob)
    page.submit("Answered", **{"answer-words": "The crew was short.", "answer-by": "T. O."})
    slower = {"answer-words": "There was a great storm.", "answer-by": "T. O."}
    other.submit("Answered", status=422, **slower)
    assert "it now says “The crew was short.”" in other.main
    assert "There was a great storm." in other.main
    assert question.answer == "The crew was short."


def test_a_promise_without_a_day_stays_on_the_screen_with_its_words(page: Page):
    council, clerk = a_meeting()
    review = make_live_review(make_measure(goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit(
        "Take the promise down",
        status=422,
        **{"promise-words": "Boats in a day.", "promise-owner": "T. O."},
    )
    assert page.one("#promise-words").text.strip() == "Boats in a day."
    assert page.all("#promise-due_on-error")


def test_questions_are_merged_and_declined_from_the_screen(page: Page):
    council, clerk = a_meeting()
    review = make_live_review(make_measure(goal=council.goal), council=council)
    kept, same, rude = (make_question(review, f"Why did boat {n} not go?") for n in range(3))
    code = same.subject.public_id
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit(
        form=f"form[action='/desk/questions/{code}/merger']",
        **{f"merge-{code}-into": kept.subject.public_id},
    )
    code = rude.subject.public_id
    page.submit(
        form=f"form[action='/desk/questions/{code}/refusal']",
        **{f"decline-{code}-reason": "It is about one person."},
    )
    states = [q.state for q in (kept, same, rude)]
    assert states == [QuestionState.OPEN, QuestionState.MERGED, QuestionState.DECLINED]


def test_the_clerk_of_another_council_is_refused(page: Page):
    _council, clerk = a_meeting()
    review = make_live_review()
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk, status=403)


def test_while_paused_the_one_filled_button_lets_it_go_on(page: Page):
    council, clerk = a_meeting()
    first, then = make_measure(goal=council.goal), make_measure("Boats", goal=council.goal)
    review = make_live_review(first, then, council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit("Pause", **{"pause-reason": "The microphone has failed."})
    assert page.words("main .button:not(.outline):not(.quiet)") == ["Go on"]
    assert "The microphone has failed." in page.main
    page.submit("Go on")
    assert page.words("main .button:not(.outline):not(.quiet)") == ["Next: Boats"]
