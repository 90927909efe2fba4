"""Nobody is kept from a new password by somebody who asks for it in their name."""

from __future__ import annotations

import re

from flask import Flask

from citizens.accounts import queries
from commons import events
from tests.conftest import Clock
from tests.make import PASSWORD, make_account
from tests.page import Page


def from_another_network(app: Flask, number: int = 7) -> Page:
    """Somebody else's browser."""
    elsewhere = Page(app)
    elsewhere.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{number}"
    return elsewhere


def ask_reset(page: Page, email: str = "ann@example.org", status: int = 200) -> Page:
    """Fills the form for a new password."""
    return page.get("/account/password").submit("Send the link", email=email, status=status)


def newest_link() -> str:
    """The path of the link that was mailed last."""
    events.relay()
    found = re.search(r"https?://[^/\s]+(/account/\S+)", queries.letters()[0].body)
    assert found
    return found.group(1)


def register(page: Page, name: str) -> None:
    """Fills the form for a new account."""
    page.get("/account/new", as_=None)
    page.submit("Open the account", name=name, email="ann@example.org", password=PASSWORD)


def how_many_letters(address: str = "ann@example.org") -> int:
    """How many letters were queued for this address, once everything was handed on."""
    events.relay()
    return sum(each.to_address == address for each in queries.letters())


def test_a_stranger_who_asks_often_is_stopped_and_keeps_nobody_from_a_new_password(
    app: Flask, page: Page
) -> None:
    make_account()
    stranger = from_another_network(app)
    for _each in range(5):
        ask_reset(stranger)
    ask_reset(stranger, status=429)
    ask_reset(page)
    assert page.url == "/account/sent"
    assert how_many_letters() == 1
    page.get(newest_link()).submit("Set it and sign in", password="nine herons, one kettle")
    assert page.url == "/account"


def test_from_many_networks_a_mailbox_is_not_filled_and_its_holder_is_not_kept_out(
    app: Flask, page: Page, clock: Clock
) -> None:
    make_account()
    for minute in range(60):
        ask_reset(from_another_network(app, minute))
        events.relay()
        clock.move(minutes=1)
    assert how_many_letters() == 4
    ask_reset(page)
    page.get(newest_link())
    assert "Set it and sign in" in page.main


def test_a_link_in_hand_works_whoever_asks_for_another(
    app: Flask, page: Page, clock: Clock
) -> None:
    make_account()
    ask_reset(page)
    mine = newest_link()
    clock.move(minutes=20)
    ask_reset(from_another_network(app))
    other = newest_link()
    assert other != mine
    page.get(mine).submit("Set it and sign in", password="nine herons, one kettle")
    assert page.url == "/account"
    page.get(other, as_=None, status=404)


def test_after_a_link_was_used_another_is_mailed_at_once(page: Page) -> None:
    make_account()
    ask_reset(page)
    used = newest_link()
    page.get(used).submit("Set it and sign in", password="nine herons, one kettle")
    ask_reset(page)
    assert newest_link() != used


def test_who_asks_often_learns_nothing_of_which_addresses_are_known(app: Flask) -> None:
    make_account()
    told = []
    for number, email in enumerate(("ann@example.org", "nobody@example.org")):
        stranger = from_another_network(app, number)
        told.append([ask_reset(stranger, email).main for _each in range(5)])
        stranger.get("/account/password").submit("Send the link", email=email, status=429)
        told[-1].append(re.sub(r"[0-9a-f]{8,}", "", stranger.main))
    assert told[0] == told[1]


def test_registering_a_known_address_again_and_again_mails_its_holder_rarely(
    app: Flask, page: Page, clock: Clock
) -> None:
    make_account()
    for number in range(4):
        register(from_another_network(app, number), name=f"Ann {'abcd'[number]} Lee")
    assert how_many_letters() == 1
    clock.move(minutes=15)
    register(page, name="Ann e Lee")
    assert how_many_letters() == 2
    ask_reset(page)
    assert how_many_letters() == 3
