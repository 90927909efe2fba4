"""The live page, its parts and its stage."""

from __future__ import annotations

from datetime import date

import pytest

from commons import actors
from council.live import operations, queries
from tests.make import make_live_review, make_measure, make_question, make_review
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_live_page_shows_the_frozen_figure_the_finding_and_the_log(page: Page):
    review = make_live_review(make_measure("Sailings that leave on time"))
    item = queries.on_air(review)
    operations.find(actor=actors.system(), review=review, item=item, words="Crews are short.")
    page.get(f"/live/{review.subject.public_id}")
    assert "Sailings that leave on time" in page.main
    assert "84.1" in page.main
    assert "Crews are short." in page.one(".claims").text
    assert page.words(".log li")[-1].endswith("The figures are published and frozen.")
    assert len(page.queries) <= 6


@pytest.mark.parametrize("name", ["band", "item", "promises", "decisions", "questions", "log"])
def test_each_part_of_the_live_page_is_fetched_alone(page: Page, name: str):
    review = make_live_review()
    make_question(review)
    operations.take_promise(
        actor=actors.system(), review=review, words="Boats.", owner="Me", due_on=date(2027, 1, 1)
    )
    operations.take_decision(actor=actors.system(), review=review, words="Yes.", decided_by="All")
    page.get(f"/live/{review.subject.public_id}/part/{name}", fragment=True)
    assert "<html" not in page.response.text
    assert page.response.headers["Cache-Control"] == "no-store"
    assert len(page.queries) <= 6


def test_an_unknown_part_is_not_found(page: Page):
    review = make_live_review()
    page.get(f"/live/{review.subject.public_id}/part/secrets", status=404)


def test_page_without_scripts_loads_itself_again_and_has_a_reload_link(page: Page):
    review = make_live_review()
    page.get(f"/live/{review.subject.public_id}/plain")
    assert page.response.headers["Refresh"] == "15"
    assert page.link("Reload now").endswith("/plain")
    assert page.all("[sse-connect]") == []
    operations.end(actor=actors.system(), review=review)
    page.get(f"/live/{review.subject.public_id}/plain")
    assert "Refresh" not in page.response.headers


def test_a_rehearsal_says_so(page: Page):
    review = make_live_review(is_rehearsal=True)
    page.get(f"/live/{review.subject.public_id}")
    assert "A rehearsal: it binds nobody" in page.main


def test_the_room_of_a_rehearsal_that_is_over_leads_to_the_records_of_real_ones(page: Page):
    review = make_live_review(is_rehearsal=True)
    operations.end(actor=actors.system(), review=review)
    page.get(f"/live/{review.subject.public_id}")
    assert page.link("Read the record of a real review").endswith("/records")
    assert "written answer in 14 days" not in page.main


def test_a_room_that_is_over_says_by_when_its_record_is_due(page: Page):
    review = make_live_review()
    operations.end(actor=actors.system(), review=review)
    page.get(f"/live/{review.subject.public_id}")
    assert "Its record is due by the end of 20 November 2026" in page.main


def test_the_last_promise_is_great_and_those_before_it_are_lines(page: Page):
    review = make_live_review()
    for words in ("Roofs.", "Lamps."):
        operations.take_promise(
            actor=actors.system(), review=review, words=words, owner="Me", due_on=date(2027, 1, 1)
        )
    page.get(f"/live/{review.subject.public_id}")
    assert page.words(".promise.made .promise-words") == ["Lamps."]
    assert "1 promise before" in page.main


def test_before_it_begins_the_live_page_says_when(page: Page):
    review = make_review(starts_in=2)
    page.get(f"/live/{review.subject.public_id}")
    assert "Sunday, 22 November 2026" in page.main
    assert page.all(".band.live") == []


def test_the_stage_shows_one_measure_and_what_comes_next(page: Page):
    review = make_live_review(make_measure("Boats"), make_measure("Buses"))
    page.get(f"/live/{review.subject.public_id}/stage")
    assert "Next: Buses" in page.main
    assert len(page.all(".great")) == 1


def test_state_says_what_changed_and_answers_304_when_nothing_did(client, app):
    review = make_live_review()
    code = review.subject.public_id
    first = client.get(f"/live/{code}/state.json")
    seq = first.json["seq"]
    assert first.json["item"] == 1
    quiet = client.get(f"/live/{code}/state.json?since={seq}")
    assert quiet.json["changed"] == []
    again = client.get(
        f"/live/{code}/state.json?since={seq}", headers={"If-None-Match": quiet.headers["ETag"]}
    )
    assert again.status_code == 304
    make_question(review)
    assert client.get(f"/live/{code}/state.json?since={seq}").json["changed"] == ["question"]
