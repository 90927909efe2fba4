"""The life of a question to a review."""

from __future__ import annotations

from enum import StrEnum


class QuestionState(StrEnum):
    """Where a question is."""

    PENDING = "pending"
    OPEN = "open"
    ON_AIR = "on_air"
    MERGED = "merged"
    ANSWERED_LIVE = "answered_live"
    ANSWERED_IN_WRITING = "answered_in_writing"
    DECLINED = "declined"
