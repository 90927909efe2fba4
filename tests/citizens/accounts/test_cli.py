"""Commands of the operator."""

from __future__ import annotations

import re

from flask import Flask
from sqlalchemy import select

from citizens.accounts import queries
from commons import actors
from commons.db import db
from commons.events import Event
from tests.make import PASSWORD, make_account
from tests.page import Page


def test_the_first_operator_gets_a_link_and_a_role(app: Flask, page: Page) -> None:
    run = app.test_cli_runner().invoke
    made = run(args=["accounts", "create", "first@example.org", "First Operator"])
    assert made.exit_code == 0, made.output
    path = re.sub(r"^https?://[^/]+", "", made.output.strip())
    page.get(path).submit("Set it and sign in", password=PASSWORD)
    granted = run(args=["accounts", "grant", "first@example.org", "operator"])
    assert granted.exit_code == 0
    assert granted.output == "First Operator is operator.\n"
    again = run(args=["accounts", "grant", "First@Example.org", "operator"])
    assert again.exit_code == 0
    account = queries.by_email("first@example.org")
    assert account is not None
    assert [each.role for each in actors.grants_of(account.actor_id)] == ["operator"]


def test_an_office_given_at_the_command_line_is_told_like_any_other(app: Flask, page: Page) -> None:
    make_account(name="Ann Analyst")
    args = ["accounts", "grant", "ann@example.org", "analyst", "--reason", "She counts."]
    for _each in range(2):
        assert app.test_cli_runner().invoke(args=args).exit_code == 0
    told = db.session.scalars(select(Event).where(Event.kind == "office.appointed")).all()
    assert [event.data for event in told] == [
        {"role": "analyst", "name": "Ann Analyst", "reason": "She counts."}
    ]
    page.get("/changes")
    assert "Ann Analyst" in page.main


def test_what_cannot_be_granted_is_refused(app: Flask) -> None:
    make_account()
    run = app.test_cli_runner().invoke
    assert run(args=["accounts", "grant", "nobody@example.org", "clerk"]).exit_code == 1
    assert run(args=["accounts", "grant", "ann@example.org", "king"]).exit_code == 2
    assert run(args=["accounts", "create", "ann@example.org", "Ann"]).exit_code == 1
    assert run(args=["accounts", "create", "no address", "Ann"]).exit_code == 1
