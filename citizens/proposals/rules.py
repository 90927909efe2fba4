"""The life of a proposal."""

from __future__ import annotations

from enum import StrEnum


class ProposalKind(StrEnum):
    """What a proposal would change."""

    MEASURE = "measure"
    CHARTER_FIELD = "charter_field"
    OBJECTIVE = "objective"
    STRATEGY = "strategy"
    QUESTION = "question"


class ProposalState(StrEnum):
    """Where a proposal is."""

    DRAFT = "draft"
    OPEN = "open"
    SUPPORTED = "supported"
    IN_WORKSHOP = "in_workshop"
    ON_BALLOT = "on_ballot"
    ANSWERED = "answered"
    CARRIED_OUT = "carried_out"
    WITHDRAWN = "withdrawn"


class AnswerKind(StrEnum):
    """How a proposal was answered."""

    ADOPTED = "adopted"
    ADOPTED_CHANGED = "adopted_changed"
    DECLINED = "declined"
