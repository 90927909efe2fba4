"""An answer from its draft to the public, and decisions taken in between."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from citizens.ballots import jobs as ballot_jobs
from citizens.ballots import operations as ballots
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals.queries import by_code
from citizens.proposals.rules import AnswerKind, ProposalState
from commons import events
from commons.db import db
from commons.errors import Conflict, Invalid, Refused
from commons.events import Event
from council.decisions import operations, queries, tables
from council.decisions.rules import AnswerState, DecisionMode, Vote
from council.objectives import operations as objectives
from metrics.charters.models import Measure
from metrics.charters.rules import CharterFields
from tests.conftest import Clock
from tests.council.decisions.room import draft, make_room
from tests.make import (
    make_ballot,
    make_council,
    make_officer,
    make_proposal,
    make_resident,
)


def test_an_adopted_proposal_becomes_a_measure_with_its_origin(app: Flask) -> None:
    room = make_room()
    objective = objectives.adopt(
        actor=room.chair,
        council=room.council,
        title="Boats that can be relied on",
        lead_agency=room.ferries,
        contributors=[],
    )
    answer = draft(room, objective=objective)
    for person, said in ((room.chair, Vote.YES), (room.director, Vote.NO), (room.other, Vote.YES)):
        operations.vote(actor=person, answer=answer, version=answer.version, vote=said)
    decision = operations.decide_by_votes(actor=room.clerk, answer=answer, version=answer.version)
    assert (decision.votes_for, decision.votes_against) == (2, 1)
    operations.accept(actor=room.director, answer=answer, version=answer.version)
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)

    stands = by_code(room.proposal.subject.public_id)
    assert stands.state is ProposalState.ANSWERED
    assert stands.answer_kind is AnswerKind.ADOPTED
    measure = db.session.scalar(select(Measure))
    assert measure is not None
    assert measure.subject_id == stands.result_id
    assert measure.origin_id == stands.subject_id
    assert measure.goal_id == room.council.goal_id
    assert measure.lead_agency_id == room.ferries.id
    tell = list(db.session.scalars(select(Event.kind).where(Event.public).order_by(Event.id)))
    assert tell[-3:] == ["measure.adopted", "proposal.answered", "decision.taken"]


def test_the_chair_decides_in_writing_named_and_dated(app: Flask) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    with pytest.raises(Refused):
        operations.decide_by_chair(actor=room.director, answer=answer, version=answer.version)
    decision = operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    assert decision.mode is DecisionMode.CHAIR
    assert decision.decided_by == room.chair.name
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    stands = by_code(room.proposal.subject.public_id)
    assert room.chair.name in stands.answered_by
    assert stands.result_id is None


def test_two_people_drafting_at_once_do_not_overwrite_each_other(app: Flask) -> None:
    room = make_room()
    first = draft(room)
    with pytest.raises(Conflict):
        draft(room, declines=True)
    second = draft(room, declines=True, version=first.version)
    assert second.kind is AnswerKind.DECLINED
    assert second.version == 2


def test_new_words_are_voted_on_anew(app: Flask) -> None:
    room = make_room()
    answer = draft(room)
    operations.vote(actor=room.chair, answer=answer, version=answer.version, vote=Vote.YES)
    draft(room, version=1, reason="Another reason.")
    assert queries.votes_on(answer.id) == {}


def test_too_few_votes_and_more_no_than_yes_decide_nothing(app: Flask) -> None:
    room = make_room()
    answer = draft(room)
    operations.vote(actor=room.chair, answer=answer, version=answer.version, vote=Vote.YES)
    with pytest.raises(Refused, match="1 of 3"):
        operations.decide_by_votes(actor=room.clerk, answer=answer, version=answer.version)
    operations.vote(actor=room.director, answer=answer, version=answer.version, vote=Vote.NO)
    with pytest.raises(Refused, match="did not agree"):
        operations.decide_by_votes(actor=room.clerk, answer=answer, version=answer.version)
    assert answer.state is AnswerState.DRAFTED


def test_clerks_and_strangers_have_no_vote(app: Flask) -> None:
    room = make_room()
    answer = draft(room)
    for person in (room.clerk, make_resident()):
        with pytest.raises(Refused):
            operations.vote(actor=person, answer=answer, version=answer.version, vote=Vote.YES)


def test_only_the_lead_agency_takes_it_on(app: Flask) -> None:
    room = make_room()
    answer = draft(room)
    with pytest.raises(Conflict):
        operations.accept(actor=room.director, answer=answer, version=answer.version)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    for person in (room.other, room.chair, room.clerk):
        with pytest.raises(Refused):
            operations.accept(actor=person, answer=answer, version=answer.version)
    with pytest.raises(Conflict):
        operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    operations.accept(actor=room.director, answer=answer, version=answer.version)
    assert answer.state is AnswerState.ACCEPTED


def test_below_the_threshold_a_clerk_says_no_in_a_sentence(app: Flask, clock: Clock) -> None:
    room = make_room(supports=0)
    clock.move(days=76)
    answer = draft(room, declines=True, reason="It is counted already.")
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    assert by_code(room.proposal.subject.public_id).answer == "It is counted already."


def test_an_adoption_needs_a_lead_and_a_definition(app: Flask) -> None:
    room = make_room()
    with pytest.raises(Invalid) as refused:
        draft(room, lead_agency=None, charter=CharterFields(title="", unit=""), reason=" ")
    assert set(refused.value.messages) == {"reason", "lead_agency", "title", "definition", "unit"}


def test_another_councils_proposal_cannot_be_answered(app: Flask) -> None:
    room, other = make_room(), make_council()
    with pytest.raises(Refused):
        operations.draft_answer(
            actor=room.clerk,
            proposal=by_code(room.proposal.subject.public_id),
            council=other,
            kind=AnswerKind.DECLINED,
            reason="No.",
        )


def test_an_answer_that_departs_from_a_ballot_says_so_first(app: Flask, clock: Clock) -> None:
    room = make_room()
    rival = make_proposal("Buses on time", council=room.council)
    ballot = make_ballot(room.proposal, rival, council=room.council, hours=1)
    ballots.cast(actor=make_resident(), level=2, code=ballot.subject.public_id, positions=[1])
    clock.at(ballot.closes_at)
    ballot_jobs.close_due()
    answer = draft(room, declines=True)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    words = by_code(room.proposal.subject.public_id).answer
    assert words.startswith("The council departs from the vote of residents")
    assert ballot.subject.public_id in words.split("\n")[0]
    assert words.endswith("It is the first question that islanders ask.")
    told = db.session.scalar(select(Event).where(Event.kind == "proposal.answered"))
    assert told is not None
    assert told.data["departs"] is True


def test_decisions_wait_for_their_answer_to_be_public(app: Flask) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    assert tables.decisions(room.council.id) == []
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    assert [row.decided_by for row in tables.decisions(room.council.id)] == [room.chair.name]


def test_a_decision_names_no_proposal_that_is_hidden(app: Flask) -> None:
    room = make_room()
    answer = draft(room, declines=True)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=answer.version)
    operations.publish_answer(actor=room.clerk, answer=answer, version=answer.version)
    subject = room.proposal.subject
    (shown,) = tables.decisions(room.council.id)
    assert subject.title in shown.words
    hides = make_officer("moderator")
    moderation.hide(actor=hides, subject=subject, rule=Rule.ABUSE, reason="Names a person.")
    (shown,) = tables.decisions(room.council.id)
    assert shown.words == f"Decision on {subject.public_id}"
    assert shown.about == subject.public_id


def test_the_council_decides_anew_after_residents_have_voted(app: Flask, clock: Clock) -> None:
    room = make_room()
    answer = draft(room)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=1)
    operations.accept(actor=room.director, answer=answer, version=1)
    ballot = make_ballot(room.proposal, make_proposal(council=room.council), council=room.council)
    clock.at(ballot.closes_at)
    ballot_jobs.close_due()
    draft(room, declines=True, version=1)
    assert (answer.state, answer.decision, answer.accepted_by_id, answer.accepted_at) == (
        AnswerState.DRAFTED, None, None, None,
    )  # fmt: skip
    assert tables.decisions(room.council.id) == []
    operations.decide_by_chair(actor=room.chair, answer=answer, version=2)
    operations.publish_answer(actor=room.clerk, answer=answer, version=2)
    assert [row.kind.value for row in tables.decisions(room.council.id)] == ["decline"]
    with pytest.raises(Refused):
        draft(room, version=2)


def test_a_clerk_does_not_undo_a_decision_and_answer_alone(app: Flask, clock: Clock) -> None:
    room = make_room(supports=0)
    clock.move(days=80)
    answer = draft(room)
    operations.decide_by_chair(actor=room.chair, answer=answer, version=1)
    draft(room, declines=True, version=1)
    with pytest.raises(Refused, match="decided it before"):
        operations.publish_answer(actor=room.clerk, answer=answer, version=2)


def test_a_decision_can_be_taken_between_answers(app: Flask) -> None:
    room = make_room()
    operations.take(
        actor=room.clerk,
        council=room.council,
        words="The target stays.",
        decided_by="Members of the council",
        votes_for=3,
        votes_against=0,
        abstained=0,
    )
    with pytest.raises(Invalid):
        operations.take(actor=room.clerk, council=room.council, words=" ", decided_by="x")
    assert [row.words for row in tables.decisions(room.council.id)] == ["The target stays."]


def test_a_new_proposal_gets_its_councils_threshold(app: Flask) -> None:
    council = make_council(threshold=7)
    proposal = make_proposal(council=council, threshold=25)
    assert proposal.threshold == 25
    while events.relay():
        pass
    assert by_code(proposal.subject.public_id).threshold == 7
