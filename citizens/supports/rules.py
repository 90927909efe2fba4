"""What can be supported, and what a support counts as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

SUPPORTABLE = frozenset({"proposal", "comment", "question"})


@dataclass(frozen=True)
class Counted:
    """What the rows of a subject add up to."""

    standing: int
    residents: int
    withdrawn: int


@dataclass(frozen=True)
class Standing:
    """How many support a subject, how many of them are residents, and whether one does oneself."""

    count: int = 0
    residents: int = 0
    mine: bool = False


def standing(
    *,
    counted: int,
    residents: int,
    counted_at: datetime | None,
    mine: bool,
    begun_at: datetime | None,
    changed_at: datetime | None,
) -> Standing:
    """The last count, with one's own support as it stands in place of how it was counted.

    One's own was given at `begun_at`, at first or again, and `changed_at` is the last press.
    """
    was_counted = False
    if begun_at and changed_at and counted_at and begun_at <= counted_at:
        # Given before the count and changed after it: it stood then, whatever it does now.
        was_counted = mine or changed_at > counted_at
    return Standing(max(0, counted + mine - was_counted), residents, mine)
