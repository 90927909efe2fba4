"""The published record of a ballot: what was asked, how many ticked what, how it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from citizens.ballots import rules
from citizens.ballots.models import Ballot
from citizens.ballots.queries import ShownOption
from commons.formats import iso
from commons.hashing import Json

TIES = "more ticks first; then the SHA-256 of '<code>:<position>', in hexadecimal, ascending"


def line(ballot: Ballot) -> dict[str, Any]:
    """A ballot as a line of the list of all."""
    return {
        "code": ballot.subject.public_id,
        "title": ballot.subject.title,
        "question": ballot.question,
        "state": ballot.state,
        "opens_at": iso(ballot.opens_at),
        "closes_at": iso(ballot.closes_at),
        "published_at": iso(ballot.published_at) or None,
    }


def record(ballot: Ballot, options: Sequence[ShownOption]) -> dict[str, Json]:
    """The whole of a ballot as a document that anyone can check by counting again."""
    result: dict[str, Any] = ballot.result or {}
    ticks = {row["position"]: row for row in result.get("options", [])}
    return {
        "code": ballot.subject.public_id,
        "title": ballot.subject.title,
        "question": ballot.question,
        "explanation": ballot.explanation,
        "status": "advice to the council; not an election",
        "state": ballot.state.value,
        "method": "approval",
        "ties": TIES,
        "least_level": ballot.level,
        "places": ballot.places,
        "most_ticks": ballot.most_ticks,
        "opens_at": iso(ballot.opens_at),
        "closes_at": iso(ballot.closes_at),
        "published_at": iso(ballot.published_at),
        "answer_due_on": iso(ballot.answer_due_on),
        "papers": result.get("papers"),
        "withdrawn": result.get("withdrawn"),
        "changed": result.get("changed"),
        "papers_by_level": result.get("papers_by_level"),
        "options": [
            {
                "position": option.position,
                "title": option.title,
                "about": option.about.public_id if option.about else None,
                "tie_key": rules.tie_key(ballot.subject.public_id, option.position),
                **{
                    key: ticks.get(option.position, {}).get(key)
                    for key in ("approvals", "rank", "wins", "tied", "by_level")
                },
            }
            for option in options
        ],
    }
