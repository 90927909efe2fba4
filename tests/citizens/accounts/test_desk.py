"""One's own account: name, password, sessions, data, and its end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from citizens.accounts import operations
from citizens.accounts.models import Account, MailedLink, Session
from citizens.accounts.queries import by_email as account_of
from citizens.accounts.rules import LinkPurpose
from citizens.comments.queries import comments_of
from citizens.following import operations as following
from citizens.following.models import Follow
from citizens.residency.models import Residency
from citizens.supports import operations as supports
from citizens.supports.queries import tally
from citizens.supports.rules import Counted
from commons import events, mail
from commons.actors import Actor
from commons.db import db
from tests.make import (
    PASSWORD,
    make_account,
    make_comment,
    make_measure,
    make_member,
    make_officer,
    make_proposal,
)
from tests.page import Page
from tests.servers import MailSink

NEW = "nine herons, one kettle"


def test_the_name_changes_beside_everything_one_wrote(page: Page) -> None:
    account = make_account(name="Ann Lee")
    comment = make_comment(make_proposal().subject, author=account.actor)
    page.get("/account", as_=account.actor)
    page.submit("Save", name="Ann Stone", language="es")
    page.get(f"/comments/{comment.subject.public_id}")
    assert "Ann Stone" in page.main
    assert "Ann Lee" not in page.main


@pytest.mark.parametrize("act", ["change_name", "erase"])
def test_pages_kept_for_readers_and_members_show_the_new_name_at_once(
    app: Flask, page: Page, act: str
) -> None:
    account = make_account(name="Ann Lee")
    measure = make_measure()
    comment = make_comment(measure.subject, "It rains in.", author=account.actor)
    proposal = make_proposal(author=account.actor)
    paths = [measure.subject.path, proposal.subject.path, f"/comments/{comment.subject.public_id}"]
    member = Page(app)
    for path in paths:
        assert "Ann Lee" in page.get(path, as_=None).main
        assert "Ann Lee" in member.get(path, as_=make_member()).main
    if act == "erase":
        operations.erase(actor=account.actor)
    else:
        operations.change_name(actor=account.actor, name="Ann Stone")
    for path in paths:
        assert "Ann Lee" not in page.get(path).main
        assert "Ann Lee" not in member.get(path).main


def test_one_may_keep_ones_name_and_not_take_anothers(page: Page) -> None:
    make_account("bob@example.org", name="Bob Stone")
    page.get("/account", as_=make_account(name="Ann Lee").actor)
    page.submit("Save", name="ANN Lee")
    page.submit("Save", name="8ob Stone")
    page.submit("Save", name="B0b Stone", status=422)
    assert page.one("#name")["value"] == "B0b Stone"
    officer = make_officer("director", "Lena Abara")
    page.submit("Save", name="Ann (Lena Abara)", status=422)
    page.get("/account", as_=officer).submit("Save", name="Lena Abara-Stone")
    assert page.one("h1").text == "Lena Abara-Stone"


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
    supports.give(actor=account.actor, subject_id=proposal.subject_id, level=1)
    supports.count_changed()
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
    supports.count_changed()
    assert tally(proposal.subject_id) == Counted(0, 0, 1)
    make_account("ann@example.org", name="Ann Lee")  # address and name are free again


def test_letters_sent_and_waiting_go_with_the_account(
    page: Page, make_app: Callable[..., Flask], mail_sink: MailSink
) -> None:
    for address in ("ann@example.org", "bob@example.org"):
        make_account(address)
        operations.ask_reset(email=address)
    events.relay()
    operations.erase(actor=account_of("ann@example.org").actor)
    page.get("/desk/mail", as_=make_officer("operator"))
    left = {each.to_address for each in db.session.scalars(select(mail.Letter))}
    assert left == {"bob@example.org"}
    with make_app(MAIL_URL=mail_sink.url).app_context():
        mail.send_waiting()
    assert mail_sink.to("bob@example.org")
    assert not mail_sink.to("ann@example.org")


def test_an_account_may_go_while_a_letter_to_it_is_on_its_way(
    app: Flask, make_app: Callable[..., Flask]
) -> None:
    make_account()
    operations.ask_reset(email="ann@example.org")
    events.relay()
    with ErasingSink(app) as sink, make_app(MAIL_URL=sink.url).app_context():
        assert mail.send_waiting()
    assert db.session.scalar(select(func.count()).select_from(mail.Letter)) == 0


class ErasingSink(MailSink):
    """A mail host that takes so long that the account is gone before it answers."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.app = app

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Takes one message, when there is nobody any more whom it is for."""
        with self.app.app_context():
            account = account_of("ann@example.org")
            operations.erase(actor=account.actor) if account else None
        return await super().handle_DATA(server, session, envelope)


def test_the_outbox_shows_an_operator_no_links(page: Page) -> None:
    make_account()
    operations.ask_reset(email="ann@example.org")
    events.relay()
    page.get("/desk/mail", as_=make_officer("operator"))
    assert "A new password" in page.main
    assert "/account/password/" not in page.text
    assert "ann@example.org" not in page.text
