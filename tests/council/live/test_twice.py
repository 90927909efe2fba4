"""What a clerk takes down is taken down once, under the item that the clerk saw."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from commons.once import DoneOnce, forget_old
from council.councils.rules import Seat
from council.live import operations as live
from council.live.models import LogLine
from council.promises.queries import made_in
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_review,
    make_seat,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")

PROMISE = {
    "promise-words": "Cancelled sailings within a day.",
    "promise-owner": "T. Okafor",
    "promise-due_on": "2027-01-15",
}


def _meeting():
    council = make_council()
    return make_seat(council, Seat.CLERK, make_agency(), "Odile Fenn"), council


def _fields(page: Page, action: str) -> dict[str, str]:
    """What a form of the page sends before anything is typed."""
    (form,) = page.all(f"form[action$='{action}']")
    given = [*form.select("input[type=hidden]"), *form.select("select")]
    values = [each.option if each.name == "select" else each for each in given]
    return {
        str(each["name"]): str(value.get("value", ""))
        for each, value in zip(given, values, strict=True)
        if value is not None
    }


def test_a_second_press_of_one_form_makes_nothing_more(page: Page):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    sent = _fields(page, "/promises") | PROMISE
    for _each in range(3):
        page.post(f"/desk/live/{review.subject.public_id}/promises", sent)
    assert len(made_in(review.id)) == 1
    page.submit("Take the promise down", **PROMISE)
    assert len(made_in(review.id)) == 2  # the same words in a new form are a new promise


def test_a_form_that_was_refused_can_be_mended_and_sent_again(page: Page):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit("Take the promise down", status=422, **PROMISE | {"promise-owner": ""})
    page.submit("Take the promise down", **PROMISE)
    assert len(made_in(review.id)) == 1


def test_words_stand_under_the_item_that_the_clerk_saw(page: Page, db):
    clerk, council = _meeting()
    boats, buses = (make_measure(name, goal=council.goal) for name in ("Boats", "Buses"))
    review = make_live_review(boats, buses, council=council)
    url = f"/desk/live/{review.subject.public_id}"
    page.get(url, as_=clerk)
    sent = _fields(page, "/words") | {"said-words": "About boats.", "said-by": "T. Okafor"}
    seen, later = review.items[1:3]
    live.put_item_on_air(actor=clerk, review=review, item=later)
    page.post(f"{url}/words", sent)
    (said,) = db.session.scalars(select(LogLine).where(LogLine.kind == "said"))
    assert said.item_id == seen.id


def test_an_item_is_put_on_an_agenda_once(page: Page):
    clerk, council = _meeting()
    review = make_review(make_measure("Boats", goal=council.goal), council=council)
    url = f"/desk/reviews/{review.subject.public_id}"
    page.get(url, as_=clerk)
    before = len(review.items)
    typed = {"item-kind": "other", "item-title": "Talk", "item-minutes": "5"}
    sent = _fields(page, "/items") | typed
    for _each in range(3):
        page.post(f"{url}/items", sent)
    page.get(f"/reviews/{review.subject.public_id}.json")
    assert len(page.response.get_json()["agenda"]) == before + 1


def test_keys_go_when_no_page_can_hold_them(page: Page, clock, db):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit("Take the promise down", **PROMISE)
    assert forget_old() == 0
    clock.move(days=91)
    assert forget_old() == 1
    assert db.session.scalar(select(func.count()).select_from(DoneOnce)) == 0
