"""What a council may claim in the room."""

from __future__ import annotations

from enum import StrEnum

from commons.hashing import sha256


class Claim(StrEnum):
    """What the council says of a measure; it stands beside what the figures say."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    OFF_TRACK = "off_track"
    NO_DATA = "no_data"


def mark(words: str) -> str:
    """What tells one version of some words from another."""
    return sha256(words.encode())[:16]
