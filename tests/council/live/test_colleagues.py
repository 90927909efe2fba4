"""Two clerks at one meeting, or one clerk with a screen that stayed behind: nothing goes astray."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from commons import actors
from commons.db import db
from commons.errors import NotNow
from council.councils.rules import Seat
from council.live import jobs, operations, queries
from council.reviews import operations as reviews
from council.reviews import queries as reviews_of
from council.reviews.models import Review, ReviewMove
from council.reviews.rules import ItemKind, ReviewState
from tests.council.decisions.test_twins import press_at_once
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_question,
    make_review,
    make_seat,
)
from tests.page import Page
from tests.running import wait_until

pytestmark = pytest.mark.usefixtures("app", "clock")


@pytest.fixture
def meeting(app: Flask) -> tuple[Review, Any, Any]:
    """A review that is on, and its two clerks."""
    council = make_council()
    ann = make_seat(council, Seat.CLERK, make_agency(), "Ann")
    bob = make_seat(council, Seat.CLERK, make_agency(), "Bob")
    over = [make_measure(each, goal=council.goal) for each in ("Boats", "Buses")]
    return make_live_review(*over, council=council), ann, bob


def url_of(review: Review) -> str:
    """The clerk's screen."""
    return f"/desk/live/{review.subject.public_id}"


def token(page: Page) -> dict[str, str]:
    """What each form of the page sends with it."""
    return {"csrf_token": str(page.all("[name=csrf_token]")[0]["value"])}


def test_the_next_of_a_screen_that_stayed_behind_sends_nobody_back(page: Page, meeting):
    review, ann, bob = meeting
    operations.put_item_on_air(actor=ann, review=review, item=review.items[0])
    page.get(url_of(review), as_=ann)
    for item in review.items[1:]:
        operations.put_item_on_air(actor=bob, review=review, item=item)
    page.post(f"{url_of(review)}/next/1", token(page))
    assert queries.on_air(review) is review.items[2]


def test_the_words_of_one_answer_never_stand_ready_for_another_question(page: Page, app, meeting):
    review, ann, bob = meeting
    first, second = make_question(review, "Why no boat?"), make_question(review, "Why no bus?")
    operations.put_question_on_air(actor=ann, review=review, question=first)
    page.get(url_of(review), as_=ann)
    operations.answer_question(actor=bob, review=review, question=first, words="Short.", by="B.")
    operations.put_question_on_air(actor=bob, review=review, question=second)
    page.submit("Answered", status=422, **{"answer-words": "It was a storm.", "answer-by": "A."})
    assert page.one("#answer-words").text.strip() == ""
    assert [each.text for each in page.all("pre.typed")] == ["It was a storm.", "A."]


def test_words_are_given_back_when_the_review_ended_meanwhile(page: Page, meeting):
    review, ann, bob = meeting
    page.get(url_of(review), as_=ann)
    operations.end(actor=bob, review=review)
    page.submit(
        "Take the promise down",
        status=422,
        **{"promise-words": "Boats.", "promise-owner": "T. O.", "promise-due_on": "2027-01-15"},
    )
    assert [each.text for each in page.all("pre.typed")] == ["Boats.", "T. O."]


def test_a_note_is_mended_after_the_end_until_the_record_is_out(page: Page, meeting):
    review, ann, _bob = meeting
    operations.end(actor=ann, review=review)
    page.get(url_of(review), as_=ann)
    page.get(str(page.all("#notes a")[-1]["href"]))
    page.submit("Save the note", **{"note-note": "Twelve were missing."})
    assert "Twelve were missing." in page.one("#notes").text
    db.session.expire_all()
    assert review.items[-1].note == "Twelve were missing."


def test_a_note_for_a_record_that_is_out_is_given_back(page: Page, meeting):
    review, ann, _bob = meeting
    operations.end(actor=ann, review=review)
    page.get(f"{url_of(review)}?item=1", as_=ann)
    reviews.record_drafted(actor=ann, review=review)
    reviews.record_published(actor=ann, review=review)
    page.submit("Save the note", status=422, **{"note-note": "Twelve were missing."})
    assert page.one("pre.typed").text == "Twelve were missing."


def test_who_was_refused_for_its_length_still_hears_of_a_colleague_s_finding(page: Page, meeting):
    review, ann, bob = meeting
    item = queries.on_air(review)
    page.get(url_of(review), as_=ann)
    operations.find(actor=bob, review=review, item=item, words="Crews are short.")
    page.submit("Publish the finding", status=422, **{"finding-finding": "Too long. " * 60})
    page.submit("Publish the finding", status=422, **{"finding-finding": "It was the weather."})
    assert "it now says “Crews are short.”" in page.main
    assert item.finding == "Crews are short."


