"""The archive: every row of the file is read, and nothing is added to it."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from metrics.charters.rules import (
    Direction,
    Frequency,
    Move,
    TargetKind,
    UnitKind,
    easier_or_harder,
)
from metrics.loading.tables import Archive, ArchiveMeasure, read_archive
from metrics.observations.rules import FigureState, SeriesKind

FILE = Path(__file__).parents[3] / "council/demonstration/data/washington/washington-measures.csv"


@pytest.fixture(scope="module")
def archive() -> Archive:
    return read_archive(FILE)


def measure(archive: Archive, slug: str) -> ArchiveMeasure:
    return next(one for one in archive.measures if one.slug == slug)


def test_the_file_is_read_whole(archive: Archive) -> None:
    assert archive.rows == 259
    assert len(archive.measures) == 108
    assert [(goal.title.split()[0], len(goal.measures)) for goal in archive.goals] == [
        ("World-class", 12),
        ("Prosperous", 33),
        ("Healthy", 41),
        ("Sustainable", 12),
        ("Efficient,", 10),
    ]
    lines = {f.line for m in archive.measures for s in m.series for f in s.figures}
    assert len(lines) == 259 - 28 + 3  # of the rows without a period three have a value


def test_bracketed_names_are_series(archive: Archive) -> None:
    kinds = Counter(series.kind for one in archive.measures for series in one.series)
    assert kinds == {
        SeriesKind.TOTAL: 105,
        SeriesKind.GROUP: 5 + 3,
        SeriesKind.COUNTY: 2,
        SeriesKind.REGION: 6,
    }
    regions = measure(archive, "repeat-child-maltreatment-by-region")
    assert [series.label for series in regions.series] == [f"Region {n}" for n in range(1, 7)]
    assert regions.total is None
    assert regions.total_slug == ""
    groups = measure(archive, "high-school-graduation-4-year-rate-by-group")
    assert groups.series[1].label == "Black students"
    assert groups.total_slug == "high-school-graduation-4-year-rate"


def test_slugs_are_short_and_unique(archive: Archive) -> None:
    slugs = [one.slug for one in archive.measures]
    assert len(set(slugs)) == 108
    assert max(map(len, slugs)) <= 64
    assert "intakes-done-on-time" in slugs
    assert len({one.title for one in archive.measures}) == 108


def test_measures_without_a_dated_figure_are_twenty_five(archive: Archive) -> None:
    dated = [
        one
        for one in archive.measures
        if any(figure.period and figure.value for s in one.series for figure in s.figures)
    ]
    assert len(archive.measures) - len(dated) == 25


MOVED = {
    "state-funded-preschool-enrolment-slots": ["23511", "19068"],
    "coronary-heart-disease-deaths": ["108", "95"],
    "stroke-deaths": ["44", "35"],
    "breast-cancer-deaths": ["21.3", "20.6"],
    "traffic-deaths-state-routes-and-interstates": ["262", "244"],
    "agencies-with-up-to-date-performance-measures": ["50", "55", "65"],
    "military-department-employees-satisfied-with-their-job": ["74", "75", "70"],
    "presentations-to-civic-and-community-groups": ["40", "30"],
}


def test_moved_targets_are_versions_in_order(archive: Archive) -> None:
    found = {
        one.slug: [target.value for target in one.targets]
        for one in archive.measures
        if len(one.targets) > 1
    }
    assert found == MOVED
    places = measure(archive, "state-funded-preschool-enrolment-slots").targets
    assert [target.number for target in places] == [1, 2]
    assert places[1].terms.due == date(2021, 6, 30)
    assert easier_or_harder(places[0].terms, places[1].terms, Direction.UP) is Move.EASIER


def test_limits_of_several_years_are_one_path(archive: Archive) -> None:
    (target,) = measure(archive, "state-agency-greenhouse-gas-emissions").targets
    assert (target.value, target.due_text) == ("43952", "2050")
    assert [step[1] for step in target.terms.steps] == [747181, 483470, 219759]


def test_a_target_of_each_period_is_kept_not_reached(archive: Archive) -> None:
    (target,) = measure(archive, "state-bridges-in-fair-or-better-condition").targets
    assert (target.due_text, target.terms.kind) == ("each year", TargetKind.KEEP_ABOVE)
    (sessions,) = measure(archive, "training-opportunities-on-blindness-education-accessed").targets
    assert (sessions.terms.kind, sessions.terms.due) == (TargetKind.KEEP_ABOVE, None)
    (share,) = measure(archive, "rural-share-of-statewide-employment").targets
    assert (share.terms.kind, share.terms.upper) == (TargetKind.RANGE, 19.3)


def test_two_reports_of_one_year_are_two_vintages(archive: Archive) -> None:
    later = [
        (one.slug, figure.label, figure.vintage)
        for one in archive.measures
        for series in one.series
        for figure in series.figures
        if figure.vintage > 1
    ]
    assert later == [("traffic-deaths-state-routes-and-interstates", "2009", 2)]


def test_digits_units_and_sources_stay_as_published(archive: Archive) -> None:
    growth = next(one for one in archive.measures if one.title.startswith("Infants and toddlers"))
    assert (growth.baseline, growth.decimals, growth.unit_kind) == ("57.50", 2, UnitKind.PERCENT)
    assaults = next(one for one in archive.measures if one.title.startswith("Patient-to-staff"))
    assert (assaults.decimals, assaults.unit_kind) == (2, UnitKind.RATE)
    assert assaults.note.startswith("OFM measure 001103")
    assert assaults.frequency is Frequency.IRREGULAR
    sessions = measure(archive, "training-opportunities-on-blindness-education-accessed")
    assert sessions.frequency is Frequency.QUARTER
    figures = sessions.series[0].figures
    assert [figure.label for figure in figures if not figure.value] == [
        "2019-21 Q7",
        "2019-21 Q8",
        "2021-23 Q5",
        "2021-23 Q8",
    ]
    assert all(figure.source_url for figure in figures)
    regions = measure(archive, "repeat-child-maltreatment-by-region").series
    assert regions[0].figures[0].state is FigureState.PROVISIONAL


def test_what_names_no_period_is_reported(archive: Archive) -> None:
    found = Counter((one.column, one.text) for one in archive.unread)
    assert found == {("target_date", "each year"): 9, ("period", "previous cohort"): 1}


def test_figures_without_a_period_keep_their_value(archive: Archive) -> None:
    loose = [
        (figure.value, figure.label)
        for one in archive.measures
        for series in one.series
        for figure in series.figures
        if figure.period is None
    ]
    assert sorted(loose) == [("104", ""), ("11.1", "previous cohort"), ("13.7", ""), ("84", "")]


def test_measures_that_begin_alike_have_addresses_of_their_own(tmp_path: Path) -> None:
    head = FILE.read_text(encoding="utf-8").splitlines()[0]
    long = "Share of the people who wait for longer than ten minutes at a crossing by"
    names = [f"{long} day", f"{long} night", f"{long} night (second survey)"]
    rows = [f"Goal,Topic,{name},percent,down,,,,,,,2020,1,source" for name in names]
    path = tmp_path / "few.csv"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    slugs = [one.slug for one in read_archive(path).measures]
    assert slugs[0] == "share-of-the-people-who-wait-for-longer-than-ten-minutes"
    assert len(set(slugs)) == 3
