"""Registering, confirming, signing in and out, as people do it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizens.accounts import jobs, operations, queries
from citizens.accounts.models import Account, Session
from citizens.accounts.rules import LinkPurpose
from commons import events, mail
from commons.db import db
from tests.conftest import Clock
from tests.make import PASSWORD, make_account, make_officer
from tests.page import Page
from tests.servers import MailSink

HOSTILE = Path(__file__).resolve().parents[2] / "data" / "hostile"


def last_mail(address: str = "") -> mail.Letter:
    """The newest letter, once everything that happened was handed on."""
    events.relay()
    return next(each for each in queries.letters() if address in each.to_address)


def link_in(letter: mail.Letter) -> str:
    """The path of the link in a letter."""
    found = re.search(r"https?://[^/\s]+(/account/\S+)", letter.body)
    assert found, letter.body
    return found.group(1)


def register(page: Page, email: str = "ann@example.org", name: str = "Ann Lee") -> Page:
    """Fills the form for a new account."""
    page.get("/account/new", as_=None)
    return page.submit("Open the account", name=name, email=email, password=PASSWORD)


def sign_in(
    page: Page, email: str = "ann@example.org", password: str = PASSWORD, status: int = 200
) -> Page:
    """Fills the form to sign in."""
    page.get("/account/sign-in", as_=None)
    return page.submit("Sign in", email=email, password=password, status=status)


def test_a_mailed_link_opens_a_page_whose_button_confirms(page: Page) -> None:
    register(page)
    assert page.url == "/account/sent"
    path = link_in(last_mail())
    assert db.session.scalar(select(Account.confirmed_at)) is None
    page.get(path)
    assert db.session.scalar(select(Account.confirmed_at)) is None  # to look changes nothing
    page.submit("Confirm and sign in")
    assert page.url == "/account"
    assert page.one("h1").get_text() == "Ann Lee"
    page.get(path, as_=None, status=404)
    assert page.one("h1").text == "This link works no more"
    assert "It was used already, or it is too old." in page.main
    assert "we send you a new link" in page.main
    assert page.one("main a[href^='/account/sign-in']").text == "Sign in"


def test_a_known_address_gets_the_same_answer_and_a_mail(page: Page) -> None:
    make_account("ann@example.org", name="Ann Lee")
    one = register(page, email="Ann+x@example.org", name="Somebody New").main
    other = register(page, email="bob@example.org", name="Bob").main
    assert one == other
    assert last_mail("ann@").subject == "You have an account already"
    assert db.session.scalar(select(func.count()).select_from(Account)) == 2


def test_a_name_that_is_taken_does_not_tell_which_addresses_are_known(page: Page) -> None:
    make_account("ann@example.org", name="Ann Lee")
    answers = []
    for email in ("ann@example.org", "nobody@example.org"):
        page.get("/account/new", as_=None)
        page.submit("Open the account", name="Ann Lee", email=email, password=PASSWORD, status=422)
        answers.append(page.main)
    assert answers[0] == answers[1]
    assert "looks the same" in answers[0]


def test_two_presses_of_one_form_open_one_account_and_lead_to_one_page(
    app: Flask, page: Page
) -> None:
    page.get("/account/new")
    again = Page(app)
    again.client, again.html, again.url = page.client, page.html, page.url
    given = {"name": "Ann Lee", "email": "ann@example.org", "password": PASSWORD}
    page.submit("Open the account", **given)
    again.submit("Open the account", **given)
    assert page.url == again.url == "/account/sent"
    assert page.main == again.main
    assert db.session.scalar(select(func.count()).select_from(Account)) == 1
    events.relay()
    assert [each.to_address for each in queries.letters()] == ["ann@example.org"]
    register(page, email="bob@example.org", name="Bob")
    assert page.url == "/account/sent"


def test_who_goes_back_to_mend_the_address_registers_with_the_new_one(
    app: Flask, page: Page
) -> None:
    page.get("/account/new")
    again = Page(app)
    again.client, again.html, again.url = page.client, page.html, page.url
    page.submit("Open the account", name="Ann Lee", email="an@example.org", password=PASSWORD)
    given = {"name": "Ann Stone", "email": "ann@example.org", "password": PASSWORD}
    again.submit("Open the account", **given)
    assert queries.by_email("ann@example.org") is not None


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"name": ""}, "Please write the name that others will see."),
        ({"name": "\u200b"}, "Please write the name that others will see."),
        ({"name": "Govern\u043er"}, "This is the name of an office."),
        ({"name": "ann IEE"}, "Somebody has a name that looks the same."),
        ({"name": "Bob Stone, Governor"}, "Please write your name without one."),
        ({"name": "Mar\u0456t Solano of Northpoint"}, "Somebody who holds an office is called"),
        ({"name": "x" * 81}, "Please use at most 80 characters."),
        ({"email": "nobody"}, "This is not an e-mail address."),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "This is not an e-mail address."),
        ({"password": "short"}, "Please use at least 12 characters."),
        ({"password": "password1234"}, "Many people use this password"),
    ],
)
def test_a_refused_field_says_why_and_keeps_what_was_typed(
    page: Page, fields: dict[str, str], message: str
) -> None:
    make_account("other@example.org", name="Ann Lee")
    make_officer("governor", "Marit Solano")
    page.get("/account/new")
    given = {"name": "Bob Stone", "email": "bob@example.org", "password": PASSWORD} | fields
    page.submit("Open the account", status=422, **given)
    assert message in page.one(".error-summary").get_text()
    if "name" not in fields:
        assert page.one("#name")["value"] == "Bob Stone"
    assert db.session.scalar(select(func.count()).select_from(Account)) == 2


def test_honest_names_are_taken_and_shown_as_typed(app: Flask, page: Page) -> None:
    app.config["LIMITS"] = False
    lines = (HOSTILE / "must_accept.jsonl").read_text(encoding="utf-8").splitlines()
    try:
        for number, line in enumerate(lines):
            name = json.loads(line)["input"]
            email = f"honest{number}@example.org"
            register(page, email=email, name=name)
            page.get(link_in(last_mail(email))).submit("Confirm and sign in")
            assert page.one("h1").get_text() == " ".join(name.split())
    finally:
        app.config["LIMITS"] = True


def test_signing_in_leads_back_to_where_one_came_from(page: Page) -> None:
    make_account()
    page.get("/account/delete", as_=None)
    assert page.url == "/account/sign-in?next=/account/delete"
    page.submit("Sign in", email="ann@example.org", password=PASSWORD)
    assert page.url == "/account/delete"


@pytest.mark.parametrize(
    "target", ["https://evil.invalid/", "//evil.invalid", "/\\evil.invalid", "/a\tb"]
)
def test_signing_in_never_leads_out_of_the_site(app: Flask, page: Page, target: str) -> None:
    make_account()
    page.get("/account/sign-in")
    fields = {"email": "ann@example.org", "password": PASSWORD, "next": target}
    token = str(page.all("[name=csrf_token]")[0]["value"])
    with app.app_context():
        answer = page.client.post("/account/sign-in", data=fields | {"csrf_token": token})
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/"


def test_wrong_password_and_unknown_address_are_answered_alike(page: Page) -> None:
    make_account()
    one = sign_in(page, password="wrong wrong wrong", status=422).words(".error-summary li")
    other = sign_in(page, email="nobody@example.org", status=422).words(".error-summary li")
    assert one == other == ["Address and password do not belong together."]


def test_guessing_is_slowed_for_the_guesser_and_not_for_others(app: Flask, page: Page) -> None:
    make_account()
    for _each in range(10):
        sign_in(page, password="wrong wrong wrong", status=422)
    sign_in(page, status=429)
    assert page.response.headers["Retry-After"]
    elsewhere = Page(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = "192.0.2.7"
    sign_in(elsewhere)
    assert elsewhere.url == "/"


def test_an_unconfirmed_account_gets_another_link(page: Page, clock: Clock) -> None:
    register(page)
    first = link_in(last_mail())
    sign_in(page)
    assert page.url == "/account/sent"
    assert link_in(last_mail()) == first
    clock.move(minutes=15)
    sign_in(page)
    second = link_in(last_mail())
    assert first != second
    page.get(first)
    page.get(second).submit("Confirm and sign in")
    page.get(first, as_=None, status=404)


def test_an_account_never_confirmed_gives_its_name_and_address_back_after_a_month(
    page: Page, clock: Clock
) -> None:
    make_account("bob@example.org", name="Bob")
    register(page)
    operations.create(email="cleo@example.org", name="Cleo")
    operations.grant(email="cleo@example.org", role="clerk", reason="for a test")
    clock.move(days=29)
    assert jobs.unconfirmed() == 0
    clock.move(days=2)
    assert jobs.unconfirmed() == 1
    assert queries.by_email("ann@example.org") is None
    assert queries.by_email("bob@example.org") is not None
    assert queries.by_email("cleo@example.org") is not None
    assert jobs.unconfirmed() == 0
    register(page, email="ann.lee@example.org")
    assert page.url == "/account/sent"


def test_whoever_confirmed_just_now_keeps_the_account(page: Page, clock: Clock) -> None:
    register(page)
    account = queries.by_email("ann@example.org")
    assert account is not None
    clock.move(days=31)
    account_id = account.id
    token = operations.make_link(account_id=account_id, purpose=LinkPurpose.CONFIRM)
    operations.confirm(token=str(token))
    assert not operations.erase_unconfirmed(account_id=account_id)
    assert queries.by_email("ann@example.org") is not None


def test_sign_out_ends_every_copy_of_the_cookie(app: Flask, page: Page) -> None:
    make_account()
    sign_in(page)
    copied = page.client.get_cookie("goalpost")
    assert copied is not None
    page.get("/account")
    page.submit("Sign out", form="body form")
    thief = app.test_client()
    thief.set_cookie("goalpost", copied.value)
    assert thief.get("/account").status_code == 303
    assert db.session.scalar(select(func.count()).where(Session.ended_at.is_(None))) == 0


def test_signing_in_gives_a_new_key_and_forgets_what_was_planted(app: Flask, page: Page) -> None:
    make_account()
    page.get("/account/sign-in")
    with page.client.session_transaction() as session:
        session["_user_id"] = "planted"
        session["seen"] = 1
    sign_in_again = Page(app)
    sign_in_again.client = page.client
    sign_in_again.get("/account/sign-in").submit(
        "Sign in", email="ann@example.org", password=PASSWORD
    )
    with page.client.session_transaction() as session:
        assert session["_user_id"] != "planted"


def test_a_reader_has_no_session_row_and_no_key(page: Page) -> None:
    page.get("/account/sign-in")
    page.get("/moderation")
    assert db.session.scalar(select(func.count()).select_from(Session)) == 0


def test_sessions_of_residents_rest_for_days_and_of_staff_for_minutes(
    app: Flask, clock: Clock
) -> None:
    resident, clerk = Page(app), Page(app)
    resident.get("/account", as_=make_account().actor)
    clerk.get("/account", as_=make_officer("clerk"))
    clock.move(minutes=31)
    resident.get("/account")
    assert resident.url == "/account"
    clerk.get("/account")
    assert clerk.url.startswith("/account/sign-in")
    for _each in range(6):
        clock.move(days=13)
        resident.get("/account")
        assert resident.url == "/account"  # each visit begins the rest anew
    clock.move(days=13)
    resident.get("/account")
    assert resident.url.startswith("/account/sign-in")  # but not beyond 90 days


def test_knowing_who_asks_costs_one_read_alone_and_no_write(
    app: Flask, page: Page, clock: Clock
) -> None:
    page.get("/account/sent", as_=make_account().actor)
    clock.move(minutes=5)
    before = app.extensions["quick"].reads
    page.get("/account/sent")  # the time of this visit is written into the cookie
    assert app.extensions["quick"].reads == before + 1
    assert page.queries == []
    assert page.response.headers["Set-Cookie"]
    page.get("/account/sent")
    assert "Set-Cookie" not in page.response.headers


def test_a_reset_sets_the_password_once_and_ends_all_sessions(app: Flask, page: Page) -> None:
    account = make_account()
    elsewhere = Page(app).get("/account", as_=account.actor)
    page.get("/account/password").submit("Send the link", email="ANN@example.org")
    known = page.main
    path = link_in(last_mail())
    page.get("/account/password").submit("Send the link", email="nobody@example.org")
    assert page.main == known
    page.get(path).submit("Set it and sign in", password="too short", status=422)
    page.submit("Set it and sign in", password="nine herons, one kettle")
    assert page.url == "/account"
    assert elsewhere.get("/account").url.startswith("/account/sign-in")
    page.get(path, as_=None, status=404)
    assert last_mail().subject == "Your password was changed"
    sign_in(page, status=422)
    sign_in(page, password="nine herons, one kettle")


def test_a_link_that_was_asked_for_before_works_no_more_after_a_change(page: Page) -> None:
    account = make_account()
    operations.ask_reset(email="ann@example.org")
    path = link_in(last_mail())
    operations.change_password(actor=account.actor, password_hash=account.password_hash)
    page.get(path, status=404)


def test_a_link_is_too_old_after_its_time(page: Page, clock: Clock) -> None:
    make_account()
    operations.ask_reset(email="ann@example.org")
    path = link_in(last_mail())
    clock.move(minutes=61)
    page.get(path, status=404)
    assert page.one("h1").text == "This link works no more"
    assert "too old" in page.main
    assert page.follow("Ask for a new link").url == "/account/password"


def test_mail_leaves_over_smtp_once(mail_sink: MailSink, make_app, page: Page) -> None:
    make_account()
    operations.ask_reset(email="ann@example.org")
    with make_app(MAIL_URL=mail_sink.url).app_context():
        events.relay()
        events.relay()
        assert mail.send_waiting() == 1
        assert mail.send_waiting() == 0
    (letter,) = mail_sink.to("ann@example.org")
    assert letter["Subject"] == "A new password"


@pytest.mark.parametrize("demonstration", [True, False])
def test_example_people_sign_in_by_one_press_in_the_demonstration_only(
    app: Flask, page: Page, demonstration: bool
) -> None:
    person = make_officer("clerk", "Pia Holm")
    assert person.name == "Pia Holm"
    app.config["DEMONSTRATION"] = demonstration
    try:
        page.get("/account/sign-in?next=/moderation/rules")
        if demonstration:
            page.submit("Pia Holm")
            assert page.url == "/moderation/rules"
            page.get("/desk/mail")
        else:
            assert "Pia Holm" not in page.text
            token = str(page.all("[name=csrf_token]")[0]["value"])
            page.post("/account/example/pia-holm", {"csrf_token": token}, status=404)
            page.get("/desk/mail", status=403)
    finally:
        app.config["DEMONSTRATION"] = False
