"""Promises from the day they were made to their end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from commons import actors, clock
from commons.actors import Actor, RoleGrant
from commons.db import db
from commons.errors import Refused
from council.councils import operations as councils
from council.councils.rules import Seat
from council.promises import jobs, operations, queries
from council.promises.rules import PromiseState, Standing
from council.roles import DIRECTOR
from tests.make import (
    make_agency,
    make_council,
    make_measure,
    make_member,
    make_officer,
    make_promise,
    make_seat,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")


def test_a_promise_slips_and_ends_in_public(page: Page):
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    promise = make_promise(council)
    code = promise.subject.public_id
    page.get(f"/desk/promises/{code}", as_=clerk)
    page.submit("Report progress", **{"progress-note": "26 of 40 are trained."})
    page.get(f"/desk/promises/{code}")
    page.submit("Move the day", **{"slip-due_on": "2026-12-01", "slip-note": "Sooner."}, status=422)
    page.submit("Move the day", **{"slip-due_on": "2027-02-01", "slip-note": "Four left."})
    assert page.words("del")[0] == "was 20 December 2026"
    assert "Four left." in page.one("#history").text
    page.get(f"/desk/promises/{code}")
    page.submit("End the promise", **{"end-state": "broken"}, status=422)
    page.submit("End the promise", **{"end-state": "kept"})
    assert promise.state is PromiseState.KEPT
    page.get(f"/desk/promises/{code}")
    assert page.all("main form") == []
    page.get("/desk/promises")


def test_what_ended_or_was_put_off_meanwhile_is_not_told_as_late(clock):
    kept, moved = make_promise(due_on=clock.now().date()), make_promise(due_on=clock.now().date())
    clock.move(days=4)
    operations.end(actor=actors.system(), promise=kept, state=PromiseState.KEPT, note="Done.")
    day = clock.now().date().replace(year=2027)
    operations.slip(actor=actors.system(), promise=moved, due_on=day, note="Later.")
    told = [operations.tell_late(actor=actors.system(), promise=each) for each in (kept, moved)]
    assert told == [False, False]


def test_late_ones_come_first_and_being_late_is_told_once_a_date(page: Page, clock):
    make_promise(words="Later.", due_on=clock.now().date().replace(year=2027))
    make_promise(words="Sooner.", due_on=clock.now().date())
    clock.move(days=4)
    assert (jobs.tell_late(), jobs.tell_late()) == (1, 0)
    page.get("/promises")
    assert page.words(".promise-words") == ["Sooner.", "Later."]
    assert "Late by 4 days" in page.main
    assert len(page.queries) <= 6
    page.follow("Late 1")
    assert page.words(".promise-words") == ["Sooner."]


def test_kept_after_its_day_is_kept_late(clock):
    promise = make_promise()
    clock.move(days=40)
    operations.end(actor=actors.system(), promise=promise, state=PromiseState.KEPT)
    assert queries.promises()[0].standing is Standing.KEPT_LATE


def test_lists_as_data_and_a_page_of_its_own(page: Page, client):
    promise = make_promise(measure=make_measure())
    code = promise.subject.public_id
    assert client.get("/promises.json").json["promises"][0]["code"] == code
    assert code in client.get("/promises.csv").text
    assert client.get(f"/promises/{code}.json").json["moves"][0]["kind"] == "made"
    page.get(f"/promises/{code}")
    assert len(page.queries) <= 6


def test_the_clerk_of_another_council_may_not_report(page: Page):
    clerk = make_seat(make_council(), Seat.CLERK, make_agency())
    page.get(f"/desk/promises/{make_promise().subject.public_id}", as_=clerk, status=403)


def test_the_director_of_another_agency_reports_of_no_promise_but_their_own(page: Page):
    council, crossings = make_council(), make_agency("Crossings")
    stranger = make_seat(council, Seat.DIRECTOR, make_agency("Transit"), name="Pilar Venn")
    promise = make_promise(council, agency=crossings)
    code = promise.subject.public_id
    page.get(f"/desk/promises/{code}", as_=stranger)
    assert page.all("main form") == []
    assert "the director of its agency" in page.main
    token = page.all("form [name=csrf_token]")[0]["value"]
    sent = {"csrf_token": token, "end-state": "kept", "progress-note": "All done, I hear."}
    for act in ("progress", "slip", "end"):
        page.post(f"/desk/promises/{code}/{act}", sent, status=403)
        assert "the director of its agency" in page.text
    with pytest.raises(Refused):
        operations.end(actor=stranger, promise=promise, state=PromiseState.KEPT)
    assert promise.state is PromiseState.OPEN
    own = make_promise(council, owner="Pilar Venn")
    operations.progress(actor=stranger, promise=own, note="I am at it.")


def make_deputy(director: Actor) -> Actor:
    """Somebody who stands in for a director until tomorrow."""
    statement = select(RoleGrant).where(RoleGrant.actor_id == director.id)
    person = make_member()
    councils.deputise(
        actor=actors.system(),
        grant=db.session.scalars(statement.where(RoleGrant.role == DIRECTOR)).one(),
        person=person,
        ends_on=clock.today() + timedelta(days=1),
        reason="Leave.",
    )
    return person


@pytest.mark.parametrize("who", ["director", "elsewhere", "deputy", "chair", "clerk"])
def test_who_answers_for_a_promise_ends_it(page: Page, who: str):
    council, crossings = make_council(), make_agency("Crossings")
    director = make_seat(council, Seat.DIRECTOR, crossings)
    people = {
        "director": director,
        "elsewhere": make_seat(make_council(), Seat.DIRECTOR, crossings),
        "deputy": make_deputy(director),
        "chair": make_seat(council, Seat.CHAIR, make_agency()),
        "clerk": make_seat(council, Seat.CLERK),
    }
    promise = make_promise(council, agency=crossings)
    page.get(f"/desk/promises/{promise.subject.public_id}", as_=people[who])
    page.submit("End the promise", **{"end-state": "kept"})
    assert promise.state is PromiseState.KEPT


def test_a_second_press_of_a_report_finds_what_the_first_one_did(page: Page):
    council = make_council()
    clerk, promise = make_seat(council, Seat.CLERK), make_promise(council)
    code = promise.subject.public_id
    desk, public = f"/desk/promises/{code}", f"/promises/{code}"
    acts: list[tuple[str, dict[str, str]]] = [
        ("Report progress", {"progress-note": "26 of 40 are trained."}),
        ("Move the day", {"slip-due_on": "2027-02-01", "slip-note": "Four left."}),
        ("End the promise", {"end-state": "broken", "end-note": "Nobody came."}),
    ]
    other = Page(page.app)
    other.get(desk, as_=clerk)
    for button, fields in acts:
        page.get(desk, as_=clerk)
        form = page.html, page.url
        for _press in range(3):
            page.html, page.url = form
            page.submit(button, **fields)
            assert page.url == public
    kinds = [move.kind for move in queries.promise_page(code).moves]
    assert kinds == ["made", "progress", "slipped", "ended"]
    other.submit("Report progress", status=422, **{"progress-note": "It goes on."})


def test_the_governor_reports_of_the_governors_promises_alone(page: Page):
    governor = make_officer("governor")
    own, other = make_promise(by_governor=True), make_promise()
    page.get(f"/desk/promises/{other.subject.public_id}", as_=governor)
    assert page.all("main form") == []
    page.get(f"/desk/promises/{own.subject.public_id}")
    page.submit("End the promise", **{"end-state": "kept"})
    assert own.state is PromiseState.KEPT
