"""The life of a question to a review, and the order in which questions stand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

SHORTEST, LONGEST = 10, 500
HALVED_AFTER_DAYS = 7


class QuestionState(StrEnum):
    """Where a question is."""

    PENDING = "pending"
    OPEN = "open"
    ON_AIR = "on_air"
    MERGED = "merged"
    ANSWERED_LIVE = "answered_live"
    ANSWERED_IN_WRITING = "answered_in_writing"
    DECLINED = "declined"


Q = QuestionState
MOVES: dict[QuestionState, frozenset[QuestionState]] = {
    Q.PENDING: frozenset({Q.OPEN, Q.DECLINED}),
    Q.OPEN: frozenset({Q.ON_AIR, Q.MERGED, Q.ANSWERED_LIVE, Q.ANSWERED_IN_WRITING, Q.DECLINED}),
    Q.ON_AIR: frozenset({Q.OPEN, Q.ANSWERED_LIVE}),
    Q.MERGED: frozenset({Q.OPEN}),
    Q.ANSWERED_LIVE: frozenset(),
    Q.ANSWERED_IN_WRITING: frozenset(),
    Q.DECLINED: frozenset(),
}
WAITING = frozenset({Q.OPEN, Q.ON_AIR})
PUBLIC = frozenset(set(Q) - {Q.PENDING})


def may_move(old: QuestionState, new: QuestionState) -> bool:
    """Whether the table of moves has this one."""
    return new in MOVES[old]


def weight(supports: int, asked_at: datetime, now: datetime) -> float:
    """What a question's supports weigh: each week of its age halves them.

    So an early question leads while it is backed, and a late one can overtake it.
    """
    days = max(0.0, (now - asked_at).total_seconds() / 86_400)
    return float((supports + 1) * 2 ** (-days / HALVED_AFTER_DAYS))


def rank(
    state: QuestionState, supports: int, asked_at: datetime, now: datetime
) -> tuple[int, float, datetime]:
    """The key by which questions are sorted: on air, waiting by weight, then the rest."""
    order = 0 if state is Q.ON_AIR else 1 if state is Q.OPEN else 2
    return order, -weight(supports, asked_at, now), asked_at
