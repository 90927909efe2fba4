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
from council.archive.operations import archive, load
from metrics.catalogue.models import Goal
from metrics.catalogue.rules import Part
from metrics.charters.models import Charter, Measure, Target
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
