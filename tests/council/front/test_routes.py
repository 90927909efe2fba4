"""The front pages: home, goals, agencies, counties, search, citations and what robots read."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from sqlalchemy import func, select

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from commons import actors, clock
from commons.db import db
from commons.events import Event
from council.reviews import operations as reviews
from metrics.catalogue import operations as catalogue
from metrics.charters.models import Measure
from metrics.loading import operations as loading
from metrics.observations.rules import FigureRow, SeriesKind
from tests.make import (
    make_agency,
    make_ballot,
    make_council,
    make_live_review,
    make_measure,
    make_member,
    make_officer,
    make_proposal,
    make_record,
    make_review,
)
from tests.page import Page

STILL = ("/about", "/accessibility", "/promises-to-you", "/data", "/style")
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
BASE = "http://127.0.0.1:8000"  # where the site says it is, whatever name a visitor uses


def locations(page: Page) -> list[str]:
    """The paths of the site map."""
    tree = ElementTree.fromstring(page.get("/sitemap.xml").response.get_data())
    return [(each.text or "").removeprefix(BASE) for each in tree.iter(MAP)]


def publish(measure: Measure, row: FigureRow) -> None:
    """This figure is public."""
    loading.publish(actor=actors.system(), measure=measure, rows=[row])


def test_an_empty_home_page_says_what_will_stand_there(page: Page) -> None:
    page.get("/")
    assert page.one("h1").get_text(strip=True) == "Nobody moves a goalpost unseen"
    for words in (
        "No council has adopted a measure yet. The first will stand here.",
        "None has been announced yet.",
        "Nothing has changed yet.",
        "No goalpost moved this month",
    ):
        assert words in page.main
    assert len(page.queries) <= 6


def test_the_home_page_leads_to_what_goes_on(page: Page, clock: Any) -> None:
    council = make_council("Getting around")
    measure = make_measure("Sailings that leave on time", goal=council.goal)
    make_review(measure, council=council, starts_in=4)
    make_ballot(council=council)
    page.get("/", as_=None)
    assert "None of one measure is on track. Furthest off: sailings" in page.main
    for words in ("Getting around meets the Governor", "A vote is open", "84.1%", "24"):
        assert words in page.main
    assert not re.search(r"\d{4}-\d\d-\d\d|None,|\bnone_", page.main)
    assert len(page.queries) <= 6
    page.submit("Propose it", title="How long I wait at the stop")
    assert "How long I wait at the stop" in page.response.get_data(as_text=True)


def test_a_vote_that_closes_at_midnight_closes_with_the_day_before(page: Page, clock: Any) -> None:
    make_ballot(hours=14)
    page.get("/", as_=None)
    assert "It closes on 20 November 2026." in page.main
    page.get("/ballots")
    assert "the end of Friday, 20 November 2026" in page.main
    assert "20 Nov 2026" in page.words(".entry .day")


def test_every_page_leads_to_the_places_where_people_live(page: Page) -> None:
    page.get("/about")
    page.follow("Counties and regions")
    assert "Is it better where you live?" in page.main


def test_a_live_review_and_the_latest_record_stand_on_the_home_page(page: Page) -> None:
    make_record()
    assert page.get("/").link("Read the record").startswith("/records/R-")
    make_live_review()
    assert page.get("/").link("Follow it live")


def test_a_goal_counts_its_measures_and_names_the_worst(page: Page) -> None:
    council = make_council()
    url = f"/goals/{council.goal.slug}"
    assert "Nothing is measured for this goal yet." in page.get(url).main
    make_measure("Sailings that leave on time", goal=council.goal)
    make_measure("Nights without a last boat", goal=council.goal, values=())
    page.get(url)
    assert "Furthest off: sailings that leave on time" in page.one("h1").get_text(strip=True)
    assert "Nights without a last boat" in page.main
    assert len(page.queries) <= 6
    page.get("/goals/nowhere", status=404)


def test_an_agency_shows_what_it_leads(page: Page) -> None:
    agency = make_agency("Harbor Works")
    assert "It leads no measure." in page.get("/agencies").follow("Harbor Works").main
    measure = make_measure("Sailings that leave on time")
    page.get(f"/agencies/{measure.lead_agency.slug}")
    assert "Sailings that leave on time" in page.main
    assert len(page.queries) <= 6
    page.get(f"/agencies/{agency.slug}x", status=404)


def test_a_county_without_figures_is_a_gap(page: Page) -> None:
    area = catalogue.add_area(
        actor=actors.system(), name="Lantern Bay", kind="county", is_example=True
    )
    make_measure("Sailings that leave on time")
    page.get("/counties").follow("Lantern Bay")
    assert page.one("h1").get_text(strip=True) == "Lantern Bay has no figure of its own"
    assert "1 measure has no figure here" in page.main
    assert len(page.queries) <= 6
    page.get(f"/counties/{area.slug}x", status=404)


def test_a_county_is_compared_with_the_whole_of_the_same_period_or_not_at_all(
    page: Page, clock: Any
) -> None:
    area = catalogue.add_area(
        actor=actors.system(), name="Lantern Bay", kind="county", is_example=True
    )
    there = {"kind": SeriesKind.COUNTY, "series": area.name}
    whole, alone, older = make_measure(), make_measure(values=()), make_measure()
    for measure, value in ((alone, "70"), (older, "1")):
        publish(measure, FigureRow("2026-09", value, date(2026, 9, 1), date(2026, 9, 30), **there))
    page.get(f"/counties/{area.slug}")
    assert page.one("h1").text == "Lantern Bay has figures of its own in 2 measures"
    assert "There is no figure of the same period to compare with." in page.main
    assert "worst first" not in page.main
    publish(whole, FigureRow("2026-10", "84.1", date(2026, 10, 1), date(2026, 10, 31), **there))
    assert "is not worse off than the whole in the one" in page.get(page.url).one("h1").text
    publish(whole, FigureRow("2026-10", "70", date(2026, 10, 1), date(2026, 10, 31), **there))
    assert page.get(page.url).one("h1").text == (
        "Lantern Bay is worse off than the whole in 1 measure"
    )


@pytest.mark.demonstration
@pytest.mark.parametrize("place", ["clallam-county", "stevens-county", "region-1", "region-5"])
def test_a_place_without_a_figure_of_the_whole_says_so(page: Page, place: str) -> None:
    page.get(f"/counties/{place}")
    assert page.one("h1").text.endswith("has a figure of its own in 1 measure")
    assert "There is no figure of the whole to compare with." in page.main


@pytest.mark.demonstration
def test_front_pages_of_the_demonstration_are_whole_in_both_languages(page: Page) -> None:
    listed = ("/goals", "/agencies", "/counties", "/councils", "/objectives")
    found = ["/", "/changes", "/gaps"]
    for url in listed:
        page.get(url)
        assert len(page.queries) <= 6, url
        links = [str(a["href"]) for a in page.all("main a") if str(a["href"]).startswith(f"{url}/")]
        found += [*links[:3], *links[-1:]]
    for url in found:
        page.get(url)
        assert len(page.queries) <= 6, (url, len(page.queries))
        assert not re.search(r"\b20\d\d-\d\d-\d\d\b|\bNone\b[^.]", page.main), url
        page.get(f"/es{url}")


@pytest.mark.demonstration
def test_the_spanish_home_page_leads_to_spanish_pages_and_writes_months_in_spanish(
    page: Page,
) -> None:
    page.get("/es/")
    links = [str(a["href"]) for a in page.all("main a[href^='/']")]
    assert len([each for each in links if each.startswith("/es/goals/")]) >= 5
    assert not [each for each in links if not each.startswith("/es")]
    moved = db.session.scalar(select(func.max(Event.at)).where(Event.kind == "target.moved"))
    page.get(f"/es/changes?month={clock.to_site(moved):%Y-%m}")
    assert re.search(r"para \w+ de 20\d\d", page.main)
    months = "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    assert not re.search(rf"(?:{months}|diciembre) 20\d\d", page.main)


@pytest.mark.parametrize("url", STILL)
def test_still_pages_are_whole_in_both_languages(page: Page, url: str) -> None:
    page.get(url)
    assert len(page.queries) <= 6
    page.get(f"/es{url}")


# ---------------------------------------------------------------- search


def test_measures_and_proposals_are_found_by_their_words(page: Page) -> None:
    make_measure("Sailings that leave on time")
    make_proposal("Count the boats that never left")
    page.get("/search").submit("Search", q="sailing")
    assert page.one("h1").get_text(strip=True) == "1 thing found for “sailing”"
    assert page.link("Sailings that leave on time").startswith("/measures/")
    page.get("/search?q=boats never")
    assert page.link("Count the boats that never left").startswith("/proposals/")
    assert len(page.queries) <= 6


def test_an_id_leads_what_is_found(page: Page) -> None:
    measure = make_measure("Sailings that leave on time")
    code = measure.subject.public_id
    for number in range(4):
        make_proposal(f"What {code} leaves out, part {number} of {code}")
    for asked in (code, code.lower(), f" {code} "):
        page.get(f"/search?q={asked}")
        assert page.words("main .entry a")[0] == "Sailings that leave on time"
        assert page.words("main .entry a").count("Sailings that leave on time") == 1
    assert len(page.queries) <= 6
    draft = proposals.draft(
        actor=make_member(), title="Zeppelins", body="I wait.", how_noticed="",
        addressee_id=None, threshold=25, once="draft",
    )  # fmt: skip
    page.get(f"/search?q={draft.subject.public_id}")
    assert "Zeppelins" not in page.main


def test_nothing_found_says_what_to_do(page: Page) -> None:
    assert "Try fewer or other words" in page.get("/search?q=zzzz").main


@pytest.mark.parametrize(
    "asked",
    [
        "%27%22%29%3B+DROP+TABLE+subject--", "NEAR%28", "%22", "*", "a+AND+OR+NOT", "%ff%fe",
        "%3Cscript%3Ealert%281%29%3C%2Fscript%3E", "x" * 5000, "+".join(["word"] * 300),
        "%F0%9F%9B%A5", "title%3Aboat", "%E2%80%AE", "%26+%7C+%21+%3A*", "%5C",
    ],
)  # fmt: skip
def test_hostile_questions_are_answered_as_questions(page: Page, asked: str) -> None:
    page.get(f"/search?q={asked}")
    assert not page.all("main script")


def test_drafts_and_hidden_things_are_not_found(page: Page) -> None:
    author = make_member()
    proposals.draft(
        actor=author, title="Zeppelins on time", body="I wait.", how_noticed="",
        addressee_id=None, threshold=25, once="draft",
    )  # fmt: skip
    hidden = make_proposal("Zeppelin pilot Joe is a thief").subject
    moderation.hide(
        actor=make_officer("moderator"), subject=hidden, rule=Rule.PERSON, reason="It names him."
    )
    assert "Nothing holds these words." in page.get("/search?q=zeppelin").main


# ---------------------------------------------------------------- for machines


def test_a_citation_leads_to_the_page_and_an_unknown_one_nowhere(page: Page) -> None:
    measure = make_measure("Sailings that leave on time")
    page.get(f"/cite/{measure.subject.public_id}")
    assert page.url == f"/measures/{measure.slug}"
    page.get(f"/es/cite/{measure.subject.public_id}")
    assert page.url == f"/es/measures/{measure.slug}"
    for code in ("M-1999-001", "X", "%27", "M-2026-001%0A"):
        page.get(f"/cite/{code}", status=404)


def test_the_site_map_lists_what_is_public_and_no_draft(page: Page) -> None:
    council = make_council()
    measure = make_measure(goal=council.goal)
    shown = [measure.subject.path, make_proposal().subject.path, make_review().subject.path]
    draft = proposals.draft(
        actor=make_member(), title="Zeppelins on time", body="I wait.", how_noticed="",
        addressee_id=None, threshold=25, once="draft",
    )  # fmt: skip
    planned = reviews.draft(
        actor=actors.system(), council=council, title="Planned", starts_at=council.formed_at
    )
    rehearsal = make_review(is_rehearsal=True)
    hidden = make_proposal("My neighbour Joe is a thief").subject
    moderation.hide(
        actor=make_officer("moderator"), subject=hidden, rule=Rule.PERSON, reason="It names him."
    )
    found = locations(page)
    assert set(shown) <= set(found)
    for subject in (draft.subject, planned.subject, rehearsal.subject, hidden):
        assert subject.path not in found
    assert len(page.queries) <= 6
    for path in found:
        page.get(path)


def test_robots_and_those_who_find_a_hole_are_told_where_to_go(page: Page) -> None:
    page.get("/robots.txt")
    said = page.response.get_data(as_text=True)
    assert "Disallow: /desk" in said
    assert f"Sitemap: {BASE}/sitemap.xml" in said
    page.get("/.well-known/security.txt")
    said = page.response.get_data(as_text=True)
    assert re.search(r"^Contact: http", said, re.MULTILINE)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", said, re.MULTILINE)
