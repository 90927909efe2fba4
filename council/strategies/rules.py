"""The life of a strategy."""

from __future__ import annotations

from enum import StrEnum


class StrategyState(StrEnum):
    """Where a strategy is."""

    PROPOSED = "proposed"
    UNDER_WAY = "under_way"
    SCALED = "scaled"
    CHANGED = "changed"
    STOPPED = "stopped"
    DONE = "done"
