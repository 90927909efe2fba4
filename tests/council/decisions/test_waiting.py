"""What an answer waits for: a ballot that is open, the days that are left, members who vote."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from citizens.ballots import jobs as ballot_jobs
from citizens.ballots import operations as ballots
from citizens.ballots.models import Ballot
from citizens.proposals.queries import by_code
from citizens.proposals.rules import ProposalState
from citizens.supports import operations as supports
from commons.errors import Conflict, NotNow
from council.decisions import operations, queries
from council.decisions.models import Answer
from council.decisions.rules import AnswerState, Vote
from tests.conftest import Clock
from tests.council.decisions.room import Room, draft, make_room
from tests.make import make_ballot, make_proposal, make_resident
from tests.page import Page


def on_ballot(room: Room, hours: float = 48) -> Ballot:
    """A ballot over the room's proposal and another one."""
    rival = make_proposal("Buses on time", council=room.council)
    return make_ballot(room.proposal, rival, council=room.council, hours=hours)


def by_chair(room: Room, answer: Answer) -> Any:
    """The chair decides in writing."""
    return operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)


def by_votes(room: Room, answer: Answer) -> Any:
    """The clerk writes down what the votes say."""
    return operations.decide_by_votes(actor=room.clerk, answer=answer, version=answer.version)


def one_vote(room: Room, answer: Answer) -> None:
    """The chair says yes."""
    operations.vote(actor=room.chair, answer=answer, version=answer.version, vote=Vote.YES)


def publish(room: Room, answer: Answer) -> Any:
    """The clerk publishes."""
    return operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)


@pytest.mark.parametrize("act", [by_chair, by_votes, one_vote])
def test_while_residents_vote_the_council_drafts_and_decides_nothing(
    app: Flask, clock: Clock, act: Callable[[Room, Answer], Any]
) -> None:
    room = make_room()
    ballot = on_ballot(room)
    answer = draft(room, declines=True)
    with pytest.raises(NotNow, match="until 22 November 2026, in ballot B-2026-001"):
        act(room, answer)
    clock.at(ballot.closes_at)
    with pytest.raises(NotNow, match="is being counted"):
        act(room, answer)
    assert answer.state is AnswerState.DRAFTED
    ballot_jobs.close_due()
    if act is not by_votes:
        act(room, answer)


def test_what_was_decided_before_the_ballot_is_published_after_it(app: Flask, clock: Clock) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    by_chair(room, answer)
    ballot = on_ballot(room)
    with pytest.raises(NotNow, match="Residents vote on this"):
        publish(room, answer)
    ballots.cast(actor=make_resident(), level=2, code=ballot.subject.public_id, positions=[1])
    clock.at(ballot.closes_at)
    ballot_jobs.close_due()
    publish(room, answer)
    assert by_code(room.code).answer.startswith("The council departs from the vote of residents")


def test_the_page_of_an_answer_says_that_residents_vote_and_until_when(page: Page) -> None:
    room = make_room()
    url = f"/desk/proposals/{room.code}/answer"
    draft(room, declines=True)
    before = Page(page.app).get(url, as_=room.chair)
    on_ballot(room)
    before.submit("I decide in writing, as the chair", status=422)
    assert "Residents vote on this until" in before.main
    page.get(url, as_=room.chair)
    assert "Residents vote on this until" in page.main
    assert page.words("main button") == ["Keep the draft"]
    page.get(f"/proposals/{room.code}", as_=None)
    assert "The council declines this" not in page.main


def test_a_clerk_does_not_end_what_may_still_find_support(page: Page, clock: Clock) -> None:
    room = make_room(supports=0)
    draft(room, declines=True)
    url = f"/desk/proposals/{room.code}/answer"
    page.get(url, as_=room.clerk)
    assert "A clerk answers it alone from 4 February 2027 on" in page.main
    assert "Publish the answer" not in page.words("main button")
    with pytest.raises(NotNow, match="from 4 February 2027 on"):
        publish(room, queries.answer_by_code(room.code))
    clock.move(days=75)
    with pytest.raises(NotNow):
        publish(room, queries.answer_by_code(room.code))
    clock.move(days=1)
    page.get(url, as_=room.clerk)
    page.submit("Publish the answer")
    assert "The council declines this" in page.main


def test_the_council_itself_answers_when_it_wants(app: Flask) -> None:
    room = make_room(supports=0)
    answer = draft(room, declines=True)
    by_chair(room, answer)
    publish(room, answer)
    assert by_code(room.code).state is ProposalState.ANSWERED


def test_a_clerk_does_not_answer_alone_what_members_vote_on(app: Flask, clock: Clock) -> None:
    room = make_room(supports=0)
    clock.move(days=80)
    answer = draft(room, declines=True)
    one_vote(room, answer)
    with pytest.raises(NotNow, match="Members have voted on this answer"):
        publish(room, answer)
    draft(room, declines=True, reason="No, once more.", version=1)
    with pytest.raises(NotNow, match="Members have voted on this answer"):
        publish(room, answer)
    by_chair(room, answer)
    publish(room, answer)


def test_the_last_support_counts_before_the_job_has_seen_it(app: Flask, clock: Clock) -> None:
    room = make_room(supports=0)
    clock.move(days=80)
    answer = draft(room, declines=True)
    supports.give(actor=make_resident(), subject_id=room.proposal.subject_id, level=2)
    with pytest.raises(Conflict):
        publish(room, answer)
    assert by_code(room.code).state is ProposalState.OPEN
