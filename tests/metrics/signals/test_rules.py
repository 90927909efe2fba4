"""Verdicts: one status for each series, worked out in the open."""

import json
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commons.periods import add_months
from metrics.charters.rules import Direction, Frequency, Move, PathKind, TargetKind, Terms
from metrics.observations.rules import FigureState, Marker, Point
from metrics.signals.rules import (
    SILENT,
    WELL,
    WORST_FIRST,
    Assessment,
    ChangeWord,
    Lead,
    Limits,
    Mark,
    Qualifier,
    Status,
    assess,
    change_word,
    headline,
    marks,
    severity,
    usual_range,
)

BEGIN = date(2025, 1, 31)
TODAY = date(2025, 12, 5)
UP = Terms(
    TargetKind.INCREASE,
    value=100,
    due=date(2026, 12, 31),
    baseline_value=80,
    baseline_date=date(2024, 12, 31),
)


def months(*values: float | None, begin: date = BEGIN) -> list[Point]:
    ends = [add_months(begin, n + 1) - timedelta(days=1) for n in range(len(values))]
    return [Point(end, value) for end, value in zip(ends, values, strict=True)]


def judge(points: list[Point], target: Terms = UP, today: date = TODAY) -> Assessment:
    return assess(points, target, Direction.UP, today, Frequency.MONTH, 14, 0.1)


def eleven(last: float) -> list[Point]:
    return months(80, 81, 82, 83, 84, 84, 85, 86, 87, 88, last)


@pytest.mark.parametrize(
    ("last", "status"),
    [  # due 89.15 on 30 November, tolerance 2
        (91.3, Status.AHEAD),
        (91.0, Status.ON_TRACK),
        (87.2, Status.ON_TRACK),
        (87.0, Status.BEHIND),
        (85.2, Status.BEHIND),
        (85.0, Status.OFF_TRACK),
    ],
)
def test_the_distance_to_the_path_decides(last: float, status: Status) -> None:
    found = judge(eleven(last))
    assert found.status is status
    assert found.expected == pytest.approx(89.151, abs=1e-3)
    assert found.tolerance == 2
    assert found.gap == pytest.approx(last - 89.151, abs=1e-3)
    assert found.inputs["gap"] == found.gap
    assert found.inputs["latest_value"] == last
    assert found.next_due == date(2026, 1, 14)


def test_exactly_on_the_edge_of_tolerance_is_on_track() -> None:
    target = replace(UP, path=PathKind.HOLD, tolerance=0.3)
    assert judge(months(99.5, 99.7), target, date(2025, 3, 1)).status is Status.ON_TRACK
    assert judge(months(99.5, 99.4), target, date(2025, 3, 1)).status is Status.BEHIND


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ((99, 100, 101), Status.ACHIEVED),
        ((100, 99, 101), Status.AHEAD),
        ((100, None, 101), Status.AHEAD),
        ((90, 101), Status.AHEAD),
    ],
)
def test_achieved_needs_two_periods_in_a_row(
    values: tuple[float | None, ...], status: Status
) -> None:
    assert judge(months(*values), today=date(2025, 4, 20)).status is status


def test_an_irregular_series_needs_no_neighbouring_months() -> None:
    found = assess(months(100, None, 101), UP, Direction.UP, date(2025, 4, 20), Frequency.IRREGULAR)
    assert found.status is Status.ACHIEVED


def test_what_is_kept_is_never_ahead_or_achieved() -> None:
    for kind in (TargetKind.KEEP_ABOVE, TargetKind.RANGE):
        target = replace(UP, kind=kind, value=90, upper=200)
        assert judge(months(150, 150), target, date(2025, 3, 1)).status is Status.ON_TRACK


@pytest.mark.parametrize(
    ("points", "status"),
    [
        ([], Status.NO_DATA),
        (months(None, None), Status.NO_DATA),
        ([replace(months(80)[0], state=FigureState.WITHDRAWN)], Status.NO_DATA),
        ([Point(BEGIN, None, Marker.SUPPRESSED)], Status.SUPPRESSED),
        ([*months(90), Point(date(2025, 2, 28), 3, Marker.SUPPRESSED)], Status.SUPPRESSED),
        (months(80, begin=date(2024, 12, 31)), Status.BASELINE_ONLY),
    ],
)
def test_without_figures_there_is_no_verdict(points: list[Point], status: Status) -> None:
    found = judge(points, today=date(2025, 1, 20))
    assert found.status is status
    assert found.inputs["target_value"] == 100


