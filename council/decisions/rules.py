"""How a council decides, and the life of an answer from its draft to the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from citizens.ballots.rules import Outcome
from citizens.proposals.rules import UNANSWERED, AnswerKind, ProposalState

REASON_LENGTH = 4_000
ALONE_DAYS = 14


class DecisionKind(StrEnum):
    """What was decided."""

    ADOPT = "adopt"
    ADOPT_CHANGED = "adopt_changed"
    DECLINE = "decline"
    CHANGE_TARGET = "change_target"
    CHANGE_MEASURE = "change_measure"
    REFER = "refer"
    OTHER = "other"


class DecisionMode(StrEnum):
    """How it was decided."""

    MEMBERS = "members"
    CHAIR = "chair"


class AnswerState(StrEnum):
    """Where an answer is on its way to the public."""

    DRAFTED = "drafted"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


class Vote(StrEnum):
    """What a member said."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


class Act(StrEnum):
    """What can happen to an answer."""

    REDRAFT = "redraft"
    VOTE = "vote"
    DECIDE = "decide"
    ACCEPT = "accept"
    PUBLISH = "publish"


class Bar(StrEnum):
    """Why something cannot happen to an answer now."""

    MOVED_ON = "moved_on"
    ON_BALLOT = "on_ballot"
    ASKED = "asked"
    EARLY = "early"


class VoteResult(StrEnum):
    """What the members' votes amount to."""

    CARRIED = "carried"
    NOT_CARRIED = "not_carried"
    TOO_FEW = "too_few"


class Departure(StrEnum):
    """How an answer departs from what residents voted."""

    TURNED_DOWN = "turned_down"
    TOOK_UP = "took_up"


@dataclass(frozen=True)
class Count:
    """Members' votes, added up, and how many members could vote."""

    yes: int
    no: int
    abstained: int
    members: int

    @property
    def cast(self) -> int:
        """How many members said something."""
        return self.yes + self.no + self.abstained


@dataclass(frozen=True)
class Case:
    """What stands about an answer and its proposal, when something is to happen to it."""

    state: AnswerState
    kind: AnswerKind
    proposal: ProposalState
    is_enough: bool = False  # as many residents support it as the threshold says
    is_on_ballot: bool = False  # residents vote on it, and the result is not public
    is_asked: bool = False  # members have voted on the answer, or decided it once
    is_early: bool = False  # the clerk does not answer alone yet

    @property
    def is_below(self) -> bool:
        """Whether too few support it for the council to be obliged to decide."""
        return self.proposal is ProposalState.OPEN and not self.is_enough


ADOPTIONS = frozenset({AnswerKind.ADOPTED, AnswerKind.ADOPTED_CHANGED})
DECISION_KINDS = {
    AnswerKind.ADOPTED: DecisionKind.ADOPT,
    AnswerKind.ADOPTED_CHANGED: DecisionKind.ADOPT_CHANGED,
    AnswerKind.DECLINED: DecisionKind.DECLINE,
}


def bar(case: Case, act: Act) -> Bar | None:
    """Why this cannot happen to the answer now, or None: the one table of moves."""
    if case.proposal not in UNANSWERED or case.state not in _before(case, act):
        return Bar.MOVED_ON
    if act is Act.REDRAFT:
        return None
    if case.is_on_ballot:
        return Bar.ON_BALLOT
    if act is Act.PUBLISH and case.state is AnswerState.DRAFTED:
        return _bar_alone(case)
    return None


def _before(case: Case, act: Act) -> frozenset[AnswerState]:
    """The states in which this may happen; new words undo what was decided on the old ones."""
    if act is Act.REDRAFT:
        return frozenset(AnswerState) - {AnswerState.PUBLISHED}
    if act is Act.ACCEPT:
        return frozenset({AnswerState.DECIDED} if needs_acceptance(case.kind) else ())
    return ready_states(case) if act is Act.PUBLISH else frozenset({AnswerState.DRAFTED})


def _bar_alone(case: Case) -> Bar | None:
    """Why a clerk does not answer alone: members are deciding it, or it may still grow."""
    if case.is_asked:
        return Bar.ASKED
    return Bar.EARLY if case.is_early else None


def ready_states(case: Case) -> frozenset[AnswerState]:
    """The states from which the answer can be published."""
    if needs_acceptance(case.kind):
        return frozenset({AnswerState.ACCEPTED})
    if needs_decision(case):
        return frozenset({AnswerState.DECIDED})
    return frozenset({AnswerState.DECIDED, AnswerState.DRAFTED})


def needs_acceptance(kind: AnswerKind) -> bool:
    """Whether the lead agency must take it on: whatever is adopted needs somebody who does it."""
    return kind in ADOPTIONS


def needs_decision(case: Case) -> bool:
    """Whether the council must decide: not when a clerk declines what found too little support."""
    return case.kind in ADOPTIONS or not case.is_below


def alone_from(due_on: date) -> date:
    """The day from which a clerk answers alone: two weeks before the answer is due."""
    return due_on - timedelta(days=ALONE_DAYS)


def count(votes: Sequence[Vote], members: int) -> Count:
    """The votes added up."""
    said = list(votes)
    return Count(said.count(Vote.YES), said.count(Vote.NO), said.count(Vote.ABSTAIN), members)


def vote_result(counted: Count) -> VoteResult:
    """Carried when more than half of the members took part and more said yes than no."""
    if 2 * counted.cast <= counted.members:
        return VoteResult.TOO_FEW
    return VoteResult.CARRIED if counted.yes > counted.no else VoteResult.NOT_CARRIED


def departure(kind: AnswerKind, outcome: Outcome | None) -> Departure | None:
    """How an answer departs from a published ballot; None when it follows it or there was none."""
    if outcome is Outcome.WON and kind is AnswerKind.DECLINED:
        return Departure.TURNED_DOWN
    if outcome is Outcome.LOST and kind in ADOPTIONS:
        return Departure.TOOK_UP
    return None
