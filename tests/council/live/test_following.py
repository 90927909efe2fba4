"""The clerk's screen follows the meeting in parts, and says what its forms are for."""

from __future__ import annotations

import pytest

from commons import actors
from council.councils.rules import Seat
from council.live import operations
from council.reviews import operations as reviews
from tests.make import (
    make_agency,
    make_council,
    make_live_review,
    make_measure,
    make_promise,
    make_question,
    make_review,
    make_seat,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def a_meeting():
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency(), "Odile Fenn")
    owed = make_promise(council)
    first, then = make_measure(goal=council.goal), make_measure("Boats", goal=council.goal)
    review = make_live_review(first, then, council=council)
    return clerk, review, owed, {"actor": actors.system(), "review": review}


def addresses(page: Page) -> list[str]:
    """Where the parts of an open screen are fetched from."""
    return [str(each["hx-get"]) for each in page.all("[hx-get]")]


def test_each_part_of_the_screen_shows_what_others_did_since(page: Page):
    clerk, review, owed, by = a_meeting()
    operations.put_item_on_air(**by, item=review.items[0])
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    assert page.all("body[sse-connect]")
    make_question(review, "Who rings whom at night?")
    reviews.attend(**by, name="Marit Solano", office="Governor")
    operations.present(**by, item=review.items[0], presenter="Tomas Okafor")
    operations.report_promise(**by, promise=owed, due_on=owed.due_on.replace(year=2031), note="Ice")
    operations.pause(**by, reason="The microphone has failed.")
    seen = " ".join(page.get(each, fragment=True).text for each in addresses(page))
    for words in (
        "Who rings whom at night?",
        "Marit Solano",
        "presented by Tomas Okafor",
        "2031",
        "The microphone has failed.",
        "The review is paused.",
    ):
        assert words in seen, words


def test_where_the_meeting_went_on_a_screen_says_what_its_forms_are_for(page: Page):
    clerk, review, _owed, by = a_meeting()
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    here, (air,) = page.one("#air h2").text, [a for a in addresses(page) if "/air" in a]
    assert not page.get(air, fragment=True).all(".notice")
    operations.put_item_on_air(**by, item=review.items[-1])
    page.get(air, fragment=True)
    told = f"Now “Boats” is on. What you take down here stands under “{here}”."
    assert told in page.text
    assert page.one("h2").text == here
    operations.end(**by)
    assert "The review is over" in page.get(air, fragment=True).text


def test_a_screen_that_waits_for_the_start_is_told_of_it(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency(), "Odile Fenn")
    review = make_review(make_measure(goal=council.goal), council=council)
    page.get(f"/desk/live/{review.subject.public_id}", as_=clerk)
    (air,) = [each for each in addresses(page) if "/air" in each]
    operations.go_live(actor=actors.system(), review=review)
    assert "The review has begun." in page.get(air, fragment=True).text


def test_an_open_page_hears_of_who_is_there(page: Page):
    _clerk, review, _owed, by = a_meeting()
    state = f"/live/{review.subject.public_id}/state.json"
    seq = page.get(state).json["seq"]
    reviews.attend(**by, name="Marit Solano")
    assert page.get(f"{state}?since={seq}").json["changed"] == ["attendance"]


def test_parts_are_for_the_clerk_of_this_council_and_for_parts_that_are(page: Page):
    clerk, review, _owed, _by = a_meeting()
    part = f"/desk/live/{review.subject.public_id}/part/"
    page.get(f"{part}log", as_=make_seat(make_council(), Seat.CLERK), status=403, fragment=True)
    page.get(f"{part}secret", as_=clerk, status=404, fragment=True)
    page.get(f"{part}air?item=77", status=404, fragment=True)
