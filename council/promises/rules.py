"""The life of a promise."""

from __future__ import annotations

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
