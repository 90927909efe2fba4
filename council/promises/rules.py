"""The life of a promise."""

from __future__ import annotations

from datetime import date
from enum import StrEnum


class PromiseState(StrEnum):
    """How a promise stands; late is computed from its date."""

    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    CHANGED = "changed"
    BROKEN = "broken"


class PromiseMoveKind(StrEnum):
    """What happened to a promise."""

    MADE = "made"
    PROGRESS = "progress"
    SLIPPED = "slipped"
    ENDED = "ended"


class Standing(StrEnum):
    """How a promise looks to a reader on a given day."""

    LATE = "late"
    OPEN = "open"
    KEPT = "kept"
    KEPT_LATE = "kept_late"
    CHANGED = "changed"
    BROKEN = "broken"


class Problem(StrEnum):
    """Why an act on a promise is refused."""

    OVER = "over"
    NOT_LATER = "not_later"
    NO_REASON = "no_reason"
    NO_END = "no_end"


MOVES: dict[PromiseState, frozenset[PromiseState]] = {
    PromiseState.OPEN: frozenset(set(PromiseState) - {PromiseState.OPEN}),
    PromiseState.KEPT: frozenset(),
    PromiseState.KEPT_LATE: frozenset(),
    PromiseState.CHANGED: frozenset(),
    PromiseState.BROKEN: frozenset(),
}


def standing(state: PromiseState, due_on: date, today: date) -> Standing:
    """How a promise stands today: late when it is open and its day is over."""
    if state is PromiseState.OPEN and due_on < today:
        return Standing.LATE
    return Standing(state.value)


def days_late(due_on: date, today: date) -> int:
    """How many days a due day is over, 0 when it is not."""
    return max(0, (today - due_on).days)


def check_slip(state: PromiseState, old: date, new: date, note: str) -> Problem | None:
    """Why the date cannot move so, or None: only open promises, only later, only with a reason."""
    if state is not PromiseState.OPEN:
        return Problem.OVER
    if new <= old:
        return Problem.NOT_LATER
    return None if note else Problem.NO_REASON


def check_end(state: PromiseState, new: PromiseState, note: str) -> Problem | None:
    """Why the promise cannot end so, or None: what is not simply kept needs a reason."""
    if state is not PromiseState.OPEN:
        return Problem.OVER
    if new not in MOVES[state]:
        return Problem.NO_END
    return None if note or new is PromiseState.KEPT else Problem.NO_REASON


def kept(due_on: date, today: date) -> PromiseState:
    """Kept in time, or kept late: the day decides, not the one who reports it."""
    return PromiseState.KEPT if today <= due_on else PromiseState.KEPT_LATE
