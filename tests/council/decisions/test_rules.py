"""How a council decides, and which way an answer takes."""

from __future__ import annotations

from datetime import date

import pytest

from citizens.ballots.rules import Outcome
from citizens.proposals.rules import AnswerKind, ProposalState
from council.decisions import rules
from council.decisions.rules import (
    Act,
    AnswerState,
    Bar,
    Case,
    Count,
    Departure,
    Vote,
    VoteResult,
)

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


OPEN, SUPPORTED = ProposalState.OPEN, ProposalState.SUPPORTED
DRAFTED, DECIDED, TAKEN_ON = AnswerState.DRAFTED, AnswerState.DECIDED, AnswerState.ACCEPTED


@pytest.mark.parametrize(
    ("kind", "proposal", "ready"),
    [
        (ADOPTED, OPEN, {TAKEN_ON}),
        (ADOPTED, SUPPORTED, {TAKEN_ON}),
        (DECLINED, SUPPORTED, {DECIDED}),
        (DECLINED, ProposalState.ON_BALLOT, {DECIDED}),
        (DECLINED, OPEN, {DRAFTED, DECIDED}),
    ],
)
def test_only_a_clerks_no_below_the_threshold_needs_no_decision(
    kind: AnswerKind, proposal: ProposalState, ready: set[AnswerState]
) -> None:
    for state in AnswerState:
        case = Case(state, kind, proposal)
        assert rules.ready_states(case) == ready
        assert (rules.bar(case, Act.PUBLISH) is None) is (state in ready)


def test_what_has_enough_support_by_now_is_the_councils_before_any_job_says_so() -> None:
    case = Case(DRAFTED, DECLINED, OPEN, is_enough=True)
    assert rules.bar(case, Act.PUBLISH) is Bar.MOVED_ON


def test_words_change_until_they_are_public_and_are_decided_once() -> None:
    found = {
        act: {s for s in AnswerState if not rules.bar(Case(s, ADOPTED, SUPPORTED), act)}
        for act in (Act.REDRAFT, Act.VOTE, Act.DECIDE)
    }
    assert found[Act.REDRAFT] == {DRAFTED, DECIDED, TAKEN_ON}
    assert found[Act.VOTE] == found[Act.DECIDE] == {DRAFTED}
    assert rules.bar(Case(DECIDED, DECLINED, SUPPORTED), Act.ACCEPT) is Bar.MOVED_ON


def test_while_residents_vote_the_council_only_drafts() -> None:
    for kind in (ADOPTED, DECLINED):
        for state in (DRAFTED, DECIDED, TAKEN_ON):
            case = Case(state, kind, ProposalState.ON_BALLOT, is_on_ballot=True)
            assert {act for act in Act if rules.bar(case, act) is None} == {Act.REDRAFT}
    case = Case(DRAFTED, DECLINED, ProposalState.ON_BALLOT, is_on_ballot=True)
    assert rules.bar(case, Act.REDRAFT) is None
    assert rules.bar(case, Act.DECIDE) is Bar.ON_BALLOT


def test_a_clerk_answers_alone_near_the_day_and_while_no_member_has_voted() -> None:
    early = Case(DRAFTED, DECLINED, OPEN, is_early=True)
    assert rules.bar(early, Act.PUBLISH) is Bar.EARLY
    assert rules.bar(early, Act.DECIDE) is None
    asked = Case(DRAFTED, DECLINED, OPEN, is_asked=True)
    assert rules.bar(asked, Act.PUBLISH) is Bar.ASKED
    decided = Case(DECIDED, DECLINED, OPEN, is_asked=True, is_early=True)
    assert rules.bar(decided, Act.PUBLISH) is None
    assert rules.alone_from(date(2026, 11, 28)) == date(2026, 11, 14)


@pytest.mark.parametrize("proposal", [ProposalState.WITHDRAWN, ProposalState.ANSWERED])
def test_nothing_happens_to_an_answer_that_nobody_waits_for(proposal: ProposalState) -> None:
    for state in AnswerState:
        for act in Act:
            assert rules.bar(Case(state, DECLINED, proposal), act) is Bar.MOVED_ON