def test_a_first_figure_is_the_baseline_when_none_is_stated() -> None:
    target = replace(UP, baseline_value=None, baseline_date=None)
    assert judge(months(80), target, date(2025, 2, 20)).status is Status.BASELINE_ONLY
    found = judge(months(80, 81), target, date(2025, 3, 1))
    assert found.status is Status.ON_TRACK
    assert found.inputs["baseline_is_first_figure"] is True
    assert found.inputs["baseline_date"] == "2025-01-31"


@pytest.mark.parametrize("target", [Terms(TargetKind.NONE_YET), Terms(TargetKind.INCREASE)])
def test_without_a_target_there_is_only_a_baseline(target: Terms) -> None:
    found = judge(eleven(90), target)
    assert found.status is Status.BASELINE_ONLY
    assert found.expected is found.gap is None


def test_a_range_without_a_gap_is_judged_by_its_ends() -> None:
    target = Terms(TargetKind.RANGE, value=70, upper=85)
    assert judge(eleven(86), target).status is Status.ON_TRACK
    assert judge(eleven(99), target).status is Status.OFF_TRACK


def test_no_verdict_across_a_change_of_definition() -> None:
    points = [*eleven(90)[:-1], replace(eleven(90)[-1], definition=2)]
    found = judge(points)
    assert found.status is Status.BROKEN_SERIES
    assert found.expected is found.tolerance is found.gap is None
    rebased = replace(UP, definition=2)
    assert judge(points, rebased).status is not Status.BROKEN_SERIES


def test_a_stepped_path_without_a_stated_baseline_starts_at_the_first_figure() -> None:
    target = replace(UP, path=PathKind.STEPPED, baseline_value=None)
    found = judge(months(80, 79), target, date(2025, 3, 1))
    assert (found.status, found.expected) == (Status.ON_TRACK, 80)


@pytest.mark.parametrize(
    ("due", "last", "met"),
    [
        (date(2025, 10, 31), 99, False),
        (date(2025, 9, 30), 99, False),
        (date(2025, 11, 30), 101, True),
        (date(2025, 11, 30), 99, False),
        (date(2025, 12, 4), 99, None),
    ],
)
def test_a_passed_date_is_a_status_with_met_or_missed(
    due: date, last: float, met: bool | None
) -> None:
    found = judge(eleven(last), replace(UP, due=due))
    assert found.status is Status.TARGET_DATE_PASSED
    assert found.met is met


def test_a_stale_measure_keeps_its_last_verdict_beside_it() -> None:
    found = judge(eleven(91), today=date(2026, 2, 15))
    assert found.status is Status.STALE
    assert found.last_verdict is Status.ON_TRACK
    assert found.last_verdict_on == date(2025, 11, 30)
    assert judge(eleven(91), today=date(2026, 2, 14)).status is Status.ON_TRACK


def test_a_stale_measure_whose_date_was_reached_says_so() -> None:
    found = judge(eleven(101), replace(UP, due=date(2025, 11, 30)), date(2027, 1, 1))
    assert (found.status, found.last_verdict, found.met) == (
        Status.STALE,
        Status.TARGET_DATE_PASSED,
        True,
    )


def test_a_stale_single_figure_was_only_a_baseline() -> None:
    target = Terms(
        TargetKind.DECREASE,
        value=14,
        due=date(2020, 12, 31),
        baseline_value=15,
        baseline_date=date(2011, 12, 31),
    )
    found = assess([Point(date(2011, 12, 31), 15)], target, Direction.DOWN, TODAY)
    assert (found.status, found.last_verdict) == (Status.STALE, Status.BASELINE_ONLY)


numbers = st.floats(-1000, 1000, allow_nan=False)


@given(st.lists(numbers, min_size=1, max_size=24), st.dates(date(2027, 6, 1), date(2040, 1, 1)))
def test_a_late_series_never_stays_green(values: list[float], today: date) -> None:
    assert judge(months(*values), today=today).status is Status.STALE


