"""The rules of talk, and the life of a report."""

from __future__ import annotations

from dataclasses import dataclass
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


class Bar(StrEnum):
    """Why something cannot be hidden or restored."""

    OWN = "own"
    HIDDEN = "hidden"
    NOT_HIDDEN = "not_hidden"
    KIND = "kind"


# What people write. Measures, records and decisions are corrected in public, never hidden.
HIDEABLE = frozenset({"proposal", "comment", "question"})
NOT_SEARCHED = frozenset({"comment", "question"})


@dataclass(frozen=True)
class Said:
    """Who said something, in what words, and on whose pages it stands."""

    author_id: int | None
    words: str
    shown_on: tuple[int, ...] = ()


def bar_to_hiding(
    *, kind: str, author_id: int | None, moderator_id: int, is_hidden: bool
) -> Bar | None:
    """Why a moderator may not hide this, or None: not one's own, and not twice."""
    if kind not in HIDEABLE:
        return Bar.KIND
    if author_id == moderator_id:
        return Bar.OWN
    return Bar.HIDDEN if is_hidden else None


def bar_to_restoring(*, author_id: int | None, moderator_id: int, is_hidden: bool) -> Bar | None:
    """Why a moderator may not restore this, or None."""
    if author_id == moderator_id:
        return Bar.OWN
    return None if is_hidden else Bar.NOT_HIDDEN
