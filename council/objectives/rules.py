"""The life of an objective."""

from __future__ import annotations

from enum import StrEnum


class ObjectiveState(StrEnum):
    """Where an objective is."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REVISED = "revised"
    ENDED = "ended"
