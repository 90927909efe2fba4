"""The life of a ballot."""

from __future__ import annotations

from enum import StrEnum


class BallotState(StrEnum):
    """Where a ballot stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
