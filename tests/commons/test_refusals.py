"""What cannot be done as things stand is said where it was asked for, and nothing typed is lost."""

from __future__ import annotations

import io

import pytest
from werkzeug.test import EnvironBuilder

from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from citizens.proposals import operations as proposals
from commons import actors
from commons.actors import grants_of
from council.councils.rules import Seat
from council.reviews import operations as reviews
from council.reviews import queries as reviews_of
from tests.make import (
    make_agency,
    make_ballot,
    make_council,
    make_measure,
    make_member,
    make_officer,
    make_proposal,
    make_resident,
    make_review,
    make_seat,
)
from tests.page import Page

pytestmark = pytest.mark.usefixtures("app", "clock")
FORM = "application/x-www-form-urlencoded"
WORDS = "The boats leave before the bus from the hospital arrives."


def _hide(subject):
    hides = make_officer("moderator")
    moderation.hide(actor=hides, subject=subject, rule=Rule.ABUSE, reason="Insults a person.")


def test_a_notice_without_a_measure_is_refused_on_the_page_of_the_review(page: Page) -> None:
    council = make_council()
    clerk = make_seat(council, Seat.CLERK, make_agency())
    measure = make_measure("Boats", goal=council.goal)
    page.get("/desk/reviews/new", as_=clerk)
    page.submit("Make a draft", title="We meet", day="2026-12-01", time="10:00")
    page.submit("Add to the agenda", **{"item-measure": measure.slug})
    review = reviews_of.review_to_run(page.url.rpartition("/")[2], grants_of(clerk.id))
    reviews.remove_item(actor=actors.system(), review=review, item=review.items[1])
    page.submit("Publish the notice", status=422)  # from a page that was open before
    assert "Put at least one measure on the agenda first." in page.one(".error-summary").text
    assert "We meet" in page.one("h1").text


def test_what_was_typed_for_a_page_that_moved_on_stands_below_the_reason(page: Page) -> None:
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}/withdrawal", as_=proposal.actor)
    proposals.withdraw(actor=proposal.actor, proposal=proposal)
    page.submit(form="main form", status=422, reason=WORDS)
    assert "moved on" in page.one(".error-summary").text
    assert WORDS in page.words("pre.typed")


def test_words_about_something_hidden_meanwhile_are_kept_in_their_field(page: Page) -> None:
    proposal = make_proposal("What nobody may read any more")
    page.get(f"/proposals/{proposal.subject.public_id}", as_=make_member())
    _hide(proposal.subject)
    page.submit("Comment", status=422, body=WORDS)
    assert "hidden by a moderator" in page.one(".error-summary").text
    assert page.one("#comment-body").get_text().strip() == WORDS
    assert "nobody may read" not in page.text


def test_a_ballot_that_closed_while_the_page_was_open_says_so_with_its_page(page, clock) -> None:
    ballot = make_ballot(hours=1)
    url = f"/ballots/{ballot.subject.public_id}"
    page.get(url, as_=make_resident())
    clock.at(ballot.closes_at)
    page.submit("Vote", status=422, choice=["1"])
    assert "This ballot is closed." in page.one(".error-summary").text
    assert page.one("h1").text == ballot.question


def test_a_support_that_comes_too_late_is_answered_on_the_page(page: Page) -> None:
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}", as_=make_member())
    proposals.withdraw(actor=proposal.actor, proposal=proposal)
    form, here = page.one("form.support"), f"http://localhost{page.url}"
    page.submit(form="form.support", status=422)
    assert "takes no more supports" in page.one(".error-summary").text
    answer = page.client.post(
        form["action"],
        data={each["name"]: each["value"] for each in form.select("input")},
        headers={"HX-Request": "true", "HX-Current-URL": here},
    )
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "body")
    assert "takes no more supports" in answer.text


def test_who_may_not_do_it_is_refused_and_who_comes_too_late_is_not(page: Page) -> None:
    review = make_review(starts_in=3)
    stranger = make_seat(make_council(), Seat.CLERK, make_agency())
    url = f"/desk/reviews/{review.subject.public_id}"
    page.get("/desk/reviews", as_=stranger)
    token = {"csrf_token": _token(page, stranger)}
    page.post(f"{url}/notice", token, status=403)
    page.sign_in(make_seat(review.council, Seat.CLERK, make_agency()))
    reviews.cancel(actor=actors.system(), review=review, reason="Flood.")
    page.post(f"{url}/notice", {"csrf_token": _token(page)}, status=422)
    assert "not in a state" in page.one(".error-summary").text


def test_the_page_is_shown_in_the_language_of_the_form_and_never_from_elsewhere(page: Page) -> None:
    proposal = make_proposal()
    code = proposal.subject.public_id
    page.get(f"/es/proposals/{code}", as_=make_member())
    proposals.withdraw(actor=proposal.actor, proposal=proposal)
    page.submit(form="form.support", status=422)
    assert page.one("html")["lang"] == "es"
    token = {"csrf_token": _token(page)}
    away = {"Referer": f"http://elsewhere.example/proposals/{code}"}
    page.post(f"/supports/{code}", token, status=409, headers=away)


def test_a_page_that_the_sender_may_not_see_is_not_shown_in_an_error(page: Page) -> None:
    proposal = make_proposal()
    page.get("/account", as_=make_member())
    proposals.withdraw(actor=proposal.actor, proposal=proposal)
    desk = {"Referer": "http://localhost/desk/people"}
    url = f"/supports/{proposal.subject.public_id}"
    page.post(url, {"csrf_token": _token(page)}, status=409, headers=desk)


def test_the_words_of_an_error_page_are_those_that_a_person_typed(page: Page) -> None:
    proposal = make_proposal()
    page.get("/account", as_=make_member())
    _hide(proposal.subject)
    sent = {"csrf_token": _token(page), "once": "0" * 32, "words": WORDS}
    page.post(f"/supports/{proposal.subject.public_id}", sent, status=409)
    assert page.words("pre.typed") == [WORDS]


def _token(page: Page, actor: object = None) -> str:
    page.get("/account", **({"as_": actor} if actor else {}))
    return str(page.all("[name=csrf_token]")[0]["value"])


class _CutOff(io.RawIOBase):
    """A form whose rest does not come, as the server's socket tells it; counts who waited."""

    def __init__(self) -> None:
        self.waits = 0

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: object) -> int:
        self.waits += 1
        raise TimeoutError


def test_the_rest_of_a_form_is_waited_for_once(app) -> None:
    rest = _CutOff()
    environ = EnvironBuilder("/account/sign-in", method="POST").get_environ()
    environ |= {"wsgi.input": rest, "CONTENT_LENGTH": "900", "CONTENT_TYPE": FORM}
    with app.request_context(environ):
        assert app.full_dispatch_request().status_code == 400
    assert rest.waits == 1