@given(st.lists(numbers, min_size=2, max_size=24), numbers)
def test_turning_a_series_over_turns_nothing_else(values: list[float], value: float) -> None:
    up = replace(UP, value=value, baseline_value=0)
    down = replace(up, kind=TargetKind.DECREASE, value=-value)
    points = months(*values)
    over = [replace(point, value=-(point.value or 0.0)) for point in points]
    a = assess(points, up, Direction.UP, TODAY, Frequency.YEAR)
    b = assess(over, down, Direction.DOWN, TODAY, Frequency.YEAR)
    assert (a.status, a.met, a.change_word) == (b.status, b.met, b.change_word)


@given(numbers, numbers)
def test_a_better_figure_never_gives_a_worse_verdict(a: float, b: float) -> None:
    worse, better = sorted((a, b))
    ranks = [severity(judge(eleven(value)).status) for value in (worse, better)]
    assert ranks == sorted(ranks)


def year(*values: float) -> list[Point]:
    return months(*values, begin=date(2024, 11, 30))


@pytest.mark.parametrize(
    ("last", "way", "word"),
    [
        (99, Direction.UP, ChangeWord.BETTER),
        (99, Direction.DOWN, ChangeWord.WORSE),
        (99, Direction.NEUTRAL, ChangeWord.CHANGED),
        (60, Direction.UP, ChangeWord.WORSE),
        (60, Direction.DOWN, ChangeWord.BETTER),
        (81, Direction.UP, ChangeWord.LITTLE_CHANGED),
    ],
)
def test_change_is_called_change_only_outside_the_usual(
    last: float, way: Direction, word: ChangeWord
) -> None:
    points = year(80, 81, 80, 81, 80, 81, 80, 81, 80, 81, 80, 81, last)
    found = assess(points, UP, way, TODAY, Frequency.MONTH)
    assert found.change == last - 80
    assert found.change_word is word
    assert found.year_ago == points[0]


def test_too_few_figures_make_no_change() -> None:
    points = [Point(date(2024, 11, 30), 80), Point(date(2025, 11, 30), 90)]
    assert judge(points).change_word is ChangeWord.TOO_FEW
    assert judge(points[1:]).change_word is ChangeWord.NO_YEAR_AGO


def test_the_usual_range_leaves_out_one_wild_step() -> None:
    calm = [10.0, 11, 10, 11, 10, 11, 10, 11, 10, 11]
    screened = usual_range([*calm, 60.0])
    assert screened is not None
    assert screened.moving_range == pytest.approx(1)
    assert usual_range([*calm, 60.0], fix=10) == Limits(
        10.5, pytest.approx(7.84), pytest.approx(13.16), pytest.approx(1), 10
    )


def test_a_gap_breaks_the_moving_range() -> None:
    limits = usual_range([1, 1, 1, None, 9, 9, 9])
    assert limits == Limits(5, 5, 5, 0, 6)
    assert usual_range([1, None, 2, None, 3, None, 4, None, 5, None, 6]) is not None
    assert usual_range([1, 2, 3, 4, 5]) is None
    assert usual_range([84.1] * 7) == Limits(84.1, 84.1, 84.1, 0, 7)
    assert change_word(1, limits, Direction.UP) is ChangeWord.BETTER


def test_months_without_figures_break_the_moving_range_too() -> None:
    points = year(80, 81, 80, 81, 80, 81, 80, 81, 80, 81, 80, 81, 82)
    holed = [point for n, point in enumerate(points) if n not in (4, 5)]
    found = assess(holed, UP, Direction.UP, TODAY, Frequency.MONTH)
    assert found.change_word is ChangeWord.LITTLE_CHANGED


CASES = Path(__file__).parents[2] / "data" / "spc-cases"
PUBLISHED = {
    "Above UCL": (Mark.OUTSIDE, 1),
    "Below LCL": (Mark.OUTSIDE, -1),
    "7 Point Trend (Increasing)": (Mark.TREND, 1),
    "7 Point Trend (Decreasing)": (Mark.TREND, -1),
    "2 in 3 Above CL": (Mark.TWO_OF_THREE, 1),
    "2 in 3 Below CL": (Mark.TWO_OF_THREE, -1),
    "7 Points Above CL": (Mark.SHIFT, 1),
    "7 Points Below CL": (Mark.SHIFT, -1),
    "Common Cause": (Mark.COMMON, 0),
}
SERIES = [
    path.stem
    for path in sorted(CASES.glob("*.json"))
    if path.stem not in ("rule-vectors", "edge-two-points")
]


