"""What a version of a record is."""

from __future__ import annotations

from enum import StrEnum


class VersionKind(StrEnum):
    """Why a version was made."""

    FIRST = "first"
    CORRECTION = "correction"
    ADDITION = "addition"
