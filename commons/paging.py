"""Cursor pages: the next page begins after a key, so nothing is skipped or shown twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE = 20


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some rows, and the key after which the next page begins (None at the end)."""

    rows: Sequence[T]
    after: str | None = None


def cut(rows: Sequence[T], key: str, size: int = SIZE) -> Page[T]:
    """The page of `rows`, of which one more than `size` was asked; `key` names the attribute."""
    if len(rows) <= size:
        return Page(rows)
    kept = rows[:size]
    return Page(kept, str(getattr(kept[-1], key)))


def whole_number(text: str | None, *, least: int = 1, most: int = 2**31 - 1) -> int | None:
    """The number in a query argument, or None when it is none or out of range."""
    if not text or not text.isascii() or not text.isdigit() or len(text) > 10:
        return None
    value = int(text)
    return value if least <= value <= most else None
