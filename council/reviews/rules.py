"""The life of a review: one table of moves, and when each is right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from commons.roles import Grant, holds

A_PRESS = timedelta(minutes=1)  # from the choice of “now” to the press of the button
FROM_START = timedelta(minutes=60)
RECORD_AFTER = timedelta(hours=6)
ANSWER_DAYS = 14
CHAIR, CLERK, DIRECTOR = "chair", "clerk", "director"


class ReviewKind(StrEnum):
    """Who meets whom."""

    RESULTS = "results"
    COUNCIL = "council"
    JOINT = "joint"
    EXTRAORDINARY = "extraordinary"


class ReviewState(StrEnum):
    """Where a review is."""

    DRAFT = "draft"
    NOTICED = "noticed"
    QUESTIONS_OPEN = "questions_open"
    LIVE = "live"
    PAUSED = "paused"
    ENDED = "ended"
    RECORD_DRAFTED = "record_drafted"
    PUBLISHED = "published"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class ItemKind(StrEnum):
    """What an agenda item is about."""

    OPENING = "opening"
    OPEN_PROMISES = "open_promises"
    MEASURE = "measure"
    STRATEGY = "strategy"
    QUESTIONS = "questions"
    DECISIONS = "decisions"
    NEW_PROMISES = "new_promises"
    OTHER = "other"
    CLOSING = "closing"


class Outcome(StrEnum):
    """How a review looks in the calendar."""

    PLANNED = "planned"
    ON_NOW = "on_now"
    HELD = "held"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class StartProblem(StrEnum):
    """Why a review cannot go live."""

    STATE = "state"
    NO_ITEM = "no_item"
    NEEDS_REASON = "needs_reason"


S = ReviewState
MOVES: dict[ReviewState, frozenset[ReviewState]] = {
    S.DRAFT: frozenset({S.NOTICED, S.CANCELLED}),
    S.NOTICED: frozenset({S.QUESTIONS_OPEN, S.LIVE, S.POSTPONED, S.CANCELLED}),
    S.QUESTIONS_OPEN: frozenset({S.LIVE, S.POSTPONED, S.CANCELLED}),
    S.POSTPONED: frozenset({S.NOTICED, S.QUESTIONS_OPEN, S.CANCELLED}),
    S.LIVE: frozenset({S.PAUSED, S.ENDED}),
    S.PAUSED: frozenset({S.LIVE, S.ENDED}),
    S.ENDED: frozenset({S.RECORD_DRAFTED, S.PUBLISHED}),
    S.RECORD_DRAFTED: frozenset({S.PUBLISHED}),
    S.PUBLISHED: frozenset(),
    S.CANCELLED: frozenset(),
}
COMING = frozenset({S.NOTICED, S.QUESTIONS_OPEN, S.POSTPONED})
ON_NOW = frozenset({S.LIVE, S.PAUSED})
HELD = frozenset({S.ENDED, S.RECORD_DRAFTED, S.PUBLISHED})
ASKING = frozenset({S.QUESTIONS_OPEN, S.LIVE, S.PAUSED})
OPEN_AGENDA = frozenset({S.DRAFT, S.NOTICED, S.QUESTIONS_OPEN, S.POSTPONED})


def may_move(old: ReviewState, new: ReviewState) -> bool:
    """Whether the table of moves has this one."""
    return new in MOVES[old]


def outcome(state: ReviewState) -> Outcome:
    """Whether a review is planned, on now, held, postponed or cancelled."""
    if state in HELD:
        return Outcome.HELD
    if state in ON_NOW:
        return Outcome.ON_NOW
    if state in (S.POSTPONED, S.CANCELLED):
        return Outcome(state.value)
    return Outcome.PLANNED


def check_start(
    state: ReviewState, starts_at: datetime, now: datetime, *, items: int, reason: str
) -> StartProblem | None:
    """Why a review cannot go live now, or None.

    More than an hour from its announced time it needs a reason, which everybody can read.
    """
    if not may_move(state, S.LIVE) or state is S.PAUSED:
        return StartProblem.STATE
    if not items:
        return StartProblem.NO_ITEM
    if abs(now - starts_at) > FROM_START and not reason:
        return StartProblem.NEEDS_REASON
    return None


def is_past(starts_at: datetime, now: datetime) -> bool:
    """Whether a review that is planned for this moment comes too late."""
    return starts_at < now - A_PRESS


def may_ask(state: ReviewState, close_at: datetime | None, now: datetime) -> bool:
    """Whether anybody may ask the council something in this review now."""
    return state in ASKING and (close_at is None or now < close_at)


def record_due_at(ended_at: datetime, end_of_day: datetime) -> datetime:
    """When the record must be out: the same day, but never sooner than six hours after the end."""
    return max(end_of_day, ended_at + RECORD_AFTER)


def may_run(grants: frozenset[Grant], council_id: int) -> bool:
    """Whether somebody runs the meetings of this council (the council's subject)."""
    return holds(grants, CLERK, council_id)


def may_sign(grants: frozenset[Grant], council_id: int) -> bool:
    """Whether somebody's name stands for the council under its record."""
    return holds(grants, CHAIR, council_id) or holds(grants, DIRECTOR, council_id)


def reordered(positions: Sequence[int], item: int, to: int) -> list[int]:
    """The items in their new order; the first, the open promises, stays where it is."""
    rest = [each for each in positions if each != item]
    place = min(max(to, 1), len(rest))
    return [*rest[:place], item, *rest[place:]]
