"""How a council decides, and the life of an answer from its draft to the public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from citizens.ballots.rules import Outcome
from citizens.proposals.rules import AnswerKind, ProposalState

REASON_LENGTH = 4_000


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


ADOPTIONS = frozenset({AnswerKind.ADOPTED, AnswerKind.ADOPTED_CHANGED})
DECISION_KINDS = {
    AnswerKind.ADOPTED: DecisionKind.ADOPT,
    AnswerKind.ADOPTED_CHANGED: DecisionKind.ADOPT_CHANGED,
    AnswerKind.DECLINED: DecisionKind.DECLINE,
}


def may(state: AnswerState, act: Act, kind: AnswerKind, proposal: ProposalState) -> bool:
    """Whether an answer of this kind may take this act in this state: the one table of moves."""
    if act in (Act.REDRAFT, Act.VOTE, Act.DECIDE):
        return state is AnswerState.DRAFTED
    if act is Act.ACCEPT:
        return state is AnswerState.DECIDED and needs_acceptance(kind)
    return state is ready_state(kind, proposal)


def ready_state(kind: AnswerKind, proposal: ProposalState) -> AnswerState:
    """The state in which an answer can be published."""
    if needs_acceptance(kind):
        return AnswerState.ACCEPTED
    return AnswerState.DECIDED if needs_decision(kind, proposal) else AnswerState.DRAFTED


def needs_acceptance(kind: AnswerKind) -> bool:
    """Whether the lead agency must take it on: whatever is adopted needs somebody who does it."""
    return kind in ADOPTIONS


def needs_decision(kind: AnswerKind, proposal: ProposalState) -> bool:
    """Whether the council must decide: not when a clerk declines what found too little support."""
    return kind in ADOPTIONS or proposal is not ProposalState.OPEN


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
