"""The verdicts that the example measures are meant to show, whenever the demonstration starts."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from metrics.charters.rules import Direction, Frequency, PathKind, TargetKind, Terms
from metrics.observations.rules import Marker, Point
from metrics.signals.rules import Assessment, Status, assess
from tests.council.demonstration.content import Row, measures, period_end

# First starts over two years, so that ends of months, quarters and years are among them.
DAYS = [date(2026, 11, 22) + timedelta(days=n) for n in [*range(-12, 20), *range(20, 740, 11)]]


def judged(measure: Row, today: date, target: Row) -> Assessment:
    """What the rule says of a measure against one of its targets on a day."""
    return assess(
        points(measure, today),
        terms(measure, today, target),
        Direction(measure["direction"]),
        today,
        Frequency(measure["frequency"]),
        measure["lag_days"],
        10.0 ** -measure["decimals"],
    )


def points(measure: Row, today: date) -> list[Point]:
    """The figures of the whole as they stand today, corrections included, the small hidden."""
    hidden = set(small(measure["figures"]))
    return [
        Point(
            end_of(measure, today, period),
            value,
            Marker.SUPPRESSED if period in hidden else None,
            definition=definition,
        )
        for period, (value, definition) in known(measure).items()
    ]


def small(runs: list[Row]) -> Iterator[int]:
    """The periods of which fewer than ten were counted."""
    for run in runs:
        for n, count in enumerate(run.get("denominators", [])):
            if count is not None and 0 < count < 10:
                yield run["from"] + n


def known(measure: Row) -> dict[int, tuple[float, int]]:
    """Value and definition by period; a gap is not there."""
    found: dict[int, tuple[float, int]] = {}
    for run in measure["figures"]:
        for n, value in enumerate(run["values"]):
            if value is not None:
                found[run["from"] + n] = (value, run["charter"])
        for row in run.get("corrections", []):
            found[row["period"]] = (row["value"], run["charter"])
    return found


def terms(measure: Row, today: date, target: Row) -> Terms:
    """What a target asks for, with days in place of periods."""
    kind = TargetKind(target["kind"])
    if kind is TargetKind.NONE_YET:
        return Terms(kind)
    start = measure["baseline"]
    return Terms(
        kind,
        target["value"],
        due=end_of(measure, today, target["due"]),
        baseline_value=start["value"],
        baseline_date=end_of(measure, today, start["period"]),
        path=PathKind(target["path"]),
        definition=target["charter"],
    )


def end_of(measure: Row, today: date, period: int) -> date:
    """The last day of a period of a measure."""
    return period_end(today, measure["frequency"], measure["lag_days"], period)


@pytest.mark.parametrize("measure", measures(), ids=lambda m: str(m["slug"]))
def test_each_measure_shows_the_verdict_it_is_meant_to_show_whenever_it_starts(
    measure: Row,
) -> None:
    for today in DAYS:
        now = judged(measure, today, measure["targets"][-1])
        assert now.status == measure["intended"], today
        assert now.last_verdict == measure.get("intended_last"), today
        for first in measure["targets"][:-1]:
            assert judged(measure, today, first).status == first["intended"], today


def test_every_live_status_is_seen() -> None:
    series = {
        row["intended"] for m in measures() for row in m.get("series", []) if "intended" in row
    }
    assert {measure["intended"] for measure in measures()} == set(Status)
    assert series == {Status.SUPPRESSED}


def test_a_series_meant_to_be_hidden_has_a_count_below_ten_in_every_period() -> None:
    for measure in measures():
        meant = {row["slug"] for row in measure.get("series", []) if "intended" in row}
        for run in measure.get("group_figures", []):
            counts = run.get("denominators")
            if counts is None:
                counts = run["values"] if measure["unit_kind"] == "count" else []
            small = bool(counts) and all(n is None or 0 < n < 10 for n in counts)
            assert small == (run["series"] in meant), (measure["slug"], run["series"])


def test_a_stale_measure_says_who_is_late_and_why() -> None:
    for measure in measures():
        assert (measure["intended"] == Status.STALE) == ("late" in measure), measure["slug"]


def test_the_counties_of_road_casualties_add_up_to_the_corrected_total() -> None:
    measure = next(m for m in measures() if m["slug"] == "killed-or-badly-hurt")
    total = known(measure)
    for n in range(-11, 1):
        parts = [run["values"][n - run["from"]] for run in measure["group_figures"]]
        assert sum(parts) == total[n][0], n


def test_the_buses_and_the_evening_turned_with_their_latest_figure() -> None:
    today = DAYS[12]
    before = {"buses-within-five-minutes": Status.ON_TRACK, "safe-after-dark": Status.BEHIND}
    for measure in measures():
        if measure["slug"] in before:
            shown = [p for p in points(measure, today) if p.end < end_of(measure, today, 0)]
            target = terms(measure, today, measure["targets"][-1])
            found = assess(shown, target, Direction.UP, shown[-1].end, unit=0.1)
            assert found.status is before[measure["slug"]], measure["slug"]
