"""The number that somebody sees who has just pressed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from citizens.supports.rules import Standing, standing


def at(minute: int) -> datetime:
    """A moment."""
    return datetime(2026, 5, 1, 12, minute, tzinfo=UTC)


COUNTED_AT = at(10)


@pytest.mark.parametrize(
    ("begun", "changed", "stands", "shown"),
    [
        (5, 5, True, 33),  # given and counted
        (5, 8, False, 33),  # withdrawn and counted
        (5, 12, False, 32),  # counted as given, withdrawn since
        (5, 14, True, 33),  # counted as given, withdrawn and given again since
        (5, 13, True, 33),  # counted as given, known better since
        (12, 12, True, 34),  # given since
        (12, 13, False, 33),  # given and withdrawn since
        (12, 14, True, 34),  # given, withdrawn and given again since
    ],
)
def test_ones_own_press_stands_in_place_of_how_it_was_counted(
    begun: int, changed: int, stands: bool, shown: int
) -> None:
    given = {"mine": stands, "begun_at": at(begun), "changed_at": at(changed)}
    found = standing(counted=33, residents=4, counted_at=COUNTED_AT, **given)
    assert found == Standing(shown, 4, mine=stands)


def test_before_the_first_count_ones_own_is_all_there_is() -> None:
    for stands in (True, False):
        given = {"mine": stands, "begun_at": at(1), "changed_at": at(2)}
        found = standing(counted=0, residents=0, counted_at=None, **given)
        assert found == Standing(int(stands), 0, mine=stands)


def test_who_never_pressed_sees_the_count() -> None:
    given = {"mine": False, "begun_at": None, "changed_at": None}
    found = standing(counted=33, residents=4, counted_at=COUNTED_AT, **given)
    assert found == Standing(33, 4)
