"""Signing in, for tests that are about something else: a real session, without the form."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from citizens.accounts.models import Account
from citizens.accounts.operations import open_session
from citizens.accounts.sessions import SEEN
from commons import clock
from commons.db import db


def sign_in(app: Flask, client: FlaskClient, actor: Any) -> None:
    """From now on this client is `actor`, who has an account."""
    with app.app_context():
        account = db.session.scalar(select(Account).where(Account.actor_id == actor.id))
        assert account is not None, f"{actor.name} has no account, so nobody can sign in as them"
        key = open_session(account=account)
    sign_out(client)
    with client.session_transaction() as session:
        session.permanent = True
        session["_user_id"] = key
        session["_fresh"] = True
        session[SEEN] = int(clock.now().timestamp())


def sign_out(client: FlaskClient) -> None:
    """From now on this client is nobody: its cookies are gone."""
    for cookie in list((client._cookies or {}).values()):
        client.delete_cookie(cookie.key, domain=cookie.domain, path=cookie.path)