@pytest.mark.parametrize("case", SERIES)
def test_limits_and_marks_equal_the_published_cases(case: str) -> None:
    known = json.loads((CASES / f"{case}.json").read_text())
    groups = defaultdict(list)
    for point in known["expected"]["points"]:
        groups[point["rebase_group"]].append(point)
    for group in groups.values():
        values = [point["value"] for point in group]
        options = known["options"]
        screen = options["screen_outliers"]
        limits = usual_range(values, options["fix_after_n_points"], screen=screen)
        assert limits is not None
        last = group[-1]
        assert limits.mean == pytest.approx(last["mean"], rel=1e-9, abs=1e-9)
        if last["lpl"] is None:  # the package gives a constant series no limits; ours are its mean
            assert (limits.lower, limits.upper) == (limits.mean, limits.mean)
        else:
            assert limits.lower == pytest.approx(last["lpl"], rel=1e-9, abs=1e-9)
            assert limits.upper == pytest.approx(last["upl"], rel=1e-9, abs=1e-9)
        assert marks(values, limits) == [PUBLISHED[p["special_cause_type"]] for p in group]


def test_a_missing_figure_breaks_every_run() -> None:
    limits = Limits(10, 0, 20, 10 / 2.66, 20)
    whole: list[float | None] = [11, 12, 11, 12, 11, 12, 11]
    assert marks(whole, limits)[0] == (Mark.SHIFT, 1)
    assert marks([*whole[:3], None, *whole[4:]], limits)[0] == (Mark.COMMON, 0)
    rising: list[float | None] = [7, 8, 9, 10, 11, 12, 13]
    assert {mark for mark, _ in marks(rising, limits)} == {Mark.TREND}
    assert {mark for mark, _ in marks([*rising[:3], None, *rising[3:]], limits)} == {Mark.COMMON}


def test_a_turning_point_goes_with_the_trend_that_follows() -> None:
    limits = Limits(10, 0, 20, 10 / 2.66, 20)
    peak: list[float | None] = [7, 8, 9, 10, 11, 12, 13, 12, 11, 10, 9, 8, 7]
    ways = [way for _, way in marks(peak, limits)]
    assert ways == [1] * 6 + [-1] * 7


def claim(status: Status, **more: object) -> Assessment:
    return Assessment(status, change_word=ChangeWord.WORSE, **more)


def test_the_example_headline_of_a_moved_target() -> None:
    moved_on = date(2026, 5, 12)
    off = claim(Status.OFF_TRACK)
    found = headline(off, off, Move.EASIER, moved_on)
    assert (found.lead, found.claim, found.qualifier, found.on) == (
        Lead.WORSE,
        Status.OFF_TRACK,
        Qualifier.EVEN_EASIER,
        moved_on,
    )


@pytest.mark.parametrize(
    ("now", "first", "move", "qualifier"),
    [
        (Status.BEHIND, None, Move.LATER, Qualifier.EVEN_EASIER),
        (Status.ON_TRACK, Status.OFF_TRACK, Move.EASIER, Qualifier.ONLY_EASIER),
        (Status.ON_TRACK, Status.ON_TRACK, Move.EASIER, Qualifier.NOTHING),
        (Status.STALE, Status.STALE, Move.EASIER, Qualifier.NOTHING),
        (Status.ON_TRACK, Status.AHEAD, Move.HARDER, Qualifier.THOUGH_HARDER),
        (Status.BEHIND, Status.ON_TRACK, Move.HARDER, Qualifier.NOTHING),
        (Status.ON_TRACK, Status.OFF_TRACK, Move.HARDER, Qualifier.NOT_FIRST),
        (Status.AHEAD, Status.BEHIND, Move.INCOMPARABLE, Qualifier.NOT_FIRST),
        (Status.BEHIND, None, None, Qualifier.NOTHING),
    ],
)
def test_a_moved_target_qualifies_the_verdict(
    now: Status, first: Status | None, move: Move | None, qualifier: Qualifier
) -> None:
    found = headline(claim(now), claim(first) if first else None, move)
    assert found.qualifier is qualifier


def test_every_status_has_its_headline() -> None:
    for status, word in product(Status, ChangeWord):
        now = Assessment(status, change_word=word, last_verdict_on=TODAY)
        found = headline(now)
        assert found.claim is status
        if status in SILENT:
            assert (found.lead, found.on) == (Lead.NOTHING, TODAY)
    assert set(WORST_FIRST[-3:]) == WELL
