"""Hostile and honest words through the text fields of talk, accounts and moderation."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from citizens.accounts import operations as accounts
from citizens.accounts import queries
from citizens.accounts.models import Account
from citizens.accounts.rules import LinkPurpose
from commons.text import TAGS, clean
from tests.make import make_account, make_comment, make_member, make_officer, make_proposal
from tests.page import Page

HOSTILE = Path(__file__).resolve().parents[2] / "data" / "hostile"
SEED = 20261122


def samples(*names: str) -> list[str]:
    """The strings of these files."""
    lines = [
        line
        for name in names
        for line in (HOSTILE / f"{name}.jsonl").read_text("utf-8").splitlines()
    ]
    return [row["input"] for row in map(json.loads, lines) if "input" in row]


def sample(size: int, *names: str) -> list[str]:
    """Some of the strings, the same in every run."""
    return random.Random(SEED).sample(samples(*names), size)


@pytest.fixture
def unlimited(app: Flask) -> Iterator[None]:
    """Nobody is slowed down for the length of the test."""
    app.config["LIMITS"] = False
    yield
    app.config["LIMITS"] = True


def send(page: Page, url: str, status: set[int], **fields: Any) -> int:
    """Sends a form as it came, surrogates and all, and returns the answer's number."""
    data = {name: value.encode("utf-8", "surrogatepass") for name, value in fields.items()}
    with page.app.app_context():
        answer = page.client.post(url, data=data)
    assert answer.status_code in status, (answer.status_code, fields)
    return answer.status_code


def token(page: Page) -> str:
    """The token of this visitor."""
    return str(page.all("[name=csrf_token]")[0]["value"])


def check_bodies(page: Page, rows: list[str]) -> None:
    """Each string is shown as text, or refused because nothing in it can be read."""
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}", as_=make_member())
    fields = {"csrf_token": token(page), "about": proposal.subject.public_id}
    said = sum(send(page, "/comments", {303, 422}, body=row, **fields) == 303 for row in rows)
    assert said >= len(rows) * 0.9
    after = ""
    while True:
        page.get(f"/proposals/{proposal.subject.public_id}?after={after}")
        for words in page.all("article.comment .words"):
            assert {each.name for each in words.find_all(True)} <= TAGS
            for each in words.find_all(True):
                assert set(each.attrs) <= ({"href", "title", "rel"} if each.name == "a" else set())
        older = page.all("a[rel=next]")
        if not older:
            break
        after = str(older[0]["href"]).partition("after=")[2].partition("#")[0]


def test_hostile_comments_are_text(page: Page, unlimited: None) -> None:
    check_bodies(page, sample(40, "xss", "unicode", "sqli"))


@pytest.mark.soak
def test_every_hostile_comment_is_text(page: Page, unlimited: None) -> None:
    check_bodies(page, samples("xss", "unicode", "sqli"))


def test_honest_comments_are_kept_as_they_were_typed(page: Page, unlimited: None) -> None:
    proposal = make_proposal()
    rows = samples("must_accept")
    for row in rows:
        assert make_comment(proposal.subject, row).body == row
    page.get(f"/proposals/{proposal.subject.public_id}")
    newest = [row for row in rows[-20:] if "\n" not in row]
    assert set(newest) <= set(page.words("article.comment .words"))


def check_names(page: Page, rows: list[str]) -> None:
    """Each string is refused as a name, or stands on the page of whoever bears it as text."""
    page.get("/account/new")
    common = {"csrf_token": token(page), "password": "a kettle of nine herons"}
    for number, row in enumerate(rows):
        email = f"h{number}@example.org"
        send(page, "/account/new", {303, 422}, name=row, email=email, **common)
        account = queries.by_email(email)
        if account is not None:
            shown(page.app, account, row)


def shown(app: Flask, account: Account, row: str) -> None:
    """The name is shown as text where its bearer speaks and where clerks look."""
    link = accounts.make_link(account_id=account.id, purpose=LinkPurpose.CONFIRM)
    accounts.confirm(token=str(link))
    visitor = Page(app).get("/account", as_=account.actor)
    assert visitor.one("h1").get_text() == " ".join(clean(row, lines=False).split())


def test_hostile_names_are_text_or_refused(page: Page, unlimited: None) -> None:
    check_names(page, sample(20, "xss", "unicode"))


@pytest.mark.soak
def test_every_hostile_name_is_text_or_refused(page: Page, unlimited: None) -> None:
    check_names(page, samples("xss", "unicode", "sqli"))


def test_hostile_words_of_moderators_are_text(page: Page, unlimited: None) -> None:
    proposal, moderator = make_proposal(), make_officer("moderator")
    for row in sample(15, "xss", "unicode"):
        comment = make_comment(proposal.subject, "Something.")
        code = comment.subject.public_id
        page.get(f"/moderation/reports/new?about={code}", as_=make_member())
        send(
            page,
            "/moderation/reports",
            {303},
            csrf_token=token(page),
            about=code,
            rule="spam",
            words=row,
        )
        page.get(f"/desk/moderation/{code}", as_=moderator)
        send(
            page, f"/desk/moderation/{code}/hiding", {303, 422},
            csrf_token=token(page), rule="spam", reason=row,
        )  # fmt: skip
    for url in ("/moderation", "/desk/moderation", f"/proposals/{proposal.subject.public_id}"):
        page.get(url)
        assert not page.all("main script, main iframe, main img, main [onerror], main svg")


@pytest.mark.parametrize("address", sample(15, "xss", "unicode", "sqli", "urls"))
def test_a_hostile_address_is_refused(page: Page, unlimited: None, address: str) -> None:
    page.get("/account/sign-in")
    common = {"csrf_token": token(page), "password": "a kettle of nine herons"}
    send(page, "/account/sign-in", {422}, email=address, **common)
    send(page, "/account/password", {422}, email=address, csrf_token=common["csrf_token"])


def test_a_body_beyond_the_limit_is_refused_whole(page: Page) -> None:
    proposal = make_proposal()
    page.get(f"/proposals/{proposal.subject.public_id}", as_=make_member())
    fields = {"csrf_token": token(page), "about": proposal.subject.public_id}
    send(page, "/comments", {422}, body="A" * 100_001, **fields)
    send(page, "/comments", {413}, body="A" * 2_000_000, **fields)
    page.get(f"/proposals/{proposal.subject.public_id}")
    assert not page.all("article.comment")


def test_fields_that_nobody_offered_change_nothing(page: Page) -> None:
    page.get("/account", as_=make_account().actor)
    send(
        page, "/account/name", {303}, csrf_token=token(page), name="Ann", language="en",
        level="3", is_example="1", role="operator", email="other@example.org",
    )  # fmt: skip
    account = queries.by_email("ann@example.org")
    assert account is not None
    assert (account.level, account.is_example) == (1, False)
    page.get("/desk/mail", status=403)
