"""The life of a proposal: one table of moves, the dates they bring, and the steps one sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

DEFAULT_THRESHOLD = 25
ANSWER_DAYS = 90
DECISION_DAYS = 30
TITLE_LENGTH = 120
BODY_LENGTH = 4_000
NOTICE_LENGTH = 600


class ProposalKind(StrEnum):
    """What a proposal would change."""

    MEASURE = "measure"
    CHARTER_FIELD = "charter_field"
    OBJECTIVE = "objective"
    STRATEGY = "strategy"
    QUESTION = "question"


class ProposalState(StrEnum):
    """Where a proposal is."""

    DRAFT = "draft"
    OPEN = "open"
    SUPPORTED = "supported"
    IN_WORKSHOP = "in_workshop"
    ON_BALLOT = "on_ballot"
    ANSWERED = "answered"
    CARRIED_OUT = "carried_out"
    WITHDRAWN = "withdrawn"


class AnswerKind(StrEnum):
    """How a proposal was answered."""

    ADOPTED = "adopted"
    ADOPTED_CHANGED = "adopted_changed"
    DECLINED = "declined"


class Act(StrEnum):
    """What can happen to a proposal."""

    OPEN = "open"
    CHANGE = "change"
    WITHDRAW = "withdraw"
    REACH_THRESHOLD = "reach_threshold"
    ENTER_WORKSHOP = "enter_workshop"
    ENTER_BALLOT = "enter_ballot"
    ANSWER = "answer"
    CARRY_OUT = "carry_out"


class Doer(StrEnum):
    """Who does it."""

    AUTHOR = "author"
    SITE = "site"
    COUNCIL = "council"


class Fault(StrEnum):
    """Why words cannot be taken."""

    MISSING = "missing"
    TOO_LONG = "too_long"


class StepState(StrEnum):
    """Where a step of the tracker stands."""

    DONE = "done"
    NOW = "now"
    COMING = "coming"
    SKIPPED = "skipped"


S = ProposalState
UNANSWERED = frozenset({S.OPEN, S.SUPPORTED, S.IN_WORKSHOP, S.ON_BALLOT})
WAITING = frozenset({S.SUPPORTED, S.IN_WORKSHOP, S.ON_BALLOT})
CLOSED = frozenset({S.ANSWERED, S.CARRIED_OUT})
PUBLIC = UNANSWERED | CLOSED | {S.WITHDRAWN}

MOVES: dict[tuple[ProposalState, Act], tuple[Doer, ProposalState]] = {
    (S.DRAFT, Act.OPEN): (Doer.AUTHOR, S.OPEN),
    (S.DRAFT, Act.CHANGE): (Doer.AUTHOR, S.DRAFT),
    (S.DRAFT, Act.WITHDRAW): (Doer.AUTHOR, S.WITHDRAWN),
    (S.OPEN, Act.CHANGE): (Doer.AUTHOR, S.OPEN),
    (S.OPEN, Act.WITHDRAW): (Doer.AUTHOR, S.WITHDRAWN),
    (S.OPEN, Act.REACH_THRESHOLD): (Doer.SITE, S.SUPPORTED),
    (S.SUPPORTED, Act.CHANGE): (Doer.AUTHOR, S.SUPPORTED),
    (S.OPEN, Act.ENTER_WORKSHOP): (Doer.COUNCIL, S.IN_WORKSHOP),
    (S.SUPPORTED, Act.ENTER_WORKSHOP): (Doer.COUNCIL, S.IN_WORKSHOP),
    (S.OPEN, Act.ENTER_BALLOT): (Doer.COUNCIL, S.ON_BALLOT),
    (S.SUPPORTED, Act.ENTER_BALLOT): (Doer.COUNCIL, S.ON_BALLOT),
    (S.IN_WORKSHOP, Act.ENTER_BALLOT): (Doer.COUNCIL, S.ON_BALLOT),
    (S.OPEN, Act.ANSWER): (Doer.COUNCIL, S.ANSWERED),
    (S.SUPPORTED, Act.ANSWER): (Doer.COUNCIL, S.ANSWERED),
    (S.IN_WORKSHOP, Act.ANSWER): (Doer.COUNCIL, S.ANSWERED),
    (S.ON_BALLOT, Act.ANSWER): (Doer.COUNCIL, S.ANSWERED),
    (S.ANSWERED, Act.CARRY_OUT): (Doer.COUNCIL, S.CARRIED_OUT),
}


def after(state: ProposalState, act: Act) -> ProposalState | None:
    """The state after an act, or None when the table does not allow it."""
    move = MOVES.get((state, act))
    return move[1] if move else None


def may(state: ProposalState, act: Act, doer: Doer) -> bool:
    """Whether this doer may do this now."""
    move = MOVES.get((state, act))
    return move is not None and move[0] is doer


def due_when_opened(day: date) -> date:
    """The day at whose end an answer is due, whatever the support: 90 days after opening."""
    return day + timedelta(days=ANSWER_DAYS)


def due_when_supported(day: date, due_on: date | None) -> date:
    """The day at whose end the decision is owed: 30 days after the threshold, or as due before."""
    in_time = day + timedelta(days=DECISION_DAYS)
    return min(due_on, in_time) if due_on else in_time


def is_supported(state: ProposalState, residents: int, threshold: int) -> bool:
    """Whether as many residents support an open proposal as its council asks for."""
    return state is S.OPEN and residents >= threshold


def days_late(state: ProposalState, due_on: date | None, today: date) -> int:
    """How many days an answer has been owed; 0 while it is in time, or once it was given."""
    if due_on is None or state not in UNANSWERED:
        return 0
    return max(0, (today - due_on).days)


def faults(title: str, body: str, how_noticed: str = "") -> dict[str, Fault]:
    """What is wrong with the words, by field; empty when they can be taken."""
    found: dict[str, Fault] = {}
    needed = {"title": title, "body": body}
    most = {"title": TITLE_LENGTH, "body": BODY_LENGTH, "how_noticed": NOTICE_LENGTH}
    for name, words in {**needed, "how_noticed": how_noticed}.items():
        if name in needed and not words:
            found[name] = Fault.MISSING
        elif len(words) > most[name]:
            found[name] = Fault.TOO_LONG
    return found


@dataclass(frozen=True)
class Step:
    """One of the six steps that a proposal takes."""

    key: ProposalState
    state: StepState
    on: date | None = None


STEPS = (S.OPEN, S.SUPPORTED, S.IN_WORKSHOP, S.ON_BALLOT, S.ANSWERED, S.CARRIED_OUT)


def steps(state: ProposalState, dates: dict[ProposalState, date]) -> tuple[Step, ...]:
    """The six steps: those with a date are done, those passed over are skipped."""
    reached = STEPS.index(state) if state in STEPS else 0
    return tuple(
        Step(key, _step_state(key, place, reached, dates), dates.get(key))
        for place, key in enumerate(STEPS)
    )


def _step_state(
    key: ProposalState, place: int, reached: int, dates: dict[ProposalState, date]
) -> StepState:
    if place == reached:
        return StepState.DONE if key is S.CARRIED_OUT else StepState.NOW
    if place > reached:
        return StepState.COMING
    return StepState.DONE if key in dates else StepState.SKIPPED


def number_of(state: ProposalState) -> int:
    """Which of the six steps this state is; 0 for a draft or a withdrawn proposal."""
    return STEPS.index(state) + 1 if state in STEPS else 0


class Holder(StrEnum):
    """Whose turn it is."""

    AUTHOR = "author"
    RESIDENTS = "residents"
    COUNCIL = "council"
    NOBODY = "nobody"


def holder(state: ProposalState) -> Holder:
    """Whose turn it is: residents' while it gathers support, then the council's until the end."""
    if state is S.DRAFT:
        return Holder.AUTHOR
    if state is S.OPEN:
        return Holder.RESIDENTS
    return Holder.COUNCIL if state in WAITING or state is S.ANSWERED else Holder.NOBODY


def nearness(words: frozenset[str], other: frozenset[str]) -> float:
    """How alike two titles are: shared stems over all stems (Jaccard 1912)."""
    if not words or not other:
        return 0.0
    return len(words & other) / len(words | other)
