"""What a clerk takes down is taken down once, under the item that the clerk saw."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from commons.actors import Actor
from commons.db import db
from commons.once import DoneOnce, forget_old, once
from council.councils.rules import Seat
from council.live import operations as live
from council.live import queries
from council.live.models import LogLine
from council.live.rules import Claim
from council.promises.queries import made_in
from council.reviews.models import Review
from tests.council.decisions.test_twins import press_at_once, the
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_promise,
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


def test_words_stand_under_the_item_that_the_clerk_saw(page: Page):
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


def test_words_stand_under_the_first_item_and_so_does_what_is_said_of_a_promise(page: Page):
    clerk, council = _meeting()
    owed = make_promise(council).subject.public_id
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    promises, boats = review.items[:2]
    live.put_item_on_air(actor=clerk, review=review, item=promises)
    url = f"/desk/live/{review.subject.public_id}"
    page.get(url, as_=clerk)
    said = _fields(page, "/words") | {"said-words": "Of all.", "said-by": "T. Okafor"}
    told = _fields(page, owed) | {f"called-{owed}-note": "Half of it."}
    live.put_item_on_air(actor=clerk, review=review, item=boats)
    page.post(f"{url}/words", said)
    page.post(f"{url}/promises/{owed}", told)
    kinds = ("said", "promise_called")
    lines = db.session.scalars(select(LogLine).where(LogLine.kind.in_(kinds))).all()
    assert [line.item_id for line in lines] == [promises.id, promises.id]


def test_a_refused_form_comes_back_on_a_screen_for_its_own_item(page: Page):
    clerk, council = _meeting()
    boats, buses = (make_measure(name, goal=council.goal) for name in ("Boats", "Buses"))
    review = make_live_review(boats, buses, council=council)
    seen, later = review.items[1:3]
    by = {"actor": clerk, "review": review}
    live.find(**by, item=seen, words="Crews are short.", claim=Claim.BEHIND)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    live.put_item_on_air(**by, item=later)
    page.submit("Take the promise down", status=422, **PROMISE | {"promise-owner": ""})
    assert page.one("#air h2").text == "Boats"
    assert "What you take down here stands under “Boats”." in page.main
    assert page.one("form[action*='/finding/']")["action"].endswith(f"/{seen.position}")
    assert page.one("#finding-finding").text.strip() == "Crews are short."
    assert page.one("#finding-claim option[selected]")["value"] == "behind"
    assert {each["value"] for each in page.all("[name$=-item]")} == {str(seen.position)}
    page.submit("Take the promise down", **PROMISE)
    assert [line.item_id for line in queries.log(review.id) if line.kind == "promise"] == [seen.id]


def test_a_finding_that_came_late_is_not_offered_for_the_next_item(page: Page):
    clerk, council = _meeting()
    boats, buses = (make_measure(name, goal=council.goal) for name in ("Boats", "Buses"))
    review = make_live_review(boats, buses, council=council)
    by = {"actor": clerk, "review": review}
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    live.find(**by, item=review.items[1], words="Crews are short.")
    live.put_item_on_air(**by, item=review.items[2])
    page.submit("Publish the finding", status=422, **{"finding-finding": "It was the weather."})
    page.submit("Publish the finding", **{"finding-finding": "Crews are short in bad weather."})
    db.session.expire_all()
    assert review.items[1].finding == "Crews are short in bad weather."
    assert review.items[2].finding == ""


def test_presses_at_the_same_moment_take_it_down_once(app: Flask):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    who, which = clerk.id, review.id
    db.session.rollback()  # no thread waits for what this one has read

    def say() -> None:
        by = {"actor": the(Actor, who), "review": the(Review, which)}
        once("a key", lambda: live.say(**by, words="About boats.", by="T. Okafor"))

    assert press_at_once(app, say) == []
    db.session.rollback()
    assert [line.kind for line in queries.log(which)].count("said") == 1


def test_a_form_without_a_key_is_a_form_of_its_own(page: Page):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    url = f"/desk/live/{review.subject.public_id}"
    page.get(url, as_=clerk)
    sent = _fields(page, "/promises") | PROMISE | {"promise-once": ""}
    for _each in range(2):
        page.post(f"{url}/promises", sent)
    assert len(made_in(review.id)) == 2


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


def test_keys_go_when_no_page_can_hold_them(page: Page, clock):
    clerk, council = _meeting()
    review = make_live_review(make_measure("Boats", goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    page.submit("Take the promise down", **PROMISE)
    assert forget_old() == 0
    clock.move(days=91)
    assert forget_old() == 1
    assert db.session.scalar(select(func.count()).select_from(DoneOnce)) == 0
