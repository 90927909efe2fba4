"""Every route as every kind of person, with things of one council and of none: never a 500.

What a page shows is tested elsewhere; here is who is let in, and that whoever is not, nor asks for
something that exists, gets an answer in words.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.routing import Rule

from commons import actors
from commons.actors import Actor, RoleGrant
from commons.db import db
from commons.permits import audience_of
from commons.roles import Grant, Level, is_admitted
from commons.subjects import Subject
from tests.make import make_member, make_resident
from tests.sign_in import sign_in

ANSWERS = frozenset({200, 204, 302, 303, 400, 403, 404, 409, 422})
STAYS = frozenset({"sign_out", "erase", "end_session", "change_password", "example"})
ODD = "M-2026-9é\x01"
KINDS = {
    "supports": "comment", "following": "measure", "moderation": "comment", "live": "review",
    "cite": "proposal", "goals": "goal", "councils": "council", "agencies": "agency",
    "counties": "area", "measures": "measure", "proposals": "proposal", "ballots": "ballot",
    "comments": "comment", "reviews": "review", "records": "review", "strategies": "strategy",
    "promises": "promise", "questions": "question", "objectives": "objective",
}  # fmt: skip


def things() -> dict[str, tuple[str, str]]:
    """For each kind the public id of one thing, and the last part of its address."""
    found = {}
    for subject in db.session.scalars(select(Subject).order_by(Subject.id)):
        found[subject.kind] = (subject.public_id, subject.path.rsplit("/", 1)[-1])
    return found


def people() -> dict[str, Actor | None]:
    """A reader, a member, a resident, and one holder of each office."""
    roles = db.session.scalars(select(RoleGrant.role).distinct().order_by(RoleGrant.role)).all()
    held: dict[str, Actor | None] = {
        role: actors.holders(role)[0] for role in roles if actors.holders(role)
    }
    return {"reader": None, "member": make_member(), "resident": make_resident()} | held


def addresses(app: Flask, rule: Rule, known: dict[str, tuple[str, str]]) -> Iterator[str]:
    """The route with a thing that exists, and with one that never did."""
    part = f"{rule.rule.removeprefix('/desk')}//".split("/")[1]
    code, slug = known.get(KINDS.get(part, ""), (ODD, ODD))
    numbers = {name: 1 for name, kind in rule._converters.items() if kind.regex == r"\d+"}
    adapter = app.url_map.bind("localhost")
    for codes, slugs in ((code, slug), (ODD, ODD)):
        values = dict.fromkeys(rule.arguments, "1") | numbers
        values |= {"code": codes, "slug": slugs}
        yield adapter.build(
            rule.endpoint, {k: v for k, v in values.items() if k in rule.arguments},
            method="POST" if "POST" in (rule.methods or ()) else "GET",
        )  # fmt: skip
        if not rule.arguments:
            return


def routes(app: Flask, role: str) -> Iterator[tuple[Rule, str]]:
    """What this person tries: all that writes, the desks; readers every page too."""
    for rule in app.url_map.iter_rules():
        names = audience_of(app, rule.endpoint)
        if not names or rule.endpoint.rsplit(".", 1)[-1] in STAYS:
            continue
        writes = "POST" in (rule.methods or ())
        if writes or rule.rule.startswith("/desk") or role == "reader":
            yield rule, "POST" if writes else "GET"


def csrf_token(app: Flask, client: FlaskClient) -> str:
    """What every form of this client holds."""
    with client.session_transaction() as session:
        session["csrf_token"] = "a secret of one session"
    signer = URLSafeTimedSerializer(str(app.secret_key), salt="wtf-csrf-token")
    return str(signer.dumps("a secret of one session"))


def walk(app: Flask, role: str, actor: Actor | None) -> list[str]:
    """What is wrong with the answers that this person gets."""
    known, faults = things(), []
    client = app.test_client()
    level = Level.READER
    grants: frozenset[Grant] = frozenset()
    if actor is not None:
        level = Level.RESIDENT if role == "resident" else Level.MEMBER
        grants = actors.grants_of(actor.id)
        sign_in(app, client, actor)
    token = csrf_token(app, client)
    for rule, method in routes(app, role):
        admitted = is_admitted(audience_of(app, rule.endpoint), level, grants)
        for url in list(addresses(app, rule, known))[: 2 if admitted else 1]:
            data = {"csrf_token": token} if method == "POST" else None
            answer = client.open(url, method=method, data=data)
            db.session.rollback()
            status = answer.status_code
            answer.close()
            if status not in ANSWERS or (status not in (303, 403) and not admitted):
                faults.append(f"{role}: {method} {url} answered {status}")
    return faults


@pytest.mark.demonstration
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_route_answers_everybody_in_words_and_lets_in_its_audience(app: Flask) -> None:
    faults = [fault for role, who in people().items() for fault in walk(app, role, who)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_form_is_taken_without_the_token_of_its_session(app: Flask) -> None:
    client = app.test_client()
    sign_in(app, client, make_resident())
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or ()):
            for url in addresses(app, rule, {}):
                for data in ({}, {"csrf_token": "of somebody else"}):
                    assert client.post(url, data=data).status_code == 400, url
