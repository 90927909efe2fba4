"""Signing in, for tests that are about something else."""

from __future__ import annotations

from typing import Any

from flask import Flask, request
from flask.testing import FlaskClient

from commons import actors, permits
from commons.actors import Actor, Identity
from commons.db import db
from commons.roles import Level

HEADER = "goalpost.test_actor"


def sign_in(app: Flask, client: FlaskClient, actor: Any) -> None:
    """From now on this client is `actor`."""
    client.environ_base[HEADER] = str(actor.id)
    with app.app_context():
        if permits._loaders in ([], [_identity]):  # INTERIM until accounts can open a session
            permits.identify_by(_identity)


def sign_out(client: FlaskClient) -> None:
    """From now on this client is nobody."""
    client.environ_base.pop(HEADER, None)


def _identity() -> Identity:
    number = request.environ.get(HEADER)
    if number is None:
        return actors.READER
    actor = db.session.get_one(Actor, int(number))
    return Identity(actor, Level.RESIDENT, actors.grants_of(actor.id))
