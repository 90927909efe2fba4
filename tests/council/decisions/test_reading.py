"""What is voted, decided, taken on and published are the words that were read, once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizens.proposals.queries import by_code
from citizens.proposals.rules import ProposalState
from commons.actors import Actor
from commons.db import db
from commons.errors import Conflict
from council.decisions import operations, queries
from council.decisions.models import Answer, Decision
from council.decisions.rules import AnswerState, DecisionMode
from metrics.charters.models import Measure
from tests.conftest import Clock
from tests.council.decisions.room import Room, draft, make_room
from tests.page import Page


def standing(room: Room) -> Answer:
    """The answer as the database has it."""
    return queries.answer_by_code(room.code)


def open_on(page: Page, who: Actor, room: Room) -> Page:
    """The page of the answer in a browser of this person's own."""
    other = Page(page.app)
    return other.get(f"/desk/proposals/{room.code}/answer", as_=who)


def redraft(page: Page, room: Room, reason: str) -> Page:
    """The clerk writes other words."""
    return open_on(page, room.clerk, room).submit("Keep the draft", reason=reason)


@pytest.mark.parametrize(
    "press",
    [
        lambda page: page.submit("Vote", vote="yes", status=409),
        lambda page: page.submit("I decide in writing, as the chair", status=409),
        lambda page: page.submit("Decided by these votes", status=409),
    ],
)
def test_who_read_another_draft_is_shown_the_new_one_and_nothing_is_done(
    page: Page, press: Callable[[Page], Page]
) -> None:
    room = make_room()
    draft(room, reason="We take this.")
    chair = open_on(page, room.chair, room)
    redraft(page, room, "We take half of this.")
    press(chair)
    assert "This draft has changed since you read it" in chair.one(".error-summary").text
    assert "We take half of this." in chair.one(".section .prose").text
    answer = standing(room)
    assert answer.state is AnswerState.DRAFTED
    assert queries.votes_on(answer.id) == {}
    chair.submit("I decide in writing, as the chair")
    assert standing(room).state is AnswerState.DECIDED


def test_what_a_clerk_publishes_alone_is_what_was_read(page: Page, clock: Clock) -> None:
    room = make_room(supports=0)
    clock.move(days=80)
    draft(room, declines=True, reason="It is counted already.")
    first = open_on(page, room.clerk, room)
    redraft(page, room, "It cannot be counted.")
    first.submit("Publish the answer", status=409)
    assert "It cannot be counted." in first.one(".section .prose").text
    assert by_code(room.code).state is ProposalState.OPEN


def test_taking_on_and_publishing_name_the_words_that_were_read(app: Flask) -> None:
    room = make_room()
    answer = draft(room)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=1)
    for act in (operations.accept, operations.publish_answer):
        with pytest.raises(Conflict):
            act(actor=room.director, answer=answer, version=2)


def test_votes_on_words_that_changed_are_set_aside_and_the_page_says_so(page: Page) -> None:
    room = make_room()
    draft(room, reason="We take this.")
    open_on(page, room.chair, room).submit("Vote", vote="yes")
    clerk = open_on(page, room.clerk, room)
    assert "1 member has voted on these words." in clerk.main
    redraft(page, room, "We take half of this.")
    for who in (room.clerk, room.chair):
        shown = open_on(page, who, room)
        assert "The draft was changed after 1 vote, which no longer counts" in shown.main
        assert f"{room.chair.name}: has not voted" in shown.main


def test_the_same_words_once_more_are_no_other_draft(page: Page) -> None:
    room = make_room()
    clerk = open_on(page, room.clerk, room)
    form = clerk.html, clerk.url
    words = {"answer_kind": "declined", "reason": "It is counted already."}
    clerk.submit("Keep the draft", **words)
    open_on(page, room.chair, room).submit("Vote", vote="yes")
    clerk.html, clerk.url = form
    clerk.submit("Keep the draft", **words)
    answer = standing(room)
    assert answer.version == 1
    assert len(queries.votes_on(answer.id)) == 1


def pressed_twice(page: Page, button: str) -> str:
    """Where a second press of a button of this page leads."""
    form = page.html, page.url
    page.submit(button)
    first, (page.html, page.url) = page.url, form
    page.submit(button)
    assert page.url == first
    return page.url


def test_a_second_press_finds_what_the_first_one_did(page: Page) -> None:
    room = make_room()
    draft(room)
    desk = f"/desk/proposals/{room.code}/answer"
    assert (
        pressed_twice(open_on(page, room.chair, room), "I decide in writing, as the chair") == desk
    )
    assert pressed_twice(open_on(page, room.director, room), "We take it on") == desk
    public = pressed_twice(open_on(page, room.clerk, room), "Publish the answer")
    assert public == f"/proposals/{room.code}"
    for table in (Decision, Measure):
        assert db.session.scalar(select(func.count()).select_from(table)) == 1


def test_a_decision_by_votes_is_found_again_and_only_by_who_wrote_it_down(page: Page) -> None:
    room = make_room()
    draft(room)
    for person in (room.chair, room.other):
        open_on(page, person, room).submit("Vote", vote="yes")
    late = open_on(page, room.other, room)
    pressed_twice(open_on(page, room.clerk, room), "Decided by these votes")
    late.submit("Decided by these votes", status=409)
    assert "moved on" in late.one(".error-summary").text
    assert standing(room).decision.mode is DecisionMode.MEMBERS


def test_an_answer_that_somebody_else_published_is_not_published_again(app: Flask) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=1)
    operations.publish_answer(actor=room.clerk, answer=answer, version=1)
    with pytest.raises(Conflict):
        operations.publish_answer(actor=room.chair, answer=answer, version=1)
