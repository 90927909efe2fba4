"""What an account may be."""

from __future__ import annotations

from enum import StrEnum


class LinkPurpose(StrEnum):
    """What a mailed link is good for."""

    CONFIRM = "confirm"
    RESET = "reset"
