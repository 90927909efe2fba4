"""The life of a ballot, who may cast, and the count. Approval: every tick counts one."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from commons.roles import Level

DECISION_DAYS = 30
TURNOUT_STEP = 10
LEAST_SHOWN = 10
LEAST_OPTIONS = 2
MOST_OPTIONS = 20


class BallotState(StrEnum):
    """Where a ballot stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Act(StrEnum):
    """What can happen to a ballot."""

    OPEN = "open"
    CLOSE = "close"
    PUBLISH = "publish"


class Bar(StrEnum):
    """Why a paper cannot be cast."""

    NOT_OPEN = "not_open"
    NOT_YET = "not_yet"
    OVER = "over"
    LEVEL = "level"


class Fault(StrEnum):
    """What is wrong with the ticks on a paper."""

    EMPTY = "empty"
    REPEATED = "repeated"
    UNKNOWN = "unknown"
    TOO_MANY = "too_many"


class Outcome(StrEnum):
    """What a published ballot said of one of its options."""

    WON = "won"
    LOST = "lost"


MOVES = {
    (BallotState.DRAFT, Act.OPEN): BallotState.OPEN,
    (BallotState.OPEN, Act.CLOSE): BallotState.CLOSED,
    (BallotState.CLOSED, Act.PUBLISH): BallotState.PUBLISHED,
}


@dataclass(frozen=True)
class Counted:
    """An option after the count: its ticks, its rank, whether it is among the first."""

    position: int
    approvals: int
    rank: int
    wins: bool
    tied: bool


def after(state: BallotState, act: Act) -> BallotState | None:
    """The state after an act, or None when there is no such move."""
    return MOVES.get((state, act))


def bar(
    state: BallotState,
    now: datetime,
    opens_at: datetime,
    closes_at: datetime,
    level: int,
    least_level: int = Level.RESIDENT,
) -> Bar | None:
    """Why nobody, or not this person, can cast at this moment; the close itself is too late."""
    if state is BallotState.DRAFT:
        return Bar.NOT_OPEN
    if state is not BallotState.OPEN or now >= closes_at:
        return Bar.OVER
    if now < opens_at:
        return Bar.NOT_YET
    return Bar.LEVEL if level < least_level else None


def may_cast(
    state: BallotState,
    now: datetime,
    opens_at: datetime,
    closes_at: datetime,
    level: int,
    least_level: int = Level.RESIDENT,
) -> bool:
    """Whether a paper of this moment and level counts: opens_at <= now < closes_at."""
    return bar(state, now, opens_at, closes_at, level, least_level) is None


def fault(chosen: Sequence[int], offered: Collection[int], most: int) -> Fault | None:
    """What is wrong with the ticks, seen against the options as they were frozen."""
    if not chosen:
        return Fault.EMPTY
    if len(set(chosen)) != len(chosen):
        return Fault.REPEATED
    if not all(each in offered for each in chosen):
        return Fault.UNKNOWN
    return Fault.TOO_MANY if len(chosen) > most else None


def tie_key(code: str, position: int) -> str:
    """What orders options with equal ticks: SHA-256 of the ballot's code, a colon, the position."""
    return hashlib.sha256(f"{code}:{position}".encode()).hexdigest()


def count(code: str, ticks: Mapping[int, int], places: int) -> tuple[Counted, ...]:
    """Options by their ticks, ties by `tie_key`; the first `places` win if anybody ticked them."""
    ordered = sorted(ticks, key=lambda position: (-ticks[position], tie_key(code, position)))
    numbers = list(ticks.values())
    return tuple(
        Counted(
            position=position,
            approvals=ticks[position],
            rank=place,
            wins=place <= places and ticks[position] > 0,
            tied=numbers.count(ticks[position]) > 1,
        )
        for place, position in enumerate(ordered, start=1)
    )


def shown_turnout(papers: int) -> int:
    """Turn-out while a ballot is open: rounded down to ten, so that nobody can watch a vote."""
    return papers // TURNOUT_STEP * TURNOUT_STEP


def may_show_levels(papers: Mapping[int, int]) -> bool:
    """Whether counts by level can be shown: several levels, and no group of under ten people."""
    return len(papers) > 1 and all(number >= LEAST_SHOWN for number in papers.values())


def decision_due(closes_on: date) -> date:
    """The day at whose end the council owes its decision: 30 days after the close."""
    return closes_on + timedelta(days=DECISION_DAYS)


def voter_key(secret: str, actor_id: int) -> str:
    """Who cast a paper, readable only with the ballot's secret: HMAC-SHA-256."""
    return hmac.new(secret.encode(), str(actor_id).encode(), "sha256").hexdigest()


def order_for(seed: str, positions: Sequence[int]) -> tuple[int, ...]:
    """The options in an order of the reader's own, the same at each visit."""
    return tuple(sorted(positions, key=lambda p: hashlib.sha256(f"{seed}:{p}".encode()).digest()))
