"""Who supports what in the example, and when: the same people at every first start."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from random import Random

from council.example.rules import spread

THRESHOLD = 25


def crowd(
    residents: Sequence[str], everybody: Sequence[str], author: str, seed: str, count: int
) -> list[str]:
    """So many people in an order of their own for this thing; never its author.

    Residents come first, as many as bring a proposal before the council: only they count.
    """
    others = [each for each in everybody if each != author]
    Random(seed).shuffle(others)
    first = [each for each in others if each in residents][:THRESHOLD]
    return [*first, *(each for each in others if each not in first)][:count]


def moments(
    count: int, first: datetime, last: datetime, threshold: datetime | None = None
) -> list[datetime]:
    """When each came: evenly, with the 25th at `threshold` where that is given."""
    if threshold is None:
        return spread(first, last, count)
    after = spread(threshold, last, count - THRESHOLD + 1)[1:]
    return [*spread(first, threshold, THRESHOLD), *after]
