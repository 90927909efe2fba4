"""How we know where somebody lives."""

from __future__ import annotations

from enum import StrEnum


class Method(StrEnum):
    """How residency was checked."""

    ROLL = "roll"
    CODE = "code"
    CLERK = "clerk"
