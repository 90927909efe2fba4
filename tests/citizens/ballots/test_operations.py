"""Ballots: one paper each, changeable until the close, counted by rows."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizens.ballots import jobs, operations, queries, rules
from citizens.ballots.models import Ballot, Choice, Paper
from citizens.ballots.rules import BallotState, Outcome
from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_code as proposal_by_code
from citizens.proposals.rules import ProposalState
from commons import clock as time
from commons import ledger
from commons.actors import Actor, system
from commons.db import db
from commons.errors import Conflict, Invalid, NotFound, NotNow, Refused
from commons.events import Event
from council.councils.models import Council
from tests.conftest import Clock
from tests.make import make_ballot, make_council, make_proposal, make_resident


def cast(ballot: Ballot, actor: Actor, *positions: int, level: int = 2) -> Paper:
    """This person ticks these options."""
    code = ballot.subject.public_id
    operations.cast(actor=actor, level=level, code=code, positions=positions)
    return db.session.scalars(
        select(Paper)
        .where(Paper.voter_key == rules.voter_key(ballot.secret, actor.id))
        .execution_options(populate_existing=True)
    ).one()


def papers() -> int:
    """How many papers there are in all."""
    return db.session.scalar(select(func.count()).select_from(Paper)) or 0


def test_opening_puts_the_proposals_on_the_ballot_with_its_date(app: Flask, clock: Clock) -> None:
    council = make_council()
    proposals = [make_proposal(each, council=council) for each in ("Boats", "Buses")]
    ballot = make_ballot(*proposals, council=council)
    for each in proposals:
        stands = proposal_by_code(each.subject.public_id)
        assert stands.state is ProposalState.ON_BALLOT
        assert stands.answer_due_on == ballot.answer_due_on


def make_draft(*over: Proposal, council: Council) -> Ballot:
    """A ballot over these proposals that waits to be opened, for two days."""
    return operations.draft(
        actor=system(),
        addressee_id=council.subject_id,
        title="Which first?",
        question="Which of them first?",
        options=[(each.title, "", each.subject_id) for each in over],
        closes_at=time.now() + timedelta(days=2),
    )


def two_proposals(council: Council) -> list[Proposal]:
    """Two proposals to the council."""
    return [make_proposal(each, council=council) for each in ("Boats", "Buses")]


def test_a_ballot_says_when_it_was_opened_and_not_when_it_was_drafted(
    app: Flask, clock: Clock
) -> None:
    council = make_council()
    ballot = make_draft(*two_proposals(council), council=council)
    clock.move(hours=30)
    opened = operations.open_(actor=system(), ballot=ballot)
    assert opened.opens_at == time.now()


def test_a_draft_is_thrown_away_once_and_what_was_opened_stays(app: Flask) -> None:
    council = make_council()
    draft, opened = make_draft(*two_proposals(council), council=council), make_ballot()
    operations.throw_away(actor=system(), ballot=draft)
    assert queries.drafts() == []
    with pytest.raises(NotFound):
        operations.throw_away(actor=system(), ballot=draft)
    with pytest.raises(NotFound):
        operations.open_(actor=system(), ballot=draft)
    with pytest.raises(Conflict):
        operations.throw_away(actor=system(), ballot=opened)
    assert len(queries.by_code(opened.subject.public_id).options) == 3


def test_titles_are_frozen_at_the_opening_and_not_before(app: Flask) -> None:
    council = make_council()
    made = two_proposals(council)
    ballot = make_draft(*made, council=council)

    def titles() -> list[str]:
        stands = queries.by_code(ballot.subject.public_id)
        return [each.title for each in queries.shown_options(stands)]

    def amend(title: str) -> None:
        words = {"title": title, "body": "Late.", "how_noticed": ""}
        proposals.amend(actor=made[0].actor, proposal=made[0], **words)

    amend("Ferries")
    assert titles() == ["Ferries", "Buses"]
    opened = operations.open_(actor=system(), ballot=ballot)
    assert [each.title for each in opened.options] == titles() == ["Ferries", "Buses"]


def test_in_public_a_ballot_says_which_day_an_answer_was_due_before(app: Flask) -> None:
    council = make_council()
    made = two_proposals(council)
    was = made[0].answer_due_on
    ballot = make_ballot(*made, council=council)
    told = db.session.scalars(select(Event).where(Event.kind == "proposal.on_ballot")).first()
    assert told is not None
    assert told.public
    assert (told.data["was"], told.data["due"]) == (str(was), str(ballot.answer_due_on))


def test_a_ballot_does_not_put_off_an_answer_that_is_late(app: Flask, clock: Clock) -> None:
    council = make_council()
    made = two_proposals(council)
    due = made[0].answer_due_on
    clock.move(days=91)
    with pytest.raises(NotNow, match="The answer to “Boats” is late"):
        make_ballot(*made, council=council)
    stands = proposal_by_code(made[0].subject.public_id)
    assert (stands.state, stands.answer_due_on) == (ProposalState.OPEN, due)


def test_the_last_vote_of_a_person_is_the_one_that_counts(app: Flask) -> None:
    ballot, voter = make_ballot(), make_resident()
    cast(ballot, voter, 1, 2)
    paper = cast(ballot, voter, 3)
    assert papers() == 1
    assert paper.changes == 1
    own = queries.own_paper(ballot, voter.id)
    assert own is not None
    assert own.positions == (3,)


def test_the_same_ticks_once_more_are_no_change(app: Flask) -> None:
    ballot, voter = make_ballot(), make_resident()
    cast(ballot, voter, 1, 2)
    assert cast(ballot, voter, 2, 1).changes == 0


def test_a_withdrawn_vote_is_counted_as_withdrawn_and_can_be_given_again(app: Flask) -> None:
    ballot, voter = make_ballot(), make_resident()
    cast(ballot, voter, 1)
    operations.withdraw(actor=voter, code=ballot.subject.public_id)
    own = queries.own_paper(ballot, voter.id)
    assert own is not None
    assert own.withdrawn
    assert own.positions == ()
    assert not cast(ballot, voter, 2).withdrawn
    assert papers() == 1


@pytest.mark.parametrize("positions", [(), (1, 1), (1, 2, 3), (0,), (1, 99)])
def test_ticks_that_cannot_be_are_refused_and_leave_nothing(
    app: Flask, positions: tuple[int, ...]
) -> None:
    ballot = make_ballot(most_ticks=2)
    with pytest.raises(Invalid):
        cast(ballot, make_resident(), *positions)
    assert papers() == 0


def test_members_who_are_not_residents_cannot_vote(app: Flask) -> None:
    ballot = make_ballot()
    with pytest.raises(Refused):
        cast(ballot, make_resident(), 1, level=1)


def test_the_moment_of_the_close_is_too_late(app: Flask, clock: Clock) -> None:
    ballot, voter = make_ballot(hours=1), make_resident()
    clock.at(ballot.closes_at - timedelta(microseconds=1))
    cast(ballot, voter, 1)
    clock.at(ballot.closes_at)
    with pytest.raises(Refused):
        cast(ballot, voter, 2)
    with pytest.raises(Refused):
        operations.withdraw(actor=voter, code=ballot.subject.public_id)
    own = queries.own_paper(ballot, voter.id)
    assert own is not None
    assert own.positions == (1,)


def test_nothing_is_counted_before_the_close_and_everything_at_it(app: Flask, clock: Clock) -> None:
    ballot = make_ballot(hours=1, places=2)
    people = [make_resident() for _each in range(5)]
    for person in people[:3]:
        cast(ballot, person, 1, 2)
    cast(ballot, people[3], 2)
    cast(ballot, people[4], 3)
    operations.withdraw(actor=people[4], code=ballot.subject.public_id)
    assert jobs.close_due() == 0
    assert queries.by_code(ballot.subject.public_id).result is None
    clock.at(ballot.closes_at)
    assert jobs.close_due() == 2
    stands = queries.by_code(ballot.subject.public_id)
    assert stands.state is BallotState.PUBLISHED
    assert stands.result is not None
    assert stands.result["papers"] == 4
    assert stands.result["withdrawn"] == 1
    assert {r["position"]: r["approvals"] for r in stands.result["options"]} == {2: 4, 1: 3, 3: 0}
    assert [r["position"] for r in stands.result["options"] if r["wins"]] == [2, 1]
    assert jobs.close_due() == 0


def test_the_published_count_stands_in_the_ledger(app: Flask, clock: Clock) -> None:
    ballot = make_ballot(hours=1)
    cast(ballot, make_resident(), 2)
    clock.at(ballot.closes_at)
    jobs.close_due()
    leaf = db.session.scalar(select(ledger.Leaf).where(ledger.Leaf.kind == "ballot"))
    assert leaf is not None
    document = json.loads(leaf.content)
    assert document["code"] == ballot.subject.public_id
    assert [option["approvals"] for option in document["options"]] == [0, 1, 0]
    assert ledger.verify().bad is None


def test_a_proposal_knows_what_its_ballot_said(app: Flask, clock: Clock) -> None:
    council = make_council()
    first, second = (make_proposal(each, council=council) for each in ("Boats", "Buses"))
    ballot = make_ballot(first, second, council=council, hours=1)
    cast(ballot, make_resident(), 2)
    assert queries.standing_of(first.subject_id) is None
    clock.at(ballot.closes_at)
    jobs.close_due()
    lost, won = queries.standing_of(first.subject_id), queries.standing_of(second.subject_id)
    assert lost is not None
    assert won is not None
    assert (lost.outcome, won.outcome) == (Outcome.LOST, Outcome.WON)


def test_an_answer_to_a_result_is_not_written_over(app: Flask, clock: Clock) -> None:
    ballot = make_ballot(hours=1)
    clock.at(ballot.closes_at)
    jobs.close_due()
    first = {"words": "We follow it.", "answered_by": "Ann Lee"}
    for _press in range(2):
        operations.answer(actor=system(), ballot=ballot, **first)
    with pytest.raises(NotNow):
        operations.answer(actor=system(), ballot=ballot, words="Not so.", answered_by="Bo Dean")
    stands = queries.by_code(ballot.subject.public_id)
    assert (stands.answer, stands.answered_by) == ("We follow it.", "Ann Lee")
    told = select(func.count()).select_from(Event).where(Event.kind == "ballot.answered")
    assert db.session.scalar(told) == 1


def test_no_group_of_under_ten_is_shown_by_level(app: Flask, clock: Clock) -> None:
    ballot = make_ballot(hours=1)
    for number in range(12):
        cast(ballot, make_resident(), 1, level=3 if number < 2 else 2)
    clock.at(ballot.closes_at)
    jobs.close_due()
    stands = queries.by_code(ballot.subject.public_id)
    assert stands.result is not None
    assert stands.result["papers_by_level"] is None
    assert all(row["by_level"] is None for row in stands.result["options"])


def test_a_ballot_is_opened_once(app: Flask) -> None:
    ballot = make_ballot()
    with pytest.raises(Conflict):
        operations.open_(actor=system(), ballot=ballot)


@pytest.mark.parametrize("count", [8, pytest.param(50, marks=pytest.mark.soak)])
def test_residents_pressing_sixteen_times_at_once_make_a_paper_each(app: Flask, count: int) -> None:
    ballot = make_ballot()
    code, voters = ballot.subject.public_id, [make_resident().id for _each in range(count)]
    choices = [(1,), (2, 3)]
    db.session.remove()

    def press(job: tuple[int, int]) -> None:
        voter, turn = job
        with app.app_context():
            operations.cast(
                actor=db.session.get_one(Actor, voter),
                level=2,
                code=code,
                positions=choices[turn % 2],
            )

    jobs_to_do = [(voter, turn) for turn in range(16) for voter in voters]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(press, jobs_to_do))
    assert papers() == count
    per_paper = db.session.execute(
        select(func.count()).select_from(Choice).group_by(Choice.paper_id)
    ).scalars()
    assert set(per_paper) <= {1, 2}
