"""The life of a council and its seats."""

from __future__ import annotations

from enum import StrEnum

DEFAULT_THRESHOLD = 25
DECISION_DAYS = 30
ANSWER_DAYS = 90


class CouncilState(StrEnum):
    """Where a council is in its life."""

    FORMED = "formed"
    JOINT = "joint"
    MERGED = "merged"
    DISSOLVED = "dissolved"


class Seat(StrEnum):
    """What a member is in the council."""

    CHAIR = "chair"
    DIRECTOR = "director"
    CLERK = "clerk"


VOTING = (Seat.CHAIR, Seat.DIRECTOR)
