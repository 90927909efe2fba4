"""Sides and shape of comments."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Where a comment stands towards the thing it is about."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"


MOST_BODY = 5_000
MOST_ANSWER = 3_000
REPLIES_SHOWN = 5

# What can be talked about. A comment is answered by a reply, a question by the review.
COMMENTABLE = frozenset(
    {
        "measure", "proposal", "objective", "strategy", "promise", "review", "record", "ballot",
        "goal", "council", "agency", "area",
    }
)  # fmt: skip


def may_be_about(kind: str) -> bool:
    """Whether subjects of this kind can be commented on."""
    return kind in COMMENTABLE


def is_fitting_parent(*, parent_about: int, about: int, parent_is_reply: bool) -> bool:
    """Whether a reply may stand under this comment: on the same subject, one level deep."""
    return parent_about == about and not parent_is_reply
