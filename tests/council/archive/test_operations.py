"""The archive as it stands on a site: whole, sourced, and never fresher than it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import current_app
from sqlalchemy import Select, select

from commons.db import db
from commons.events import Event
from commons.text import is_web_address
from council.archive.operations import load
from council.archive.queries import archive
from metrics.catalogue.models import Agency, Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Charter, Contribution, Measure, Target
from metrics.charters.rules import MeasureKind
from metrics.observations.models import Observation, Release, Series, Vintage
from metrics.signals.models import Standing

FIGURES = 234  # of 259 rows; the other 25 state a target and no figure


pytestmark = [pytest.mark.demonstration, pytest.mark.usefixtures("app")]


def measure(slug: str) -> Measure:
    return db.session.scalars(select(Measure).where(Measure.slug == slug)).one()


def ours() -> Select[int]:
    """The measures of the archive."""
    return select(Measure.id).join(Goal).where(Goal.part == Part.ARCHIVE)


def series() -> Sequence[Series]:
    return db.session.scalars(select(Series).where(Series.measure_id.in_(ours()))).all()


def figures() -> Sequence[Vintage]:
    released = select(Release.id).where(Release.measure_id.in_(ours()))
    return db.session.scalars(select(Vintage).where(Vintage.release_id.in_(released))).all()


def test_every_measure_of_the_file_stands_once() -> None:
    assert len(db.session.scalars(ours()).all()) == 108
    assert load() == 0
    assert len(db.session.scalars(ours()).all()) == 108


def test_every_row_is_a_figure_or_a_target() -> None:
    assert archive().rows == 259
    assert len(figures()) == FIGURES


def test_each_figure_names_its_source_and_what_is_empty_stays_empty() -> None:
    (in_words,) = [row.note for row in figures() if not row.source_url]
    assert in_words.startswith("National Audit Office, Improving operational delivery")
    assert all(is_web_address(row.source_url) for row in figures() if row.source_url)
    empty = [row for row in figures() if row.value.text is None]
    assert len(empty) == 6
    assert all(row.marker for row in empty)


def test_groups_counties_and_regions_are_series_with_their_areas() -> None:
    kinds = Counter(row.kind.value for row in series())
    assert kinds == {"total": 105, "group": 8, "county": 2, "region": 6}
    areas = {row.area.name: row.kind.value for row in series() if row.area}
    assert len(areas) == 8
    assert areas["Clallam County"] == "county"
    assert areas["Region 4"] == "region"


def test_moved_targets_are_versions_that_invent_no_date() -> None:
    for slug, values in {
        "state-funded-preschool-enrolment-slots": ["23511", "19068"],
        "coronary-heart-disease-deaths": ["108", "95"],
        "traffic-deaths-state-routes-and-interstates": ["262", "244"],
    }.items():
        found = db.session.scalars(
            select(Target).where(Target.measure_id == measure(slug).id).order_by(Target.number)
        ).all()
        assert [row.value.text for row in found] == values
        assert {row.decided_on for row in found} == {None}
        assert {(row.signed_by, row.reason) for row in found} == {("", "")}


def test_first_target_of_the_whales_has_a_day_and_no_invented_value() -> None:
    row = measure("southern-resident-killer-whales-july-census")
    first, present = db.session.scalars(
        select(Target).where(Target.measure_id == row.id).order_by(Target.number)
    ).all()
    assert (first.value.text, first.due_text, first.due_on) == (None, "2020", date(2020, 12, 31))
    assert (present.value.text, present.due_text) == ("86", "2030")
    assert "was missed" in first.basis
    assert first.source_url.startswith("https://vitalsigns.pugetsoundinfo.wa.gov/")
    assert (first.reason, first.signed_by, first.decided_on) == ("", "", None)


def test_page_of_the_whales_shows_that_the_target_moved_with_its_source() -> None:
    page = current_app.test_client().get("/measures/southern-resident-killer-whales-july-census")
    told = BeautifulSoup(page.text, "html.parser").select_one("#targets")
    assert told
    assert [each.get_text(" ", strip=True) for each in told.select(".moved > span")] == [
        "was value not stated by 2020",
        "is now 86 whales by 2030",
        "later",
    ]
    words = told.get_text(" ", strip=True)
    assert "The goalpost moved once, and is now later" in words
    assert "Note: The target for 2020 was missed." in words
    assert told.select_one("tbody a[href^='https://vitalsigns.pugetsoundinfo.wa.gov/']")


def test_an_agency_that_a_source_explains_in_brackets_is_one_agency() -> None:
    named = select(Agency.name).where(Agency.name.contains("Early Learning"))
    assert db.session.scalars(named).all() == ["Department of Early Learning"]
    explained = select(Contribution.part).where(Contribution.part != "")
    part = "Later Department of Children, Youth, and Families"
    assert part in db.session.scalars(explained).all()


def test_what_the_source_did_not_state_is_empty() -> None:
    for charter in db.session.scalars(select(Charter).where(Charter.measure_id.in_(ours()))):
        assert charter.kind is MeasureKind.NOT_STATED
        assert charter.source
        assert (charter.definition, charter.contact, charter.why_it_matters) == ("", "", "")


def test_no_measure_of_the_archive_is_called_on_track() -> None:
    standings = db.session.scalars(select(Standing).where(Standing.measure_id.in_(ours()))).all()
    assert len(standings) == 108
    assert not {row.status for row in standings} & {"on_track", "ahead", "achieved"}


def test_a_period_that_cannot_be_read_is_kept_in_its_words_without_dates() -> None:
    row = db.session.scalars(
        select(Observation).where(Observation.label == "previous cohort")
    ).one()
    assert (row.starts_on, row.ends_on) == (None, None)


def test_the_archive_is_no_news() -> None:
    subjects = select(Measure.subject_id).join(Goal).where(Goal.part == Part.ARCHIVE)
    told = select(Event).where(Event.public, Event.subject_id.in_(subjects))
    assert db.session.scalars(told).all() == []


def read(slug: str, end: str = "") -> BeautifulSoup:
    """The page of a measure, as anybody reads it."""
    page = current_app.test_client().get(f"/measures/{slug}{end}")
    assert page.status_code == 200
    return BeautifulSoup(page.text, "html.parser")


def told(page: BeautifulSoup, where: str) -> str:
    """The words of a place of a page, each space one."""
    words = " ".join(each.text for each in page.select(where)).replace("\u2060", "")
    return " ".join(words.split())


def test_every_limit_of_a_path_stands_on_the_page_with_the_note_of_its_source() -> None:
    page = read("state-agency-greenhouse-gas-emissions")
    for limit in ("747,181 by 2020", "483,470 by 2030", "219,759 by 2040"):
        assert limit in told(page, "#targets")
        assert limit in told(page, ".facts")
    assert "Its source states 4 targets on one path" in told(page, "#targets h2")
    assert "Note: limits in law" in told(page, "#targets")


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("low-birth-weight-black-infants", "9.6%; of when is not stated."),
        ("low-birth-weight-american-indian-and-alaska-native", "8.7%; of when is not stated."),
        ("primary-term-single-vertex-cesarean-rate", "15.8%; of when is not stated."),
        ("schools-serving-nutritious-washington-grown-foods", "1,734 schools; of when is not"),
        ("10th-graders-who-drank-alcohol-in-the-past-30-days", "21%; of when is not stated."),
        ("transportation-greenhouse-gas-emissions", "(2020 projected)."),
        ("high-school-graduation-4-year-rate", "76% (2013)."),
    ],
)
def test_a_baseline_stands_with_its_target_in_the_words_of_its_source(
    slug: str, words: str
) -> None:
    assert words in told(read(slug), "#targets tbody th")


@pytest.mark.parametrize(
    "slug",
    [
        "results-washington-measures-on-track",
        "long-term-services-and-supports-clients-served-at-home",
        "state-owned-passenger-vehicles-that-are-electric",
    ],
)
def test_a_figure_without_a_dated_period_is_a_figure(slug: str) -> None:
    page = read(slug)
    assert page.select_one(".great")
    assert told(page, "h1.verdict") == "There is a figure, but of no dated period."


def test_a_target_without_a_figure_is_not_a_figure_to_come() -> None:
    page = read("rural-share-of-statewide-employment")
    assert told(page, "h1.verdict") == "Its source states no figure."
    assert "The figure is not stated by the source." in told(page, ".figures")
    assert "yet" not in told(page, ".opening") + told(page, "#figures")
    listed = current_app.test_client().get("/measures?part=archive&q=rural+share").text
    assert "Its source states no figure" in listed


def test_a_period_without_a_number_is_not_the_last_figure() -> None:
    page = read("training-opportunities-on-blindness-education-accessed")
    assert told(page, "h1.verdict").startswith("No figure since 2021-23 Q7.")
    assert "2021-23 Q7: down 2,150" in told(page, ".figures")
    assert "since 2021-23 Q7" in told(page, "#chart h2")
    assert "2021-23 Q8" not in told(page, "#chart svg text")


def test_an_earlier_report_keeps_its_words_and_its_source() -> None:
    slug = "traffic-deaths-state-routes-and-interstates"
    page = read(slug)
    (row,) = [each for each in page.select("#figures tbody tr") if each.select("del")]
    words = " ".join(row.text.split())
    assert "as reported September 2010" in words
    assert "235 deaths: as reported April 2010" in words
    assert len(row.select("td a[href]")) == 2
    assert "State, as we read it" in told(page, "#figures thead")
    assert "corrected" not in told(page, ".figures") + told(page, "#chart svg")
    sent = current_app.test_client().get(f"/measures/{slug}.json").get_json()
    (old,) = [each for one in sent["series"][0]["figures"] for each in one["earlier"]]
    assert old["source_url"].startswith("http")
    assert (old["note"], old["vintage"]) == ("as reported April 2010", 1)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("title-i-adults-median-earnings", "Program years 2024-25 (by June 2026)"),
        ("state-funded-preschool-enrolment-slots", "2020-21 (by June 2021)"),
        ("energy-use-in-prisons", "FY 2009 (by June 2009)"),
        ("jobs-in-the-state", "by 2020"),
    ],
)
def test_the_day_of_a_target_stands_in_the_words_of_its_source(slug: str, words: str) -> None:
    page = read(slug)
    assert words in told(page, "#targets tbody th")
    assert words in told(page, ".facts")


def test_what_could_not_be_read_is_told_in_public_with_its_measure_and_lines() -> None:
    page = BeautifulSoup(current_app.test_client().get("/data").text, "html.parser")
    rows = [" ".join(row.text.split()) for row in page.select("#not-read tbody tr")]
    assert len(rows) == 5
    assert rows[2] == (
        "“previous cohort” The period of a figure Repeat child maltreatment, by region 166"
    )
    assert [row.startswith("“each year” The day of a target") for row in rows].count(True) == 4
    for link in page.select("#not-read a"):
        assert current_app.test_client().get(str(link["href"])).status_code == 200


def test_the_command_that_loads_the_demonstration_tells_what_it_could_not_read() -> None:
    told = current_app.test_cli_runner().invoke(args=["demo", "load"]).output
    assert "period “previous cohort”, Repeat child maltreatment, by region (line 166)." in told
    assert told.count("Not read:") == 5
