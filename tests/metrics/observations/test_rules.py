"""Figures: what they count with, and when the next is due."""

from dataclasses import replace
from datetime import date

import pytest

from metrics.charters.rules import Frequency
from metrics.observations.rules import (
    Cell,
    FigureRow,
    FigureState,
    Marker,
    Point,
    SeriesKind,
    as_count,
    disclosed,
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


@pytest.mark.parametrize(
    "cell",
    [
        Cell(text="5", number=5.0, marker=Marker.SUPPRESSED),
        Cell(text="58.3", number=58.3, numerator="7", denominator="120"),
        Cell(text="58.3", number=58.3, numerator="12", denominator="9"),
    ],
)
def test_small_numbers_hide_all_that_could_tell_them(cell: Cell) -> None:
    assert disclosed(cell) == Cell(marker=Marker.SUPPRESSED)


@pytest.mark.parametrize(
    "cell",
    [
        Cell(text="0", number=0.0, numerator="0", denominator="12"),
        Cell(text="58.3", number=58.3, numerator="10", denominator="1,200"),
        Cell(text="5", number=5.0),
    ],
)
def test_other_cells_are_shown_as_they_are(cell: Cell) -> None:
    assert disclosed(cell) == cell


def test_withdrawn_figure_shows_no_value() -> None:
    gone = disclosed(Cell(text="84", number=84.0, state=FigureState.WITHDRAWN))
    assert gone.text is None
    assert gone.state is FigureState.WITHDRAWN


def test_a_count_of_a_group_is_itself_the_number_that_may_be_small():
    row = FigureRow(label="2026", value="4", kind=SeriesKind.COUNTY, series="Outer Islands")
    assert as_count(row).numerator == "4"
    assert disclosed(Cell(text="4", number=4.0, numerator=as_count(row).numerator)).text is None
    assert as_count(replace(row, kind=SeriesKind.TOTAL)).numerator == ""
    assert as_count(replace(row, numerator="12")).numerator == "12"
