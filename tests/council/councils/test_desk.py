"""The people's desk: appointing, ending, deputising, and what is refused there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from commons import clock as now
from commons.actors import Actor
from council.councils.operations import grant_by_code
from council.councils.queries import offices
from tests.make import make_account, make_agency, make_council, make_member, make_officer
from tests.page import Page


@pytest.fixture
def operator(app: Any, clock: Any) -> Actor:
    """Somebody who appoints others."""
    return make_officer("operator", "Olga Operator")


def appointed(page: Page, operator: Actor, **fields: Any) -> Page:
    """The desk after somebody was appointed with these fields."""
    usual = {"role": "clerk", "reason": "She keeps the minutes."}
    return page.get("/desk/people", as_=operator).submit("Appoint", **{**usual, **fields})


def test_an_appointed_person_has_the_office_at_the_next_request(
    page: Page, operator: Actor
) -> None:
    council = make_council("Getting around")
    ann = make_account("ann@example.org", name="Ann Clerk").actor
    reader = Page(page.app)
    reader.get("/desk", as_=ann, status=403)
    appointed(page, operator, email="ann@example.org", council=council.slug)
    assert "The office is held from now on." in page.main
    reader.get("/desk")
    assert "Ann Clerk" in page.get("/councils/offices", as_=None).main
    assert "Getting around" in page.main


def test_an_ended_office_has_no_power_at_the_next_request(page: Page, operator: Actor) -> None:
    council = make_council()
    ann = make_account("ann@example.org", name="Ann Clerk").actor
    appointed(page, operator, email="ann@example.org", council=council.slug)
    reader = Page(page.app)
    reader.get("/desk/proposals", as_=ann)
    (office,) = [each for each in offices() if each.name == "Ann Clerk"]
    page.get(f"/desk/people/{office.code}/ending")
    page.submit("End this office", reason="She moved.")
    assert "The office has ended." in page.main
    assert "Ann Clerk" in " ".join(page.words("section tbody tr"))
    reader.get("/desk/proposals", status=403)
    reader.get("/desk", status=403)
    page.get(f"/desk/people/{office.code}/ending", status=409)


def test_a_deputy_acts_until_the_end_of_the_last_day(
    page: Page, operator: Actor, clock: Any
) -> None:
    council = make_council()
    make_account("ann@example.org", name="Ann Clerk")
    bob = make_account("bob@example.org", name="Bob Deputy").actor
    appointed(page, operator, email="ann@example.org", council=council.slug)
    (office,) = [each for each in offices() if each.name == "Ann Clerk"]
    page.get(f"/desk/people/{office.code}/deputy")
    page.submit(
        "Name a deputy", email="bob@example.org", ends_on="2026-11-22", reason="Ann is away."
    )
    assert "The deputy may act from now on." in page.main
    page.get("/councils/offices")
    assert [row for row in page.words("tbody tr") if "Bob Deputy" in row and "Ann Clerk" in row]
    reader = Page(page.app)
    clock.at(now.end_of_day(date(2026, 11, 22)) - timedelta(minutes=1))
    reader.get("/desk/proposals", as_=bob)
    clock.move(minutes=2)
    reader.get("/desk/proposals", status=403)


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"email": ""}, "email", "Write the address of the person’s account."),
        ({"email": "nobody@example.org"}, "email", "There is no confirmed account"),
        ({"reason": ""}, "reason", "Say why, in a sentence. It is public."),
        ({"council": ""}, "council", "This office belongs to a council: choose which."),
    ],
)
def test_a_wrong_appointment_is_refused_at_its_field_with_the_rest_kept(
    page: Page, operator: Actor, fields: dict[str, str], field: str, words: str
) -> None:
    council = make_council()
    make_account("ann@example.org", name="Ann Clerk")
    right = {
        "email": "ann@example.org", "council": council.slug, "role": "clerk",
        "reason": "She keeps the minutes.",
    }  # fmt: skip
    sent = {**right, **fields}
    page.get("/desk/people", as_=operator).submit("Appoint", status=422, **sent)
    assert words in page.one(f"#{field}-error").get_text(" ", strip=True)
    assert words in page.one("[role=alert], .error-summary").get_text(" ", strip=True)
    for name in ("email", "reason"):
        assert page.one(f"input[name={name}]").get("value", "") == sent[name]
    assert page.one("select[name=role] option[selected]")["value"] == "clerk"
    assert not [each for each in offices() if each.name == "Ann Clerk"]


@pytest.mark.parametrize("role", ["moderator", "facilitator", "governor", "operator"])
def test_an_office_for_the_whole_site_is_limited_to_no_council(
    page: Page, operator: Actor, role: str
) -> None:
    council = make_council()
    make_account("ann@example.org", name="Ann")
    sent = {"email": "ann@example.org", "council": council.slug, "role": role}
    appointed(page, operator, **sent, status=422)
    assert "is not limited so" in page.one("#council-error").text


def test_an_analyst_is_appointed_for_one_agency(page: Page, operator: Actor) -> None:
    agency = make_agency("Crossings Agency")
    make_account("ann@example.org", name="Ann Analyst")
    sent = {"email": "ann@example.org", "council": f"agency:{agency.slug}", "role": "analyst"}
    appointed(page, operator, **sent)
    page.get("/councils/offices")
    assert [row for row in page.words("tbody tr") if "Ann Analyst" in row and agency.name in row]
    appointed(page, operator, **{**sent, "role": "clerk"}, status=422)


def test_an_office_is_not_given_twice(page: Page, operator: Actor) -> None:
    council = make_council()
    make_account("ann@example.org", name="Ann Clerk")
    sent = {"email": "ann@example.org", "council": council.slug}
    appointed(page, operator, **sent)
    appointed(page, operator, **sent, status=422)
    assert "Ann Clerk holds this office already." in page.main


def test_a_deputy_is_refused_for_a_day_that_is_over(
    page: Page, operator: Actor, clock: Any
) -> None:
    make_account("bob@example.org", name="Bob Deputy")
    (office,) = [each for each in offices() if each.name == "Olga Operator"]
    page.get(f"/desk/people/{office.code}/deputy", as_=operator)
    page.submit(
        "Name a deputy", email="bob@example.org", ends_on="2026-11-19", reason="Away.", status=422
    )
    assert "Choose a day that is not over." in page.one("#ends_on-error").get_text()
    assert page.one("input[name=email]")["value"] == "bob@example.org"


def test_an_office_cannot_end_without_a_reason(page: Page, operator: Actor) -> None:
    make_officer("analyst", "Ada Analyst")
    (office,) = [each for each in offices() if each.name == "Ada Analyst"]
    page.get(f"/desk/people/{office.code}/ending", as_=operator)
    page.submit("End this office", status=422)
    assert "It is public." in page.one("#reason-error").get_text()
    assert grant_by_code(office.code).ends_at is None


def test_only_an_operator_appoints(page: Page) -> None:
    for person in (make_member(), make_officer("chair"), make_officer("governor")):
        page.get("/desk/people", as_=person, status=403)
        page.get("/account")
        token = page.all("[name=csrf_token]")[0]["value"]
        page.post("/desk/people", {"csrf_token": token, "role": "operator"}, status=403)


def test_an_office_that_is_not_there_is_not_found(page: Page, operator: Actor) -> None:
    page.get("/desk/people", as_=operator)
    token = page.all("[name=csrf_token]")[0]["value"]
    sent = {"csrf_token": token, "reason": "No."}
    page.post("/desk/people/ffffffffffff/ending", sent, status=404)
