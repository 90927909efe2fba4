"""What is counted: what was done and every guess at a secret, not a form that has to be mended."""

from __future__ import annotations

from contextlib import suppress

import pytest
from sqlalchemy import func, select

from commons import limits
from commons.db import db
from commons.errors import Invalid, NotNow, TooMany
from tests.make import make_council, make_member, make_proposal
from tests.page import Page
from tests.running import at_once

pytestmark = pytest.mark.usefixtures("app", "clock")
MOST = limits.BUCKETS["post"][0][0]


def _hits(bucket: str) -> int:
    return db.session.scalar(select(func.count()).where(limits.Hit.bucket == bucket)) or 0


def test_what_a_rule_refuses_is_given_back_and_what_was_done_stays_counted() -> None:
    for refusal in (Invalid({"words": "Too short."}), NotNow("It is closed.")):
        for _each in range(MOST + 1):
            with suppress(Invalid), limits.counting("post", "ann"):
                raise refusal
    assert _hits("post") == 0
    for _each in range(MOST):
        with limits.counting("post", "ann"):
            pass
    with pytest.raises(TooMany), limits.counting("post", "ann"):
        pytest.fail("It was done once too often.")
    with limits.counting("post", "bob"):
        pass


def test_a_guess_counts_whatever_comes_of_it() -> None:
    times = limits.BUCKETS["code"][0][0]
    for _each in range(times):
        limits.count("code", "ann")
    with pytest.raises(TooMany):
        limits.count("code", "ann")
    assert _hits("code") == times


def test_of_a_crowd_that_comes_at_once_no_more_get_through_than_may(app) -> None:
    times, crowd = limits.BUCKETS["code"][0][0], 30
    through: list[bool] = []

    def try_it() -> None:
        with app.app_context():
            try:
                limits.count("code", "ann", "her address")
                through.append(True)
            except TooMany:
                through.append(False)

    at_once(*[try_it] * crowd)
    assert (through.count(True) <= times, len(through)) == (True, crowd)
    assert _hits("code") == 2 * through.count(True)  # under both keys; the others are given back


def test_who_mends_a_form_many_times_can_still_send_it(page: Page) -> None:
    make_council()
    page.get("/proposals/new/words?title=Boats", as_=make_member())
    for _each in range(3):
        page.submit(form="main form.form", status=422, body="")
    page.submit(form="main form.form", title="Boats on time", body="They are late each morning.")
    assert _hits("post") == 1
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}")
    page.submit("Comment", status=422, body="x" * 5_001)
    page.submit("Comment", body="The boats are late.")
    assert _hits("post") == 2


def test_a_name_that_is_taken_costs_a_newcomer_nothing(page: Page) -> None:
    page.get("/account/new")
    words = {"email": "new@example.org", "password": "four words apart here"}
    for _each in range(6):
        page.submit(form="main form.form", status=422, name="Governor", **words)
    assert _hits("register") == 0
    page.submit(form="main form.form", name="Wren of the harbour", **words)
    assert _hits("register") == 1


def test_no_password_is_hashed_for_a_link_that_was_guessed(page: Page, monkeypatch) -> None:
    from citizens.accounts import passwords

    hashed: list[str] = []
    monkeypatch.setattr(passwords, "make_hash", hashed.append)
    page.get("/account/sign-in")
    token = str(page.all("[name=csrf_token]")[0]["value"])
    sent = {"csrf_token": token, "password": "four words apart here"}
    page.post("/account/password/guessed", sent, status=404)
    assert hashed == []
