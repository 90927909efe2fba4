"""Proposals from the first word to the answer."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizens.accounts import operations as accounts
from citizens.accounts.queries import by_actor
from citizens.proposals import jobs, operations, queries, tables
from citizens.proposals.models import Proposal
from citizens.proposals.rules import AnswerKind, ProposalState
from citizens.proposals.tables import Filter
from citizens.supports import operations as supports
from commons import events, search
from commons.actors import system
from commons.db import db
from commons.errors import Conflict, Invalid, NotFound, Refused
from commons.events import Event
from commons.mail import Letter
from commons.roles import Level
from tests.conftest import Clock
from tests.make import make_council, make_member, make_proposal, make_supports


def kinds(proposal: Proposal) -> list[str]:
    rows = select(Event.kind).where(Event.subject_id == proposal.subject_id).order_by(Event.id)
    return list(db.session.scalars(rows))


def test_a_second_press_finds_the_draft_of_the_first(app: Flask) -> None:
    author = make_member()
    made = [
        operations.draft(actor=author, title="Boats", body="Late.", once="one form")
        for _press in range(2)
    ]
    assert made[0].id == made[1].id
    assert db.session.scalar(select(func.count()).select_from(Proposal)) == 1


def test_a_draft_is_seen_by_its_author_and_found_by_nobody(app: Flask) -> None:
    author, other = make_member(), make_member()
    draft = operations.draft(actor=author, title="Secret boats", body="Late.", once="x")
    code = draft.subject.public_id
    assert queries.proposal_page(code, author.id).proposal.id == draft.id
    for viewer in (None, other.id):
        with pytest.raises(NotFound):
            queries.proposal_page(code, viewer)
    assert search.find("boats") == []
    assert tables.all_proposals(Filter.ALL) == []


def test_an_opened_proposal_has_a_day_for_its_answer(app: Flask, clock: Clock) -> None:
    proposal = make_proposal()
    assert proposal.state is ProposalState.OPEN
    assert proposal.answer_due_on == date(2027, 2, 18)
    assert kinds(proposal) == ["proposal.opened"]


def test_words_that_cannot_be_taken_are_refused_at_their_fields(app: Flask) -> None:
    with pytest.raises(Invalid) as refused:
        operations.draft(actor=make_member(), title="\u200b ", body="x" * 5_000, once="x")
    assert set(refused.value.messages) == {"title", "body"}


def test_only_a_council_can_be_asked(app: Flask) -> None:
    other = make_proposal()
    with pytest.raises(Invalid):
        operations.draft(
            actor=make_member(), title="A", body="B", once="x", addressee_id=other.subject_id
        )


def test_enough_supports_bring_it_to_the_council_with_30_days(app: Flask, clock: Clock) -> None:
    proposal = make_proposal(council=make_council(threshold=3))
    make_supports(proposal, 2)
    assert jobs.reached_threshold() == 0
    make_supports(proposal, 1)
    assert jobs.reached_threshold() == 1
    assert jobs.reached_threshold() == 0
    stands = queries.by_code(proposal.subject.public_id)
    assert stands.state is ProposalState.SUPPORTED
    assert stands.answer_due_on == date(2026, 12, 20)
    assert kinds(proposal).count("proposal.supported") == 1


def test_residents_bring_it_to_the_council_and_others_do_not(app: Flask) -> None:
    proposal = make_proposal(council=make_council(threshold=2))
    make_supports(proposal, 1)
    others = make_supports(proposal, 3, level=Level.MEMBER)
    assert jobs.reached_threshold() == 0
    accounts.set_level(account=by_actor(others[0].id), level=Level.RESIDENT)
    supports.count_changed()  # who is known better now counts, without pressing once more
    assert jobs.reached_threshold() == 1
    (event,) = (e for e in db.session.scalars(select(Event)) if e.kind == "proposal.supported")
    assert (event.data["supports"], event.data["residents"]) == (4, 2)


def test_a_withdrawn_support_does_not_reach_the_threshold(app: Flask) -> None:
    proposal = make_proposal(council=make_council(threshold=2))
    people = make_supports(proposal, 2)
    supports.withdraw(actor=people[0], subject_id=proposal.subject_id)
    supports.count_changed()
    assert jobs.reached_threshold() == 0


def test_before_the_first_support_words_change_freely(app: Flask) -> None:
    author = make_member()
    proposal = make_proposal(author=author)
    operations.amend(
        actor=author, proposal=proposal, title="Ferries", body="Better.", how_noticed=""
    )
    assert queries.old_words(proposal.id) == []
    assert proposal.subject.title == "Ferries"


def test_after_the_first_support_the_old_words_stay_and_supporters_are_told(app: Flask) -> None:
    author = make_member()
    proposal = make_proposal("Boats on time", author=author)
    make_supports(proposal, 2)
    with pytest.raises(Invalid) as refused:
        operations.amend(actor=author, proposal=proposal, title="A", body="B", how_noticed="")
    assert set(refused.value.messages) == {"reason"}
    operations.amend(
        actor=author,
        proposal=proposal,
        title="Ferries on time",
        body="B",
        how_noticed="",
        reason="Boats are also canoes.",
    )
    assert [each.old_title for each in queries.old_words(proposal.id)] == ["Boats on time"]
    events.relay()
    assert letters("Changed words") == 2


def test_only_its_author_can_change_or_withdraw_it(app: Flask) -> None:
    proposal, stranger = make_proposal(), make_member()
    with pytest.raises(Refused):
        operations.amend(actor=stranger, proposal=proposal, title="A", body="B", how_noticed="")
    with pytest.raises(Refused):
        operations.withdraw(actor=stranger, proposal=proposal)


def test_a_supported_proposal_belongs_to_its_supporters(app: Flask) -> None:
    author = make_member()
    proposal = make_proposal(author=author, council=make_council(threshold=1))
    make_supports(proposal, 1)
    jobs.reached_threshold()
    with pytest.raises(Conflict):
        operations.withdraw(actor=author, proposal=queries.by_code(proposal.subject.public_id))


def test_support_puts_off_no_answer(app: Flask, clock: Clock) -> None:
    proposal = make_proposal(council=make_council(threshold=1))
    due = proposal.answer_due_on
    clock.move(days=80)
    make_supports(proposal, 1)
    jobs.reached_threshold()
    stands = queries.by_code(proposal.subject.public_id)
    assert (stands.state, stands.answer_due_on) == (ProposalState.SUPPORTED, due)


def test_a_second_press_opens_a_proposal_once(app: Flask) -> None:
    proposal = make_proposal()
    again = operations.open_(actor=proposal.actor, proposal=proposal)
    assert again.opened_at == proposal.opened_at
    assert kinds(proposal) == ["proposal.opened"]
    with pytest.raises(Conflict):
        operations.open_(actor=make_member(), proposal=proposal)


def test_the_same_words_once_more_are_no_amendment(app: Flask) -> None:
    author = make_member()
    proposal = make_proposal(author=author)
    make_supports(proposal, 1)
    for _press in range(2):
        operations.amend(
            actor=author,
            proposal=proposal,
            title="Measure the late boats",
            body="Those that leave late.",
            how_noticed="",
            reason="It is shorter.",
        )
    assert kinds(proposal).count("proposal.amended") == 1


def test_a_withdrawn_proposal_keeps_its_page_and_leaves_the_lists(app: Flask) -> None:
    author = make_member()
    proposal = make_proposal(author=author)
    operations.withdraw(actor=author, proposal=proposal, reason="Somebody else was faster.")
    page = queries.proposal_page(proposal.subject.public_id, None)
    assert page.withdrawn == "Somebody else was faster."
    assert tables.all_proposals(Filter.ALL) == []
    assert search.find("boats") == []


def test_a_threshold_never_changes_for_a_proposal_with_supports(app: Flask) -> None:
    council = make_council(threshold=5)
    proposal = make_proposal()
    make_supports(proposal, 1)
    operations.assign(
        actor=system(), proposal=proposal, addressee_id=council.subject_id, threshold=5
    )
    assert proposal.threshold == 25


def test_a_late_answer_stands_in_the_feed_once(app: Flask, clock: Clock) -> None:
    proposal = make_proposal()
    clock.move(days=90)
    assert jobs.late() == 0
    clock.move(days=1)
    assert jobs.late() == 1
    assert jobs.late() == 0
    assert kinds(proposal)[-1] == "answer.late"
    assert [row.days_late for row in tables.all_proposals(Filter.LATE)] == [1]


def test_an_answer_goes_to_its_author_and_each_supporter_once(app: Flask) -> None:
    proposal = make_proposal()
    make_supports(proposal, 3)
    operations.set_answer(
        actor=system(),
        proposal=proposal,
        kind=AnswerKind.DECLINED,
        words="It **is** counted [elsewhere](https://example.org).",
        answered_by="The clerk",
    )
    while events.relay():
        pass
    assert letters("Answered") == 4
    said = set(db.session.scalars(select(Letter.body).where(Letter.subject.like("Answered%"))))
    assert all("It is counted elsewhere (https://example.org)." in body for body in said)
    with pytest.raises(Conflict):
        operations.set_answer(
            actor=system(),
            proposal=proposal,
            kind=AnswerKind.ADOPTED,
            words="No, we take it.",
            answered_by="The clerk",
        )


def test_similar_proposals_are_those_that_share_most_words(app: Flask) -> None:
    near = make_proposal("Measure whether boats leave on time")
    make_proposal("Measure bus stops with a roof")
    make_proposal("Count potholes")
    found = queries.similar("Do the boats leave in time?")
    assert found[0].code == near.subject.public_id
    assert len(found) <= 3
    assert queries.similar("zebra crossings") == []


def test_filters_count_what_they_show(app: Flask, clock: Clock) -> None:
    council = make_council(threshold=1)
    make_proposal("One", council=council)
    supported = make_proposal("Two", council=council)
    make_supports(supported, 1)
    jobs.reached_threshold()
    answered = make_proposal("Three", council=council)
    operations.set_answer(
        actor=system(),
        proposal=answered,
        kind=AnswerKind.DECLINED,
        words="No.",
        answered_by="The clerk",
    )
    assert tables.counts() == {
        Filter.ALL: 3,
        Filter.OPEN: 1,
        Filter.WAITING: 1,
        Filter.ANSWERED: 1,
        Filter.LATE: 0,
    }
    assert [row.title for row in tables.all_proposals(Filter.WAITING)] == ["Two"]
    assert [row.title for row in tables.proposals(Filter.ALL, words="three").rows] == ["Three"]


def letters(beginning: str) -> int:
    """How many letters wait whose subject begins so."""
    statement = select(func.count()).where(Letter.subject.startswith(beginning))
    return db.session.scalar(statement) or 0
