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
    changed_at: datetime | None,
) -> Standing:
    """The last count, and one's own press on top of it when it came after the count."""
    is_newer = changed_at is not None and (counted_at is None or changed_at > counted_at)
    if is_newer:
        counted = max(0, counted + 1) if mine else max(0, counted - 1)
    return Standing(counted, residents, mine)