def test_a_finding_and_a_note_of_the_same_item_do_not_meet(page: Page, app, meeting):
    review, ann, bob = meeting
    page.get(url_of(review), as_=ann)
    other = Page(app).get(url_of(review), as_=bob)
    other.submit("Publish the finding", **{"finding-finding": "Crews are short."})
    page.submit("Save the note", **{"note-note": "Twelve were missing."})
    item = queries.on_air(review)
    assert (item.finding, item.note) == ("Crews are short.", "Twelve were missing.")


def test_a_motion_that_fell_is_not_called_carried(page: Page, meeting):
    review, ann, _bob = meeting
    operations.take_decision(
        actor=ann, review=review, words="Close it.", decided_by="All", votes_for=0, votes_against=5
    )
    operations.take_decision(
        actor=ann, review=review, words="Open it.", decided_by="All", votes_against=3, abstained=2
    )
    page.get(f"/live/{review.subject.public_id}")
    assert "Carried" not in page.main
    assert "For 0, against 5." in page.main
    assert "For 0, against 3, abstained 2." in page.main


def test_a_review_that_begins_late_has_its_whole_time(clock):
    review = make_review(starts_in=0)
    clock.move(hours=5)
    operations.go_live(actor=actors.system(), review=review, reason="The room was locked.")
    assert jobs.end_overrun() == 0
    clock.move(hours=4, minutes=1)
    assert jobs.end_overrun() == 1
    assert review.state is ReviewState.ENDED


@pytest.mark.parametrize("name", ["go_live", "end", "add_item"])
def test_presses_at_the_same_moment_leave_one_move(app: Flask, name: str):
    review = make_review() if name != "end" else make_live_review()
    number, system = review.id, actors.system().id
    db.session.rollback()

    def the_review() -> Review:
        return db.session.get_one(Review, number)

    def who() -> actors.Actor:
        return db.session.get_one(actors.Actor, system)

    acts = {
        "go_live": lambda: operations.go_live(actor=who(), review=the_review()),
        "end": lambda: operations.end(actor=who(), review=the_review()),
        "add_item": lambda: reviews.add_item(
            actor=who(), review=the_review(), kind=ItemKind.OTHER, title="More"
        ),
    }
    faults = press_at_once(app, acts[name])
    assert not [each for each in faults if not isinstance(each, NotNow)]
    state = {"go_live": ReviewState.LIVE, "end": ReviewState.ENDED}.get(name)
    if state:
        assert len(faults) == 3
        moves = db.select(ReviewMove).where(ReviewMove.review_id == number)
        assert len(db.session.scalars(moves.where(ReviewMove.state == state)).all()) == 1
    else:
        assert [each.position for each in the_review().items] == list(range(6))


def test_an_item_that_was_taken_off_takes_no_other_with_it(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    over = [make_measure(each, goal=council.goal) for each in ("Boats", "Buses", "Trams")]
    review = make_review(*over, council=council, starts_in=2)
    url, gone = f"/desk/reviews/{review.subject.public_id}", review.items[1].id
    sent = token(page.get(url, as_=clerk))
    for _press in range(2):
        page.post(f"{url}/items/{gone}/removal", sent)
        page.post(f"{url}/items/{gone}/place/2", sent)
    assert [each.title for each in review.items] == ["Open promises", "Buses", "Trams"]


def test_a_new_day_without_a_time_is_asked_for_and_not_dropped(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    review = make_review(council=council, starts_in=2)
    page.get(f"/desk/reviews/{review.subject.public_id}", as_=clerk)
    sent = {"postpone-reason": "Snow.", "postpone-day": "2026-12-10", "postpone-time": ""}
    page.submit("Postpone the review", status=422, **sent)
    assert page.one("#postpone-time-error").text.strip().endswith("or neither.")
    page.submit("Postpone the review", status=422, **sent | {"postpone-day": "9999-12-31"})
    assert "before the year 2200" in page.main
    assert reviews_of.review(review.subject.public_id).state is ReviewState.QUESTIONS_OPEN


def test_a_reader_of_events_outlives_a_database_that_is_away(app: Flask, monkeypatch):
    hub = app.extensions["live_hub"]
    read, failed = threading.Event(), list[int]()

    def away(*_args: object, **_kwargs: object) -> None:
        if len(failed) < 2:
            failed.append(1)
            raise OSError("away")
        read.set()
        raise OSError("away still, but asked again")

    monkeypatch.setattr(db.engine, "connect", away)
    monkeypatch.setattr("commons.live.time.sleep", lambda _seconds: None)
    waiting = hub.listen("a channel")
    assert read.wait(10)
    hub.leave("a channel", waiting)
    wait_until(lambda: not hub.running, 20, "the reader goes on for nobody")
