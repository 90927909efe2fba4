"""How a council decides, and the life of an answer."""

from __future__ import annotations

from enum import StrEnum


class DecisionKind(StrEnum):
    """What was decided."""

    ADOPT = "adopt"
    ADOPT_CHANGED = "adopt_changed"
    DECLINE = "decline"
    CHANGE_TARGET = "change_target"
    CHANGE_MEASURE = "change_measure"
    REFER = "refer"
    OTHER = "other"


class DecisionMode(StrEnum):
    """How it was decided."""

    MEMBERS = "members"
    CHAIR = "chair"


class AnswerState(StrEnum):
    """Where an answer is on its way to the public."""

    DRAFTED = "drafted"
    DECIDED = "decided"
    ACCEPTED = "accepted"
    PUBLISHED = "published"


class Vote(StrEnum):
    """What a member said."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"
