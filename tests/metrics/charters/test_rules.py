"""Targets: what they expect on a day, and what a new one is beside the old."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charters.rules import (
    Direction,
    Fault,
    Move,
    PathKind,
    TargetFields,
    TargetKind,
    Terms,
    dates_moved,
    day_faults,
    easier_or_harder,
    expected,
    gap,
    reaches,
    target_faults,
    tolerance,
)

START, DUE = date(2025, 1, 1), date(2027, 1, 1)
UP = Terms(TargetKind.INCREASE, value=90, due=DUE, baseline_value=80, baseline_date=START)
STEPS = ((date(2026, 1, 1), 89.0),)


@pytest.mark.parametrize(
    ("target", "on", "due"),
    [
        (UP, START, 80),
        (UP, date(2024, 1, 1), 80),
        (UP, date(2026, 1, 1), 85),
        (UP, DUE, 90),
        (UP, date(2030, 1, 1), 90),
        (replace(UP, steps=STEPS), date(2026, 1, 1), 89),
        (replace(UP, steps=STEPS, path=PathKind.STEPPED), date(2026, 6, 1), 89),
        (replace(UP, steps=STEPS, path=PathKind.STEPPED), date(2025, 6, 1), 80),
        (replace(UP, kind=TargetKind.MILESTONE, value=1, baseline_value=0), DUE, 1),
        (replace(UP, path=PathKind.HOLD), START, 90),
        (replace(UP, kind=TargetKind.KEEP_ABOVE), START, 90),
        (replace(UP, due=None), START, 90),
        (replace(UP, baseline_value=None), START, None),
        (replace(UP, baseline_date=None), START, None),
        (replace(UP, baseline_date=DUE), DUE, 90),
        (Terms(TargetKind.NONE_YET), START, None),
    ],
)
def test_the_value_due_on_a_day(target: Terms, on: date, due: float | None) -> None:
    assert expected(target, on) == due


@given(st.dates(START, DUE), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_straight_path_stays_between_its_ends(on: date, low: float, high: float) -> None:
    due = expected(replace(UP, baseline_value=low, value=high), on)
    assert due is not None
    assert min(low, high) - 1e-6 <= due <= max(low, high) + 1e-6


@pytest.mark.parametrize(
    ("target", "unit", "allowed"),
    [
        (UP, 0.1, 1),
        (replace(UP, tolerance=3), 0.1, 3),
        (replace(UP, path=PathKind.HOLD), 0, 4.5),
        (replace(UP, baseline_value=None), 0, 4.5),
        (UP, 10, 5),
        (Terms(TargetKind.RANGE, value=10, upper=20), 0, 0.5),
        (Terms(TargetKind.NONE_YET), 1, 0.5),
    ],
)
def test_the_tolerance_is_a_tenth_of_the_way(target: Terms, unit: float, allowed: float) -> None:
    assert tolerance(target, unit) == pytest.approx(allowed)


@pytest.mark.parametrize(
    ("target", "value", "lead"),
    [
        (UP, 84, -1),
        (replace(UP, kind=TargetKind.DECREASE), 84, 1),
        (replace(UP, kind=TargetKind.KEEP_BELOW), 86, -1),
        (Terms(TargetKind.RANGE, value=10, upper=20), 15, 0),
        (Terms(TargetKind.RANGE, value=10, upper=20), 8, -2),
        (Terms(TargetKind.RANGE, value=10, upper=20), 21, -1),
        (Terms(TargetKind.RANGE, value=18, upper=18), 19, -1),
        (Terms(TargetKind.RANGE), 19, 0),
    ],
)
def test_the_gap_is_negative_when_worse(target: Terms, value: float, lead: float) -> None:
    assert gap(target, value, 85) == lead


def test_no_gap_without_a_value_that_is_due() -> None:
    assert gap(UP, 84, None) is None
    assert not reaches(Terms(TargetKind.INCREASE), 84)
    assert reaches(UP, 90)
    assert not reaches(UP, 89.9)


def test_a_target_is_set_when_it_asks_for_something() -> None:
    assert UP.is_set
    assert not Terms(TargetKind.INCREASE).is_set
    assert Terms(TargetKind.RANGE, upper=3).is_set
    assert not Terms(TargetKind.NONE_YET, value=3).is_set


LATER, EARLIER = replace(UP, due=date(2028, 1, 1)), replace(UP, due=date(2026, 1, 1))
DOWN = replace(UP, kind=TargetKind.DECREASE)
RANGE = Terms(TargetKind.RANGE, value=10, upper=20)


@pytest.mark.parametrize(
    ("old", "new", "direction", "move"),
    [
        (UP, replace(UP, value=85), Direction.UP, Move.EASIER),
        (UP, replace(LATER, value=85), Direction.UP, Move.EASIER),
        (UP, replace(UP, value=95), Direction.UP, Move.HARDER),
        (DOWN, replace(DOWN, value=95), Direction.DOWN, Move.EASIER),
        (DOWN, replace(DOWN, value=85), Direction.DOWN, Move.HARDER),
        (UP, replace(UP, value=85), Direction.NEUTRAL, Move.EASIER),
        (UP, LATER, Direction.UP, Move.LATER),
        (UP, EARLIER, Direction.UP, Move.EARLIER),
        (UP, replace(UP, due=None), Direction.UP, Move.LATER),
        (replace(UP, due=None), UP, Direction.UP, Move.EARLIER),
        (UP, UP, Direction.UP, Move.SAME),
        (UP, replace(UP, value=85, definition=2), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(EARLIER, value=95), Direction.UP, Move.HARDER),
        (UP, replace(LATER, value=95), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(EARLIER, value=85), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, baseline_value=60), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, baseline_date=date(2026, 1, 1)), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, steps=STEPS), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, path=PathKind.HOLD), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, tolerance=20), Direction.UP, Move.INCOMPARABLE),
        (UP, replace(UP, kind=TargetKind.KEEP_ABOVE), Direction.UP, Move.INCOMPARABLE),
        (UP, DOWN, Direction.UP, Move.INCOMPARABLE),
        (UP, Terms(TargetKind.NONE_YET), Direction.UP, Move.INCOMPARABLE),
        (UP, RANGE, Direction.UP, Move.INCOMPARABLE),
        (RANGE, Terms(TargetKind.RANGE, value=1), Direction.UP, Move.INCOMPARABLE),
        (RANGE, replace(RANGE, value=5), Direction.NEUTRAL, Move.EASIER),
        (RANGE, replace(RANGE, upper=15), Direction.NEUTRAL, Move.HARDER),
        (RANGE, RANGE, Direction.NEUTRAL, Move.SAME),
    ],
)
def test_a_new_target_is_named_beside_the_old(
    old: Terms, new: Terms, direction: Direction, move: Move
) -> None:
    assert easier_or_harder(old, new, direction) is move


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.sampled_from(["up", "down"]))
def test_moving_back_is_the_opposite_move(a: float, b: float, way: str) -> None:
    old, new = replace(UP, value=a), replace(UP, value=b)
    moves = {easier_or_harder(old, new, Direction(way)), easier_or_harder(new, old, Direction(way))}
    assert moves in ({Move.EASIER, Move.HARDER}, {Move.SAME})


def test_a_date_moves_by_itself() -> None:
    assert dates_moved(UP, LATER) is Move.LATER
    assert dates_moved(UP, replace(UP, value=1)) is Move.SAME


@pytest.mark.parametrize("text", ["1,150", "84.1", "-3", "+0.5", "1,234,567.8", " 90 "])
def test_a_target_takes_the_numbers_of_its_source(text: str) -> None:
    asked = TargetFields(TargetKind.INCREASE, value=text, baseline=text)
    assert target_faults(asked, is_move=False) == {}


@pytest.mark.parametrize("text", ["84,1", "1,15", "1.234,5", "1e5", "٣", "nan", "9" * 400, "some"])
def test_a_target_refuses_what_could_be_read_as_another_number(text: str) -> None:
    asked = TargetFields(TargetKind.RANGE, value=text, upper=text, baseline=text)
    found = target_faults(asked, is_move=False)
    assert found == dict.fromkeys(("value", "upper", "baseline"), Fault.NOT_A_NUMBER)


@pytest.mark.parametrize(
    ("kind", "value", "upper", "faults"),
    [
        (TargetKind.INCREASE, "", "90", {"value": Fault.NEEDED}),
        (TargetKind.NONE_YET, "", "", {}),
        (TargetKind.RANGE, "", "90", {}),
        (TargetKind.RANGE, "", "", {"value": Fault.NEEDED}),
        (TargetKind.RANGE, "90", "70", {"upper": Fault.OUT_OF_RANGE}),
        (TargetKind.RANGE, "70", "1,000", {}),
    ],
)
def test_a_target_has_its_value_and_a_range_its_ends_in_order(
    kind: TargetKind, value: str, upper: str, faults: dict[str, Fault]
) -> None:
    assert target_faults(TargetFields(kind, value=value, upper=upper), is_move=False) == faults


def test_an_inherited_target_may_lack_its_value_when_its_day_is_stated() -> None:
    asked = TargetFields(TargetKind.INCREASE, due_on=DUE)
    assert target_faults(asked, is_move=False, is_inherited=True) == {}
    assert target_faults(asked, is_move=False) == {"value": Fault.NEEDED}


@pytest.mark.parametrize("year", [26, 1899, 2200, 3026, 9999])
def test_a_target_refuses_the_days_of_a_mistyped_year(year: int) -> None:
    day = date(year, 12, 31)
    asked = TargetFields(TargetKind.INCREASE, value="90", due_on=day, baseline_on=day)
    found = dict.fromkeys(("due_on", "baseline_on"), Fault.OUT_OF_RANGE)
    assert target_faults(asked, is_move=False) == found
    assert day_faults(breaks_series_on=day) == {"breaks_series_on": Fault.OUT_OF_RANGE}
    assert day_faults(first=date(1900, 1, 1), last=date(2199, 12, 31), none=None) == {}
