"""How a council decides, and which way an answer takes."""

from __future__ import annotations

import pytest

from citizens.ballots.rules import Outcome
from citizens.proposals.rules import AnswerKind, ProposalState
from council.decisions import rules
from council.decisions.rules import Act, AnswerState, Count, Departure, Vote, VoteResult

YES, NO, ABSTAIN = Vote.YES, Vote.NO, Vote.ABSTAIN
ADOPTED, DECLINED = AnswerKind.ADOPTED, AnswerKind.DECLINED


@pytest.mark.parametrize(
    ("votes", "members", "expected"),
    [
        ([YES, YES, YES], 5, VoteResult.CARRIED),
        ([YES, YES], 5, VoteResult.TOO_FEW),
        ([YES, YES], 4, VoteResult.TOO_FEW),
        ([YES, NO, ABSTAIN], 4, VoteResult.NOT_CARRIED),
        ([YES, ABSTAIN, ABSTAIN], 5, VoteResult.CARRIED),
        ([NO, NO, YES], 5, VoteResult.NOT_CARRIED),
        ([], 0, VoteResult.TOO_FEW),
    ],
)
def test_more_than_half_must_vote_and_more_yes_than_no(
    votes: list[Vote], members: int, expected: VoteResult
) -> None:
    assert rules.vote_result(rules.count(votes, members)) is expected


def test_votes_are_added_up() -> None:
    assert rules.count([YES, NO, YES, ABSTAIN], 6) == Count(2, 1, 1, 6)


@pytest.mark.parametrize(
    ("kind", "outcome", "expected"),
    [
        (DECLINED, Outcome.WON, Departure.TURNED_DOWN),
        (ADOPTED, Outcome.LOST, Departure.TOOK_UP),
        (AnswerKind.ADOPTED_CHANGED, Outcome.LOST, Departure.TOOK_UP),
        (ADOPTED, Outcome.WON, None),
        (DECLINED, Outcome.LOST, None),
        (ADOPTED, None, None),
        (DECLINED, None, None),
    ],
)
def test_an_answer_that_departs_from_a_ballot_is_known(
    kind: AnswerKind, outcome: Outcome | None, expected: Departure | None
) -> None:
    assert rules.departure(kind, outcome) is expected


@pytest.mark.parametrize(
    ("kind", "proposal", "ready"),
    [
        (ADOPTED, ProposalState.OPEN, AnswerState.ACCEPTED),
        (ADOPTED, ProposalState.SUPPORTED, AnswerState.ACCEPTED),
        (DECLINED, ProposalState.SUPPORTED, AnswerState.DECIDED),
        (DECLINED, ProposalState.ON_BALLOT, AnswerState.DECIDED),
        (DECLINED, ProposalState.OPEN, AnswerState.DRAFTED),
    ],
)
def test_only_a_clerks_no_below_the_threshold_needs_no_decision(
    kind: AnswerKind, proposal: ProposalState, ready: AnswerState
) -> None:
    assert rules.ready_state(kind, proposal) is ready
    for state in AnswerState:
        assert rules.may(state, Act.PUBLISH, kind, proposal) is (state is ready)


def test_drafts_change_until_they_are_decided() -> None:
    for act in (Act.REDRAFT, Act.VOTE, Act.DECIDE):
        found = {s for s in AnswerState if rules.may(s, act, ADOPTED, ProposalState.SUPPORTED)}
        assert found == {AnswerState.DRAFTED}
    assert not rules.may(AnswerState.DECIDED, Act.ACCEPT, DECLINED, ProposalState.SUPPORTED)
