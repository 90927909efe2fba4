"""Figures: what they count with, and when the next is due."""

from datetime import date

import pytest

from metrics.charters.rules import Frequency
from metrics.observations.rules import (
    FigureState,
    Marker,
    Point,
    known_points,
    next_due,
    value_of,
)

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("point", "value"),
    [
        (Point(DAY, 3.5), 3.5),
        (Point(DAY, None), None),
        (Point(DAY, None, Marker.NOT_AVAILABLE), None),
        (Point(DAY, 4, Marker.SUPPRESSED), None),
        (Point(DAY, None, Marker.ROUNDS_TO_ZERO), 0),
        (Point(DAY, 4, state=FigureState.WITHDRAWN), None),
    ],
)
def test_a_missing_figure_is_never_nought(point: Point, value: float | None) -> None:
    assert value_of(point) == value


def test_known_points_stand_under_one_definition_in_order() -> None:
    old, new = Point(date(2025, 1, 31), 9), Point(DAY, 2, definition=2)
    gone = Point(date(2026, 2, 28), 8, Marker.SUPPRESSED, definition=3)
    assert known_points([new, gone, old]) == [new]
    assert known_points([gone]) == []


@pytest.mark.parametrize(
    ("frequency", "lag", "due"),
    [
        (Frequency.MONTH, 0, date(2026, 2, 28)),
        (Frequency.MONTH, 14, date(2026, 3, 14)),
        (Frequency.QUARTER, 0, date(2026, 4, 30)),
        (Frequency.YEAR, 0, date(2027, 1, 31)),
        (Frequency.IRREGULAR, 0, date(2027, 1, 31)),
    ],
)
def test_the_next_figure_has_a_day(frequency: Frequency, lag: int, due: date) -> None:
    assert next_due(DAY, frequency, lag) == due
