"""The rules of talk, and the life of a report."""

from __future__ import annotations

from enum import StrEnum


class Rule(StrEnum):
    """What a contribution must not be; the public texts stand on the rules page."""

    ABUSE = "abuse"
    PERSON = "person"
    SPAM = "spam"
    OFF_TOPIC = "off_topic"
    UNLAWFUL = "unlawful"


class ReportState(StrEnum):
    """Where a report stands."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
