"""What stands round a measure on its page: what it serves, whence it came, where it is reviewed."""

from __future__ import annotations

from typing import Any

from commons import actors
from council.objectives import operations as objectives
from council.reviews import operations as reviews
from tests.make import make_agency, make_council, make_live_review, make_measure, make_review
from tests.page import Page

MOST_QUERIES = 6


def test_measure_names_the_objective_that_it_serves(page: Page) -> None:
    council = make_council()
    measure = make_measure(goal=council.goal)
    objective = objectives.adopt(
        actor=actors.system(),
        council=council,
        title="Crossings people can plan a day around",
        lead_agency=make_agency(),
        contributors=[],
        measures=[measure],
    )
    page.get(f"/measures/{measure.slug}")
    assert "Crossings people can plan a day around" in page.words(".crumbs a")
    assert page.link("Crossings people can plan a day around") == objective.subject.path
    assert len(page.queries) <= MOST_QUERIES


def test_measure_leads_to_the_review_that_has_it_on_its_agenda(page: Page, clock: Any) -> None:
    council = make_council()
    other, measure = make_measure(goal=council.goal), make_measure(goal=council.goal)
    make_review(other, council=council, starts_in=2)
    review = make_review(measure, council=council, starts_in=30)
    page.get(f"/measures/{measure.slug}")
    assert "This measure is on the agenda of the review on" in page.main
    questions = f"/reviews/{review.subject.public_id}/questions"
    assert page.one(".rail a.button")["href"] == questions
    assert page.one(".act-bar a.button")["href"] == questions
    assert "Next review:" in page.one(".act-bar").get_text()


def test_measure_on_no_agenda_leads_to_the_next_review_of_its_council(page: Page) -> None:
    council = make_council()
    measure, other = make_measure(goal=council.goal), make_measure(goal=council.goal)
    make_review(other, council=council, starts_in=4)
    make_review(make_measure(), starts_in=2)
    page.get(f"/measures/{measure.slug}")
    assert "The council’s next review is on" in page.main


def test_measure_leads_to_a_review_that_is_on(page: Page) -> None:
    council = make_council()
    measure = make_measure(goal=council.goal)
    review = make_live_review(measure, council=council)
    page.get(f"/measures/{measure.slug}")
    assert "The council is in its review now." in page.main
    assert page.one(".act-bar a.button")["href"] == f"/live/{review.subject.public_id}"


def test_measure_without_a_review_to_come_asks_for_a_proposal(page: Page) -> None:
    measure = make_measure()
    review = make_review(measure)
    reviews.cancel(actor=actors.system(), review=review, reason="The hall is closed.")
    page.get(f"/measures/{measure.slug}")
    assert "No review of it has been announced." in page.main
    assert page.one(".act-bar a.button")["href"] == "/proposals/new"


def test_measure_as_of_another_day_has_nothing_to_act_on(page: Page, clock: Any) -> None:
    measure = make_measure()
    clock.move(days=2)
    page.get(f"/measures/{measure.slug}?asof={clock.now():%Y-%m-%d}")
    assert not page.all(".act-bar")
