"""Each list and each thing has its data at the same address, and its page says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask

from commons.actors import system
from council.objectives import operations as objectives
from metrics.catalogue import operations as catalogue
from metrics.loading import operations as loading
from metrics.observations.rules import FigureRow, SeriesKind
from tests.make import (
    make_ballot,
    make_council,
    make_live_review,
    make_measure,
    make_promise,
    make_proposal,
    make_review,
    make_strategy,
)
from tests.page import Page

LISTS = (
    "goals", "agencies", "counties", "councils", "objectives", "proposals", "ballots", "reviews",
    "records", "promises", "strategies", "measures",
)  # fmt: skip
ONES = (
    "goals/<slug>", "agencies/<slug>", "counties/<slug>", "councils/<slug>", "objectives/<code>",
    "proposals/<code>", "ballots/<code>", "reviews/<code>", "records/<code>", "promises/<code>",
    "strategies/<code>", "measures/<slug>",
)  # fmt: skip


@pytest.mark.parametrize("address", [*LISTS, *ONES, "gaps", "changes"])
def test_each_list_and_each_thing_has_a_twin_of_data(app: Flask, address: str) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert {f"/{address}", f"/{address}.json"} <= rules


def twin_of(page: Page, path: str) -> dict[str, Any]:
    """The data whose address the page of this path names in its head."""
    page.get(path)
    link = page.one('link[rel="alternate"][type="application/json"]')["href"]
    assert str(link).startswith(f"{path}.json")
    answer = page.client.get(str(link))
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["ETag"]
    assert (
        page.client.get(link, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    )
    found: dict[str, Any] = answer.get_json()
    return found


def test_lists_hold_their_things_under_their_own_name(page: Page, clock: Any) -> None:
    council = make_council()
    make_measure(goal=council.goal)
    make_proposal(council=council)
    make_ballot(council=council)
    for name in LISTS:
        found = twin_of(page, f"/{name}")
        assert list(found) == [name]
        assert isinstance(found[name], list)
    (goal,) = twin_of(page, "/goals")["goals"]
    assert goal["counts"] == {"off_track": 1}


def test_goal_and_agency_hold_the_measures_of_their_pages(page: Page, clock: Any) -> None:
    measure = make_measure("Boats on time")
    goal = twin_of(page, f"/goals/{measure.goal.slug}")
    assert goal["counts"] == {"off_track": 1}
    assert [row["title"] for row in goal["measures"]] == ["Boats on time"]
    assert measure.lead_agency is not None
    agency = twin_of(page, f"/agencies/{measure.lead_agency.slug}")
    assert [row["slug"] for row in agency["leads"]] == [measure.slug]
    assert agency["contributes"] == []


def test_council_objective_ballot_and_review_are_data_too(page: Page, clock: Any) -> None:
    council = make_council("Getting around")
    measure = make_measure(goal=council.goal)
    review = make_live_review(measure, council=council)
    assert twin_of(page, f"/councils/{council.slug}")["title"] == "Getting around"
    assert measure.lead_agency is not None
    objective = objectives.adopt(
        actor=system(),
        council=council,
        title="Boats that leave",
        words="On time.",
        lead_agency=measure.lead_agency,
        contributors=[],
    )
    found = twin_of(page, objective.subject.path)
    assert (found["words"], found["council"], found["parts"]) == ("On time.", council.slug, [])
    agenda = twin_of(page, review.subject.path)["agenda"]
    assert measure.subject.path in [item["measure"] for item in agenda]
    ballot = make_ballot(council=council)
    assert twin_of(page, ballot.subject.path)
    for made in (make_promise(council), make_strategy(council)):
        assert twin_of(page, made.subject.path)["code"] == made.subject.public_id


def test_county_shows_proposals_and_reviews_near_it(page: Page, clock: Any) -> None:
    area = catalogue.add_area(actor=system(), name="Mill Sound")
    other = catalogue.add_area(actor=system(), name="Lantern Bay")
    measure = make_measure("Boats on time")
    row = FigureRow("2026-10", "71", date(2026, 10, 1), date(2026, 10, 31), SeriesKind.COUNTY,
                    "Mill Sound")  # fmt: skip
    loading.publish(actor=system(), measure=measure, rows=[row])
    make_proposal("A later boat to Mill Sound")
    make_proposal("More buses")
    make_review(measure, starts_in=5, title="The council looks at boats")
    make_review(starts_in=9, title="The council looks at lamps")
    page.get(f"/counties/{area.slug}")
    assert len(page.queries) <= 6
    assert page.words("#proposals li a")[0] == "A later boat to Mill Sound"
    assert page.words("#reviews li a") == ["The council looks at boats"]
    figures = twin_of(page, f"/counties/{area.slug}")["figures"]
    assert [(each["measure"], each["value"]) for each in figures] == [(measure.slug, "71")]
    page.get(f"/counties/{other.slug}")
    assert "Boats on time" not in page.words("#reviews li a")
    assert "A later boat" not in page.main


def test_page_without_data_of_its_own_names_none(page: Page) -> None:
    page.get("/about")
    assert not page.all('link[type="application/json"]')


def test_twin_is_asked_for_what_the_page_was(page: Page, clock: Any) -> None:
    measure = make_measure()
    page.get(f"/measures/{measure.slug}?asof=2026-11-20")
    link = page.one('link[rel="alternate"][type="application/json"]')["href"]
    assert link == f"/measures/{measure.slug}.json?asof=2026-11-20"
