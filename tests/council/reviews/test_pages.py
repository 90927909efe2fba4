"""The calendar of reviews, and what a clerk does to it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from icalendar import Calendar

from commons import actors
from council.councils.rules import Seat
from council.live import operations as live
from council.reviews import jobs, operations, queries
from council.reviews.rules import ItemKind, ReviewState
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


def test_a_notice_says_when_where_what_and_what_is_still_owed(page: Page):
    council = make_council()
    make_promise(council)
    review = make_review(make_measure("Boats", goal=council.goal), council=council, starts_in=3)
    make_question(review)
    page.get(f"/reviews/{review.subject.public_id}")
    assert "Monday, 23 November 2026" in page.main
    assert "10:00–11:00 Pacific Time" in page.main
    assert "Landing hall, Northpoint" in page.main
    assert "Boats, now 84.1%" in page.one("#agenda").text
    assert "Have forty more deckhands trained." in page.one("#open-promises").text
    assert "Why did the evening boat not go?" in page.one("#questions").text
    told = page.one(".cite").get_text(" ", strip=True)
    assert f"Cite as: {council.name}, “{review.title}, 23 November 2026”" in told
    assert f"/cite/{review.subject.public_id}, read on 20 November 2026." in told
    assert len(page.queries) <= 6


def test_the_agenda_begins_with_the_open_promises_and_nothing_comes_before_them():
    review = make_review(make_measure(), make_measure())
    system = actors.system()
    operations.move_item(actor=system, review=review, item=review.items[2], to=0)
    assert [item.kind for item in review.items] == [
        ItemKind.OPEN_PROMISES, ItemKind.MEASURE, ItemKind.MEASURE,
    ]  # fmt: skip
    with pytest.raises(Exception, match="always come first"):
        operations.move_item(actor=system, review=review, item=review.items[0], to=2)
    with pytest.raises(Exception, match="always come first"):
        operations.remove_item(actor=system, review=review, item=review.items[0])


def test_the_calendar_shows_planned_held_late_and_cancelled_with_the_reason(page: Page, clock):
    make_review(title="To come", starts_in=20)
    gone = make_review(title="Called off", starts_in=9)
    operations.cancel(actor=actors.system(), review=gone, reason="The hall is flooded.")
    held = make_live_review(title="Held in November")
    operations.end(actor=actors.system(), review=held)
    clock.move(days=2)
    page.get("/reviews")
    assert page.one("h1").text == "Next: To come"
    assert "The hall is flooded." in page.one("#past").text
    assert "The record is late." in page.one("#past").text
    assert len(page.queries) <= 6


def test_a_postponed_review_keeps_its_questions_and_shows_both_days(page: Page):
    review = make_review(starts_in=3)
    make_question(review)
    later = review.starts_at + timedelta(days=7)
    operations.postpone(
        actor=actors.system(), review=review, reason="Two are ill.", starts_at=later
    )
    assert (review.state, review.starts_at) == (ReviewState.QUESTIONS_OPEN, later)
    page.get("/reviews")
    assert "It was to be on 23 November 2026. Two are ill." in page.main


def test_a_notice_tells_each_time_that_the_review_was_put_off_as_what_it_was(page: Page, clock):
    review = make_review(starts_in=3)
    url = f"/reviews/{review.subject.public_id}"
    page.get(url)
    assert page.words(".deck") == []
    act = partial(operations.postpone, actor=actors.system(), review=review)
    act(reason="Two are ill.", starts_at=review.starts_at + timedelta(days=7))
    told = "It was to be on 23 November 2026. The new day is 30 November 2026."
    first = f"Postponed on 20 November 2026. Two are ill. {told}"
    page.get(url)
    assert page.words(".deck") == [first]
    clock.move(days=1)
    act(reason="Snow.")
    second = "Postponed on 21 November 2026. Snow. It was to be on 30 November 2026."
    page.get(url)
    assert page.words(".deck") == [first, f"{second} No new day is set yet."]
    operations.cancel(actor=actors.system(), review=review, reason="For good.")
    page.get(url)
    gone = "Cancelled on 21 November 2026. For good."
    assert page.words(".deck") == [first, second, gone]
    assert len(page.queries) <= 6


def test_calendar_feed_and_data_hold_the_same_reviews(client):
    review = make_review(starts_in=3)
    code = review.subject.public_id
    assert [row["code"] for row in client.get("/reviews.json").json["reviews"]] == [code]
    calendar = client.get("/reviews.ics").text
    assert f"UID:{code}@goalpost" in calendar
    assert "STATUS:CONFIRMED" in calendar
    assert code in client.get("/reviews.atom").text
    operations.cancel(actor=actors.system(), review=review, reason="Flood.")
    calendar = client.get(f"/reviews/{code}.ics").text
    assert "STATUS:CANCELLED" in calendar
    assert "SEQUENCE:1" in calendar


def test_a_calendar_is_read_with_its_time_zone_place_and_name(client):
    title = "Boats, buses; and the rest"
    review = make_review(title=title, starts_in=20)
    text = client.get(f"/reviews/{review.subject.public_id}.ics").text
    assert "X-WR-CALNAME:Boats\\, buses\\; and the rest\r\n" in text
    read = Calendar.from_ical(text)
    (zone,) = read.walk("VTIMEZONE")
    (event,) = read.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == zone["TZID"] == "America/Los_Angeles"
    began = event.start.replace(tzinfo=zone.to_tz(lookup_tzid=False))
    assert began == review.starts_at
    assert event["LOCATION"] == "Landing hall, Northpoint"
    assert read.get_missing_tzids() == set()


def test_the_feed_says_when_a_review_is_and_what_became_of_it_the_last_announced_first(
    page: Page, clock
):
    first = make_review(title="First", starts_in=9)
    clock.move(hours=1)
    make_review(title="Second", starts_in=3)
    put_off = partial(operations.postpone, actor=actors.system(), review=first)

    def told():
        page.get("/reviews.atom")
        names = ("title", "updated", "summary")
        return [[each.find(name).text for name in names] for each in page.all("entry")]

    place = "Landing hall, Northpoint"
    second = ["Second: Planned", "2026-11-20T11:00:00-08:00",
              f"Monday, 23 November 2026, 11:00 Pacific Time. {place}"]  # fmt: skip
    assert told() == [second, [
        "First: Planned", "2026-11-20T10:00:00-08:00",
        f"Sunday, 29 November 2026, 10:00 Pacific Time. {place}",
    ]]  # fmt: skip
    clock.move(hours=1)
    put_off(reason="Snow.")
    assert told() == [second, [
        "First: Postponed", "2026-11-20T12:00:00-08:00",
        f"It was to be on Sunday, 29 November 2026, 10:00 Pacific Time. {place}. Snow.",
    ]]  # fmt: skip
    clock.move(hours=1)
    put_off(reason="Found a hall.", starts_at=first.starts_at + timedelta(days=2))
    assert told() == [second, [
        "First: Postponed to 1 December 2026", "2026-11-20T13:00:00-08:00",
        f"Tuesday, 1 December 2026, 10:00 Pacific Time. {place}. Snow.",
    ]]  # fmt: skip
    clock.move(hours=1)
    operations.cancel(actor=actors.system(), review=first, reason="For good.")
    assert told()[1][:2] == ["First: Cancelled", "2026-11-20T14:00:00-08:00"]


def test_drafts_and_rehearsals_are_in_no_list(page: Page, client):
    draft = operations.draft(
        actor=actors.system(), council=make_council(), title="A draft",
        starts_at=make_review(starts_in=1, is_rehearsal=True).starts_at,
    )  # fmt: skip
    page.get(f"/reviews/{draft.subject.public_id}", status=404)
    assert client.get("/reviews.json").json["reviews"] == []


def test_a_clerk_schedules_announces_and_postpones_a_review(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    measure = make_measure("Boats", goal=council.goal)
    page.get("/desk/reviews/new", as_=clerk)
    page.submit("Make a draft", title="", status=422)
    page.submit("Make a draft", title="We meet", day="2026-12-01", time="10:00")
    page.submit("Add to the agenda", **{"item-measure": measure.slug})
    page.submit("Add to the agenda", **{"item-kind": "questions", "item-title": "Questions"})
    page.submit("Up Questions")
    page.submit("Publish the notice")
    assert jobs.open_questions() == 1
    page.get(page.url)
    page.submit("Postpone the review", **{"postpone-reason": ""}, status=422)
    page.submit("Postpone the review", **{"postpone-reason": "Two are ill."})
    assert "Postponed" in page.main
    page.submit("Cancel the review", **{"cancel-reason": "For good."})
    found = queries.calendar().past[0]
    assert (found.title, found.reason) == ("We meet", "For good.")
    page.get("/desk/reviews")


def test_a_time_that_is_past_is_refused_at_its_field(page: Page, clock):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    measure = make_measure("Boats", goal=council.goal)
    page.get("/desk/reviews/new", as_=clerk)
    page.submit("Make a draft", title="We meet", day="2020-01-01", time="10:00", status=422)
    assert "Choose a time to come." in page.one("#day-error").text
    page.submit("Make a draft", title="We meet", day="2026-11-20", time="10:00")
    page.submit("Add to the agenda", **{"item-measure": measure.slug})
    clock.move(minutes=2)
    page.submit("Publish the notice", status=422)
    assert "Its time has passed" in page.main
    assert queries.calendar().coming == []
    code = make_review(council=council, starts_in=2).subject.public_id
    page.get(f"/desk/reviews/{code}")
    past = {"postpone-day": "2020-01-01", "postpone-time": "10:00"}
    page.submit("Postpone the review", **{"postpone-reason": "Ill."}, **past, status=422)
    assert "Choose a time to come." in page.one("#postpone-day-error").text


def test_a_clerk_says_until_when_questions_are_taken(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    code = make_review(council=council, starts_in=20).subject.public_id
    page.get(f"/desk/reviews/{code}", as_=clerk)
    page.submit("Save", **{"review-close_day": "2026-12-01", "review-close_time": "17:00"})
    assert "until 1 December 2026, 17:00" in page.main
    assert page.one("#review-close_time")["value"] == "17:00"
    page.get(f"/reviews/{code}/questions")
    assert "Questions are taken until 1 December 2026, 17:00." in page.main
    page.get(f"/desk/reviews/{code}")
    page.submit("Save", **{"review-close_day": "", "review-close_time": ""})
    assert queries.review(code).questions_close_at is None


def test_the_desk_says_what_is_next_with_one_filled_button(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    review = make_review(council=council, starts_in=2)
    page.get(f"/desk/reviews/{review.subject.public_id}", as_=clerk)
    filled = ".button:not(.outline):not(.quiet)"
    assert page.words(f"#next {filled}") == page.words(f"main {filled}") == ["Clerk’s screen"]
    assert page.all("details[open]") == []


def test_a_review_that_began_early_stands_under_the_day_on_which_it_began(page: Page):
    review = make_review(starts_in=3)
    live.go_live(actor=actors.system(), review=review, reason="The boat goes earlier.")
    page.get("/reviews")
    assert "It began on 20 November 2026 at 10:00 Pacific Time." in page.main
    assert "It was to be on 23 November 2026." in page.main
    live.end(actor=actors.system(), review=review)
    page.get("/reviews")
    assert page.words("#past .day") == ["20 Nov 2026"]


def test_what_came_after_the_notice_is_marked_with_its_day(page: Page, client, clock):
    review = make_review(make_measure("Boats"), make_measure("Fares"), starts_in=9)
    system, code = actors.system(), review.subject.public_id
    page.get(f"/reviews/{code}")
    assert "after the notice" not in page.main
    clock.move(days=2)
    add = partial(operations.add_item, actor=system, review=review, kind=ItemKind.OTHER)
    item = add(title="A loan for the harbour")
    operations.move_item(actor=system, review=review, item=item, to=1)
    operations.move_item(actor=system, review=review, item=review.items[3], to=2)
    operations.remove_item(actor=system, review=review, item=review.items[3])
    page.get(f"/reviews/{code}")
    agenda = [" ".join(each.get_text(" ").split()) for each in page.all("#agenda .entry")]
    assert "A loan for the harbour Added after the notice, 22 November" in agenda[1]
    assert "Fares Moved after the notice, 22 November" in agenda[2]
    assert "Boats Taken off after the notice, 22 November" in agenda[3]
    assert "after the notice" not in agenda[0]
    assert len(page.queries) <= 6
    told = client.get(f"/reviews/{code}.json").json
    assert [each["added_after_notice"] for each in told["agenda"]] == [
        None, "2026-11-22T10:00:00-08:00", None,
    ]  # fmt: skip
    assert [each["moved_after_notice"] is None for each in told["agenda"]] == [True, True, False]
    assert [each["title"] for each in told["removed_after_notice"]] == ["Boats"]
    page.get("/changes")
    assert "“A loan for the harbour” added to the agenda after the notice" in page.main
    assert "“Boats” taken off the agenda after the notice" in page.main


def test_an_item_that_took_the_number_of_another_is_not_taken_for_it(page: Page):
    review = make_review(make_measure("Boats"), make_measure("Fares"), starts_in=9)
    system = actors.system()
    operations.move_item(actor=system, review=review, item=review.items[2], to=1)
    operations.remove_item(actor=system, review=review, item=review.items[1])
    operations.add_item(actor=system, review=review, kind=ItemKind.OTHER, title="A loan")
    page.get(f"/reviews/{review.subject.public_id}")
    words = [" ".join(each.get_text(" ").split()) for each in page.all("#agenda .entry")]
    assert "after the notice" not in words[1]
    assert "A loan Added after the notice" in words[2]
    assert "Fares Taken off after the notice" in words[3]


def test_an_agenda_made_before_the_notice_or_left_in_its_order_is_marked_nowhere(page: Page):
    review = make_review(make_measure("Boats"), make_measure("Fares"), starts_in=9)
    operations.move_item(actor=actors.system(), review=review, item=review.items[2], to=2)
    page.get(f"/reviews/{review.subject.public_id}")
    assert "since the notice" not in page.main
    assert "after the notice" not in page.main


def test_the_clerk_is_told_that_changes_are_marked(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK)
    page.get(f"/desk/reviews/{make_review(council=council).subject.public_id}", as_=clerk)
    assert "The notice is out: what you add, move or take off now is marked there" in page.main
