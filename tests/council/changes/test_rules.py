"""How the feed is sorted: every kind in one group, and months that follow each other."""

from __future__ import annotations

from collections import Counter

import pytest

from council.changes.rules import Group, group_of, kinds_of, month_bounds


def test_every_group_has_kinds_and_no_kind_stands_in_two() -> None:
    every = Counter(kind for group in Group for kind in kinds_of(group))
    assert set(every) == set(kinds_of(None))
    assert max(every.values()) == 1
    assert all(kinds_of(group) for group in Group)


def test_a_kind_is_found_in_the_group_that_names_it() -> None:
    assert all(group_of(kind) is group for group in Group for kind in kinds_of(group))
    assert group_of("comment.made") is None
    assert group_of("account.registered") is None


@pytest.mark.parametrize(
    ("month", "before", "after"),
    [
        ((2026, 11), (2026, 10), (2026, 12)),
        ((2026, 1), (2025, 12), (2026, 2)),
        ((2026, 12), (2026, 11), (2027, 1)),
    ],
)
def test_the_months_beside_one_cross_the_year(
    month: tuple[int, int], before: tuple[int, int], after: tuple[int, int]
) -> None:
    assert month_bounds(*month) == (before, after)
