"""A council at work on an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from citizens.proposals import jobs as proposal_jobs
from citizens.proposals.models import Proposal
from citizens.proposals.queries import by_code
from citizens.proposals.rules import AnswerKind
from commons.actors import Actor
from council.councils.models import Council
from council.councils.rules import Seat
from council.decisions import operations
from council.decisions.models import Answer
from metrics.catalogue.models import Agency
from metrics.charters.rules import CharterFields
from tests.make import make_agency, make_council, make_proposal, make_seat, make_supports

CHARTER = CharterFields(title="Boats on time", definition="Left within 2 minutes.", unit="percent")


@dataclass
class Room:
    """A council with a chair, two directors and a clerk, and a proposal that it must answer."""

    council: Council
    ferries: Agency
    chair: Actor
    director: Actor
    other: Actor
    clerk: Actor
    proposal: Proposal

    @property
    def code(self) -> str:
        """The id of the proposal."""
        return self.proposal.subject.public_id


def make_room(supports: int = 1) -> Room:
    """The room, the proposal being supported by so many residents."""
    council = make_council(threshold=1)
    ferries, roads = make_agency(), make_agency()
    room = Room(
        council=council,
        ferries=ferries,
        chair=make_seat(council, Seat.CHAIR),
        director=make_seat(council, Seat.DIRECTOR, ferries),
        other=make_seat(council, Seat.DIRECTOR, roads),
        clerk=make_seat(council, Seat.CLERK),
        proposal=make_proposal(council=council),
    )
    make_supports(room.proposal, supports)
    proposal_jobs.reached_threshold()
    return room


def draft(room: Room, *, declines: bool = False, **fields: Any) -> Answer:
    """The clerk drafts that the council adopts this, or declines it."""
    adopts = not declines
    words: dict[str, Any] = {
        "reason": "It is the first question that islanders ask.",
        "lead_agency": room.ferries if adopts else None,
        "charter": CHARTER if adopts else None,
        **fields,
    }
    return operations.draft_answer(
        actor=room.clerk,
        proposal=by_code(room.proposal.subject.public_id),
        council=room.council,
        kind=AnswerKind.ADOPTED if adopts else AnswerKind.DECLINED,
        **words,
    )
