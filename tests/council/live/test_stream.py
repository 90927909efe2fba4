"""The event stream: what the clerk does is on every open page within a second, and never lost."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask

from commons import actors, live
from commons.live import LiveEvent
from council.live import operations
from council.reviews import queries as reviews
from tests.make import make_live_review, make_question
from tests.running import wait_until

pytestmark = pytest.mark.usefixtures("app", "clock")


def frames(app: Flask, url: str, last_id: str = "") -> Iterator[str]:
    """The frames of a stream, as a browser reads them."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    response = app.test_client().get(url, headers=headers, buffered=False)
    assert response.mimetype == "text/event-stream"
    try:
        for piece in response.response:
            text = piece.decode() if isinstance(piece, bytes) else piece
            yield from (each for each in text.split("\n\n") if each and "retry:" not in each)
    finally:
        response.close()


@pytest.fixture(autouse=True)
def _no_reader_is_left(app: Flask) -> Iterator[None]:
    yield
    # The reader looks every quarter of a second whether anybody listens.
    wait_until(lambda: not app.extensions["live_hub"].running, 20, "a reader was left")


def parsed(frame: str) -> dict[str, str]:
    return dict(line.split(": ", 1) for line in frame.splitlines())


def test_it_begins_with_a_small_state(app):
    review = make_live_review()
    stream = frames(app, f"/live/{review.subject.public_id}/events")
    first = parsed(next(stream))
    stream.close()
    assert first["event"] == "state"
    assert '"item":1' in first["data"]


def test_an_act_is_on_an_open_page_within_a_second(app):
    review = make_live_review()
    stream = frames(app, f"/live/{review.subject.public_id}/events")
    next(stream)
    took = []
    for words in ("We begin.", "We go on.", "We end."):
        began = time.monotonic()
        operations.say(actor=actors.system(), review=review, words=words, by="The chair")
        assert parsed(next(stream))["event"] == "said"
        took.append(time.monotonic() - began)
    assert min(took) < 1  # the machine may be busy once, and is not each time
    stream.close()


def test_what_was_missed_is_sent_again_after_the_last_id_even_by_a_new_process(app, make_app):
    review = make_live_review()
    url = f"/live/{review.subject.public_id}/events"
    first = frames(app, url)
    seen = parsed(next(first))["id"]
    first.close()
    make_question(review)
    operations.pause(actor=actors.system(), review=review)
    restarted = make_app()
    again = frames(restarted, url, last_id=seen)
    kinds = [parsed(next(again))["event"] for _each in range(3)]
    again.close()
    assert kinds == ["question", "review", "paused"]
    time.sleep(0.6)  # until the second reader has seen that nobody listens


def test_what_comes_while_somebody_joins_is_not_passed_over(app):
    review = make_live_review()
    code, channel = review.subject.public_id, reviews.channel(review)
    first = frames(app, f"/live/{code}/events")
    seen = parsed(next(first))["id"]
    with app.app_context(), app.test_request_context(headers={"Last-Event-ID": seen}):
        reviews.review(code)  # the route's own look, before the listener stands there
        with app.app_context():
            again = reviews.review(code)
            operations.say(actor=actors.system(), review=again, words="We begin.", by="Chair")
        assert parsed(next(first))["event"] == "said"  # the process has handed it on
        answer = live.stream(channel, state=dict)
        joined = iter(answer.response)
        assert "retry" in next(joined)
        assert parsed(next(joined).strip())["event"] == "said"
        answer.close()
    first.close()


def test_a_full_process_answers_204_and_the_page_polls(app):
    review = make_live_review()
    hub = app.extensions["live_hub"]
    most, hub.most = hub.most, 0
    try:
        answer = app.test_client().get(f"/live/{review.subject.public_id}/events")
    finally:
        hub.most = most
    assert answer.status_code == 204


def test_nothing_personal_is_on_the_stream(app, db):
    review = make_live_review()
    make_question(review, "Why did boat nine not go?")
    payloads = [event.payload for event in db.session.query(LiveEvent)]
    assert all(set(payload) <= {"state", "total"} for payload in payloads)
