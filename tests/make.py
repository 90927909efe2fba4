"""What tests need to begin with, made by the real operations and never by inserting rows."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from citizens.accounts import operations as accounts
from citizens.ballots import operations as ballots
from citizens.ballots.models import Ballot
from citizens.proposals import operations as proposals
from citizens.proposals.models import Proposal
from citizens.supports import operations as supports
from commons import actors, clock
from commons.actors import Actor
from commons.roles import Level
from council.councils import operations as councils
from council.councils.models import Council
from council.councils.rules import Seat
from metrics.catalogue import operations as catalogue
from metrics.catalogue.models import Agency
from metrics.catalogue.rules import Part

_numbers = count(1)


def make_member(name: str | None = None, level: Level = Level.MEMBER) -> Actor:
    """Somebody with a confirmed address."""
    number = next(_numbers)
    account = accounts.make_example(
        actor=actors.system(),
        name=name or f"Person {number}",
        email=f"person{number}@example.org",
        level=level,
    )
    return account.actor


def make_resident(name: str | None = None) -> Actor:
    """Somebody who lives here, as far as we know."""
    return make_member(name, Level.RESIDENT)


def make_officer(role: str, name: str | None = None) -> Actor:
    """Somebody who holds an office everywhere."""
    number = next(_numbers)
    email = f"officer{number}@example.org"
    accounts.make_example(
        actor=actors.system(), name=name or f"The {role} {number}", email=email, office=role
    )
    return accounts.grant(email=email, role=role, reason="for a test")


def make_agency(name: str | None = None) -> Agency:
    """An agency."""
    return catalogue.add_agency(
        actor=actors.system(), name=name or f"Agency {next(_numbers)}", remit="What it does."
    )


def make_council(name: str | None = None, threshold: int = 25) -> Council:
    """A council for a goal of its own, with nobody in it."""
    number = next(_numbers)
    goal = catalogue.add_goal(
        actor=actors.system(),
        title=f"Goal {number}",
        summary="What everybody wants.",
        part=Part.RUNNING,
    )
    return councils.form(
        actor=actors.system(),
        goal=goal,
        name=name or f"Council {number}",
        summary="It answers.",
        threshold=threshold,
    )


def make_seat(
    council: Council, seat: Seat, agency: Agency | None = None, name: str | None = None
) -> Actor:
    """Somebody who sits in the council, with the office that goes with it."""
    person = make_member(name)
    councils.seat(actor=actors.system(), council=council, person=person, seat=seat, agency=agency)
    return person


def make_proposal(
    title: str = "Measure whether the boats leave on time",
    *,
    author: Actor | None = None,
    council: Council | None = None,
    **fields: Any,
) -> Proposal:
    """An open proposal, addressed to the council when one is given."""
    author = author or make_member()
    words = {"body": "From the landing it does not look like nearly all.", "how_noticed": ""}
    usual = {
        "addressee_id": council.subject_id if council else None,
        "threshold": council.threshold if council else 25,
        "once": f"test {next(_numbers)}",
    }
    proposal = proposals.draft(actor=author, title=title, **{**usual, **words, **fields})
    return proposals.open_(actor=author, proposal=proposal)


def make_supports(proposal: Proposal, number: int, level: Level = Level.RESIDENT) -> list[Actor]:
    """So many people support the proposal, and are counted."""
    people = [make_member(level=level) for _each in range(number)]
    for person in people:
        supports.give(actor=person, subject_id=proposal.subject_id, level=int(level))
    supports.count_changed()
    return people


def make_ballot(
    *over: Proposal, council: Council | None = None, hours: float = 48, **fields: Any
) -> Ballot:
    """An open ballot over these proposals, or over three of its own."""
    council = council or make_council()
    titles = ("Boats on time", "Buses on time", "Lifts that work")
    chosen = over or tuple(make_proposal(each, council=council) for each in titles)
    ballot = ballots.draft(
        actor=actors.system(),
        addressee_id=council.subject_id,
        title="Which measure first?",
        question="Which of these shall the council measure first?",
        options=[(each.title, "", each.subject_id) for each in chosen],
        closes_at=clock.now() + timedelta(hours=hours),
        **fields,
    )
    return ballots.open_(actor=actors.system(), ballot=ballot)
