"""One's own account: name, password, sessions, data, and its end."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from citizens.accounts import operations
from citizens.accounts.models import Account, MailedLink, Session
from citizens.accounts.rules import LinkPurpose
from citizens.comments.queries import comments_of
from citizens.following import operations as following
from citizens.following.models import Follow
from citizens.residency.models import Residency
from commons import events
from commons.actors import Actor
from commons.db import db
from tests.make import PASSWORD, make_account, make_comment, make_officer, make_proposal
from tests.page import Page

NEW = "nine herons, one kettle"


def test_the_name_changes_beside_everything_one_wrote(page: Page) -> None:
    account = make_account(name="Ann Lee")
    comment = make_comment(make_proposal().subject, author=account.actor)
    page.get("/account", as_=account.actor)
    page.submit("Save", name="Ann Stone", language="es")
    page.get(f"/comments/{comment.subject.public_id}")
    assert "Ann Stone" in page.main
    assert "Ann Lee" not in page.main


def test_one_may_keep_ones_name_and_not_take_anothers(page: Page) -> None:
    make_account("bob@example.org", name="Bob Stone")
    page.get("/account", as_=make_account(name="Ann Lee").actor)
    page.submit("Save", name="ANN Lee")
    page.submit("Save", name="8ob Stone")
    page.submit("Save", name="B0b Stone", status=422)
    assert page.one("#name")["value"] == "B0b Stone"


def test_the_password_changes_for_whoever_knows_the_old_one(app: Flask, page: Page) -> None:
    account = make_account()
    elsewhere = Page(app).get("/account", as_=account.actor)
    page.get("/account", as_=account.actor)
    page.submit("Change the password", old="not it", new_password=NEW, status=422)
    assert "This is not your password." in page.main
    page.submit("Change the password", old=PASSWORD, new_password=NEW)
    assert page.url == "/account"
    assert elsewhere.get("/account").url.startswith("/account/sign-in")


def test_one_sees_and_ends_ones_other_sessions(app: Flask, page: Page) -> None:
    account = make_account()
    elsewhere = Page(app).get("/account", as_=account.actor)
    page.get("/account", as_=account.actor).submit("End")
    assert page.url == "/account"
    assert elsewhere.get("/account").url.startswith("/account/sign-in")


def test_nobody_ends_the_session_of_somebody_else(app: Flask, page: Page) -> None:
    elsewhere = Page(app).get("/account", as_=make_account("bob@example.org").actor)
    code = str(db.session.scalar(select(Session.key_hash)))[:16]
    page.get("/account", as_=make_account().actor)
    token = str(page.all("[name=csrf_token]")[0]["value"])
    page.post(f"/account/sessions/{code}/ending", {"csrf_token": token}, status=404)
    assert elsewhere.get("/account").url == "/account"


def test_the_download_holds_all_that_one_said_and_nothing_of_others(page: Page) -> None:
    ann = make_account(name="Ann Lee")
    proposal = make_proposal()
    make_comment(proposal.subject, "My own words", author=ann.actor)
    make_comment(proposal.subject, "Words of another")
    page.get("/account/data.json", as_=ann.actor)
    assert page.json["account"]["email"] == "ann@example.org"
    assert [each["words"] for each in page.json["comments"]] == ["My own words"]
    assert "attachment" in page.response.headers["Content-Disposition"]
    assert "Words of another" not in page.response.get_data(as_text=True)


def test_an_erased_account_leaves_a_former_member_and_what_was_said(page: Page) -> None:
    account = make_account(name="Ann Lee")
    proposal = make_proposal()
    make_comment(proposal.subject, "It rains on the landing.", author=account.actor)
    following.follow(actor=account.actor, subject_id=proposal.subject_id)
    operations.ask_reset(email="ann@example.org")
    operations.make_link(account_id=account.id, purpose=LinkPurpose.RESET)
    actor_id = account.actor_id
    page.get("/account/delete", as_=account.actor)
    page.submit("Delete my account", password="not my password", status=422)
    page.submit("Delete my account", password=PASSWORD)
    for table in (Session, MailedLink, Residency, Follow):
        assert db.session.scalar(select(func.count()).select_from(table)) == 0
    assert db.session.scalar(select(Account).where(Account.actor_id == actor_id)) is None
    assert db.session.get_one(Actor, actor_id).name == "Former member"
    own, _about = comments_of(actor_id)[0]
    page.get(f"/comments/{own.public_id}")
    assert "It rains on the landing." in page.main
    assert "Former member" in page.main
    make_account("ann@example.org", name="Ann Lee")  # address and name are free again


def test_the_outbox_shows_an_operator_no_links(page: Page) -> None:
    make_account()
    operations.ask_reset(email="ann@example.org")
    events.relay()
    page.get("/desk/mail", as_=make_officer("operator"))
    assert "A new password" in page.main
    assert "/account/password/" not in page.text
    assert "ann@example.org" not in page.text
