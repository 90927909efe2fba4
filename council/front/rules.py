"""What waits for somebody at the desk, in the order of its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

SOON_DAYS = 14


class TaskKind(StrEnum):
    """What is to be done."""

    FIGURE = "figure"
    ANSWER = "answer"
    VOTE = "vote"
    DECIDE = "decide"
    ACCEPT = "accept"
    PUBLISH = "publish"
    QUESTION = "question"
    PROMISE = "promise"
    REVIEW = "review"
    ON_NOW = "on_now"
    SIGN = "sign"
    REPORT = "report"


@dataclass(frozen=True)
class Task:
    """One thing that waits: what, about which subject, until when."""

    kind: TaskKind
    code: str
    title: str
    path: str
    public_path: str
    due_on: date | None
    days_late: int = 0


def in_order(tasks: Sequence[Task], today: date) -> list[Task]:
    """The tasks with their lateness, the latest first, then by day, then those without one."""
    aged = [replace(t, days_late=_late(t.due_on, today)) for t in tasks]
    return sorted(aged, key=lambda t: (t.due_on or date.max, t.kind, t.code))


def _late(due_on: date | None, today: date) -> int:
    return max(0, (today - due_on).days) if due_on else 0
