"""Scales, ticks and places of a chart."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charts.rules import (
    FRAMES,
    MOST_GRIDLINES,
    ChartData,
    ChartPoint,
    Goalpost,
    Place,
    Size,
    Usual,
    along,
    anchor,
    data_axis,
    day_range,
    goal_scale,
    is_crossed,
    latest_only,
    nice_axis,
    on_path,
    percent_at,
    place_last,
    place_post,
    segments,
    spark,
    tick_text,
    up,
    year_ticks,
    years_strip,
)

FRAME = FRAMES[Size.WIDE]
numbers = st.floats(-1e9, 1e9, allow_nan=False).map(lambda n: round(n, 4))


@given(st.lists(numbers, min_size=1, max_size=20))
def test_a_scale_holds_all_its_values_on_few_round_lines(values: list[float]) -> None:
    axis = nice_axis(values)
    hair = 1e-6 * (axis.high - axis.low)
    assert axis.low - hair <= min(values)
    assert axis.high + hair >= max(values)
    assert 2 <= len(axis.ticks) <= MOST_GRIDLINES + 1
    steps = {round((b - a) / (axis.ticks[1] - axis.ticks[0]), 6) for a, b in pairwise(axis.ticks)}
    assert steps == {1.0}


@pytest.mark.parametrize(
    ("values", "texts"),
    [
        ([82.8, 95.0], ["80", "85", "90", "95"]),
        ([0, 810], ["0", "250", "500", "750", "1,000"]),
        ([0.2, 26], ["0", "10", "20", "30"]),
        ([-146, 500], ["−200", "0", "200", "400", "600"]),
        ([5, 5], ["4.5", "4.75", "5", "5.25", "5.5"]),
        ([0, 0], ["−0.1", "−0.05", "0", "0.05", "0.1"]),
        ([0.787, 1.049], ["0.7", "0.8", "0.9", "1.0", "1.1"]),
    ],
)
def test_ticks_read_well(values: list[float], texts: list[str]) -> None:
    axis = nice_axis(values)
    shown = [tick_text(tick, axis) for tick in axis.ticks]
    assert [text.rstrip("0").rstrip(".") or "0" for text in shown] == [
        text.rstrip("0").rstrip(".") or "0" for text in texts
    ]
    assert len({len(text.partition(".")[2]) for text in shown}) == 1


def points(*values: float | None, definition: int = 1) -> tuple[ChartPoint, ...]:
    return tuple(
        ChartPoint(date(2025, n, 1), value, definition) for n, value in enumerate(values, 1)
    )


DATA = ChartData("title", "description", points(3, 4, None, 6))
POST = Goalpost(date(2027, 1, 1), 20, "Target", "by 2027", ((date(2025, 1, 1), 3),))


def test_a_chart_has_room_for_its_targets_and_usual_range() -> None:
    usual = Usual(date(2025, 1, 1), date(2025, 4, 1), -5, 5, "Usual range")
    full = replace(DATA, present=POST, first=replace(POST, value=30), usual=usual)
    axis = data_axis(full)
    assert axis.low <= -5
    assert axis.high >= 30
    assert day_range(full) == (date(2025, 1, 1), date(2027, 1, 1))
    assert day_range(DATA) == (date(2025, 1, 1), date(2025, 4, 1))


def test_one_figure_stands_in_its_year() -> None:
    one = replace(DATA, points=points(3))
    assert day_range(one) == (date(2025, 1, 1), date(2025, 12, 31))
    assert data_axis(replace(DATA, points=points(None))).low == 0


def test_places_follow_the_scale() -> None:
    days = (date(2025, 1, 1), date(2026, 1, 1))
    axis = nice_axis([80, 95])
    assert along(FRAME, days, days[0]) == FRAME.left
    assert along(FRAME, days, days[1]) == FRAME.right
    assert up(FRAME, axis, 80) == FRAME.bottom
    assert up(FRAME, axis, 95) == FRAME.top


@pytest.mark.parametrize(
    ("begin", "end", "most", "years"),
    [
        (date(2024, 1, 31), date(2027, 12, 31), 9, [2024, 2025, 2026, 2027]),
        (date(2008, 12, 31), date(2030, 12, 31), 9, [2010, 2015, 2020, 2025, 2030]),
        (date(2025, 3, 1), date(2025, 9, 1), 4, [2025]),
        (date(26, 12, 31), date(2026, 12, 31), 9, [2000]),
    ],
)
def test_years_are_named_evenly(begin: date, end: date, most: int, years: list[int]) -> None:
    assert year_ticks((begin, end), most) == years


def test_a_missing_figure_or_a_new_definition_breaks_the_line() -> None:
    old, new = points(1, 2, None, 3), points(4, 5, definition=2)
    runs = segments([*old, *new])
    assert [[point.value for point in run] for run in runs] == [[1, 2], [3], [4, 5]]


def test_a_phone_shows_the_present_definition() -> None:
    both = replace(DATA, points=(*points(9, 9), *points(4, 5, definition=2)))
    assert [point.value for point in latest_only(both).points] == [4, 5]
    single = replace(DATA, points=(*points(9, 9), *points(4, definition=2)))
    assert latest_only(single) == single
    assert latest_only(replace(DATA, points=())).points == ()


def test_a_path_has_a_height_between_its_ends() -> None:
    assert on_path([(0, 0), (10, 20)], 5) == 10
    assert on_path([(0, 7), (0, 9)], 0) == 7
    assert on_path([(0, 0), (10, 20)], 11) is None


def test_the_last_value_stands_clear() -> None:
    beside = place_last(FRAME, (500, 200), (150, 80), [], [])
    assert (beside.x, beside.ends) == (514, False)
    past = place_last(FRAME, (500, 200), (150, 80), [540], [])
    assert past.x == 548
    narrow = place_last(FRAME, (500, 200), (150, 80), [540, 660, 800], [])
    assert (narrow.x, narrow.room) == (548, 106)
    under = place_last(FRAME, (500, 200), (150, 80), [], [(0, 195), (900, 195)])
    assert under.y - FRAME.great > 195
    over = place_last(FRAME, (500, 200), (150, 80), [], [(0, 205), (900, 205)])
    assert over.y < 205
    low = place_last(FRAME, (500, 398), (150, 80), [], [])
    assert low.y + 36 < FRAME.bottom
    inside = place_last(FRAME, (1170, 200), (150, 80), [], [])
    assert inside.ends
    assert inside.y > 200
    above = place_last(FRAME, (1170, 390), (150, 80), [], [])
    assert above.y < 390


def test_the_words_of_a_target_stand_clear() -> None:
    phone = FRAMES[Size.PHONE]
    assert place_post(FRAME, (900, 100), 120, [], alone=False).x == 922
    assert place_post(phone, (336, 100), 120, [], alone=True).y == 52
    under = place_post(phone, (336, 100), 120, [(42, 300), (336, 100)], alone=False)
    assert under.ends
    assert under.y > 180
    pushed = place_post(phone, (336, 100), 120, [], alone=False, avoid=(110, 180))
    assert pushed.y == 202
    over = place_post(phone, (336, 380), 120, [(42, 100), (336, 380)], alone=False)
    assert over.y < 280


def test_a_sparkline_keeps_its_gaps_and_its_target_in_view() -> None:
    drawn = spark([1, 2, None, 4], 5, (104, 28))
    assert [len(run) for run in drawn.runs] == [2, 1]
    assert drawn.goal == 4
    assert list(drawn.last or ()) == [100, 9]
    flat = spark([3, 3], None, (104, 28))
    assert (flat.last, flat.goal) == ((100, 14), None)
    assert spark([], 5, (104, 28)).last is None


@given(st.lists(st.none() | numbers, max_size=30), st.none() | numbers)
def test_a_sparkline_never_leaves_its_box(values: list[float | None], goal: float | None) -> None:
    drawn = spark(values, goal, (104, 28))
    places = [place for run in drawn.runs for place in run]
    assert all(0 <= x <= 104 and 0 <= y <= 28 for x, y in places)


def test_the_goalpost_scale_turns_over_where_lower_is_better() -> None:
    up_scale = goal_scale(71.6, 85, due=82.2, given_up=[90])
    assert up_scale.now < (up_scale.due or 0) < up_scale.present < (up_scale.first or 0)
    down = goal_scale(38, 24, given_up=[20, 22, 23], lower_is_better=True)
    assert down.flipped
    assert down.now < down.present < (down.first or 0)
    assert down.due is None
    assert len(down.lasts) == 1
    assert goal_scale(38, 24).first is None
    named = [value for _, value in up_scale.ticks if value is not None]
    assert 3 <= len(named) <= 7
    assert up_scale.ticks[0][0] == 0
    assert up_scale.ticks[-1][0] == 100


def test_labels_hold_inward_at_the_ends() -> None:
    assert [anchor(at) for at in (0, 50, 100)] == ["start", "middle", "end"]
    axis = nice_axis([0, 100])
    assert percent_at(25, axis) == 25
    assert percent_at(25, axis, flipped=True) == 75
    assert percent_at(-500, axis) == 0


def test_strokes_stand_on_one_scale_of_years() -> None:
    ats, ticks = years_strip([date(2008, 1, 1), date(2025, 12, 31)], date(2026, 11, 22))
    assert ats[0] == 0
    assert ats[0] < ats[1] < 100
    assert [year for _, year in ticks] == ["2010", "2015", "2020", "2025"]
    assert years_strip([], date(2026, 11, 22))[0] == []


def test_words_that_a_line_runs_through_are_told_from_words_beside_it():
    rising = [(0.0, 100.0), (200.0, 0.0)]
    assert is_crossed(Place(80, 30, room=60), 18, rising)
    assert not is_crossed(Place(80, 80, room=60), 18, rising)
    assert not is_crossed(Place(220, 30, room=60), 18, rising)
