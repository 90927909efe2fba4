"""Sides and shape of comments."""

from __future__ import annotations

from enum import StrEnum


class Side(StrEnum):
    """Where a comment stands towards the thing it is about."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "neither"
