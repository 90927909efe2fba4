"""What a council may claim in the room."""

from __future__ import annotations

from enum import StrEnum


class Claim(StrEnum):
    """What the council says of a measure; it stands beside what the figures say."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    OFF_TRACK = "off_track"
    NO_DATA = "no_data"
