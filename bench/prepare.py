"""Fills the instance that bench/pages.py measures, and prints what it needs as JSON."""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select

from app import create_app
from citizens.accounts.operations import make_example, open_session
from citizens.accounts.sessions import SEEN
from citizens.ballots.models import Ballot
from citizens.ballots.rules import BallotState
from citizens.comments.operations import say
from citizens.comments.rules import Side
from citizens.proposals import operations as proposals
from commons import actors, clock
from commons.actors import Actor
from commons.db import db, operation
from commons.release import release
from commons.roles import Level
from commons.subjects import Subject

PEOPLE = 64
COMMENTS = 1_000


@operation(durable=True)
def talk(people: list[Actor]) -> Subject:
    """A proposal that 1,000 comments are about."""
    proposal = proposals.draft(
        actor=people[0],
        title="Count how long people wait at the stop in the evening",
        body="After eight the boards go dark, and nobody knows whether a bus will come.",
        once=secrets.token_hex(16),
    )
    proposals.open_(actor=people[0], proposal=proposal)
    for number in range(COMMENTS):
        say(
            actor=people[number % PEOPLE],
            about=proposal.subject.public_id,
            body=f"I waited {number % 40} minutes on Tuesday, and I was not the only one there.",
            side=list(Side)[number % 3],
            once=secrets.token_hex(16),
        )
    return proposal.subject


@operation(durable=True)
def settle() -> list[tuple[Actor, str]]:
    """People with open sessions."""
    found = []
    for number in range(PEOPLE):
        account = make_example(
            actor=actors.system(),
            name=f"Measured Person {secrets.token_hex(3)}",
            email=f"measured{number}@example.org",
            level=Level.RESIDENT,
        )
        found.append((account.actor, open_session(account=account)))
    return found


def cookie(app: Flask, key: str) -> tuple[str, str]:
    """A signed session cookie, and the token that goes with it."""
    raw = secrets.token_hex(20)
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    held = {
        "_user_id": key,
        "_fresh": True,
        "_permanent": True,
        SEEN: int(clock.now().timestamp()) + 3600,  # a browser keeps the newer ones it is sent
        "csrf_token": raw,
    }
    token = URLSafeTimedSerializer(app.config["SECRET_KEY"], salt="wtf-csrf-token").dumps(raw)
    return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(held)}", str(token)


def script(cookies: list[tuple[str, str]], body: str) -> str:
    """A wrk script in which each request is another person's; `{once}` is new in each."""
    people = ",".join(f'{{"{held}","{token}"}}' for held, token in cookies)
    return f"""
local people = {{{people}}}
local n, start = 0, {secrets.randbelow(10**9)}
request = function()
  n = n + 1
  local one = people[(n % #people) + 1]
  local mark = string.format("%032x", start + n)
  local body = "csrf_token=" .. one[2] .. ("{body}"):gsub("{{once}}", mark)
  local headers = {{["Cookie"]=one[1], ["Content-Type"]="application/x-www-form-urlencoded"}}
  return wrk.format("POST", nil, headers, body)
end
"""


@contextmanager
def quiet() -> Iterator[None]:
    """What is said on the way goes to standard error, so that the answer stands alone."""
    with redirect_stdout(sys.stderr):
        yield


def main() -> None:
    """The instance is filled; prints addresses and scripts."""
    app = create_app()
    with app.app_context(), quiet():
        release(app)
        people = settle()
        proposal = talk([actor for actor, _key in people])
        cookies = [cookie(app, key) for _actor, key in people]
        ballot = db.session.scalars(
            select(Subject)
            .join(Ballot, Ballot.subject_id == Subject.id)
            .where(Ballot.state == BallotState.OPEN)
        ).first()
        comment = f"&about={proposal.public_id}&side=for&once={{once}}&body=I+waited+too+{{once}}"
        answer = {
            "cookie": cookies[0][0],
            "home": "/",
            "measure": "/measures/sailings-on-time",
            "csv": "/measures/sailings-on-time.csv",
            "proposal": proposal.path,
            "comment_path": "/comments",
            "comment_lua": script(cookies, comment),
            "ballot_path": f"{ballot.path}/paper" if ballot else "",
            "ballot_lua": script(cookies, "&choice=1&choice=2"),
        }
    sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
