"""The life of a review."""

from __future__ import annotations

from enum import StrEnum


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
