"""Ballots as data."""

from __future__ import annotations

from flask import Response

from citizens.ballots import bp, queries, tables
from citizens.ballots.rules import BallotState
from commons import api
from commons.formats import iso
from commons.permits import audience


@bp.get("/ballots.json")
@audience("public")
def index_json() -> Response:
    """Every ballot, as JSON."""
    return api.answer(
        {
            "ballots": [
                {
                    "code": ballot.subject.public_id,
                    "title": ballot.subject.title,
                    "question": ballot.question,
                    "state": ballot.state,
                    "opens_at": iso(ballot.opens_at),
                    "closes_at": iso(ballot.closes_at),
                    "published_at": iso(ballot.published_at) or None,
                }
                for ballot in queries.ballots()
            ]
        }
    )


@bp.get("/ballots/<code>/record.json")
@audience("public")
def record_json(code: str) -> Response:
    """The whole of a ballot; while it is open, without any count."""
    ballot = queries.public_by_code(code)
    document = tables.record(ballot)
    if ballot.state is BallotState.PUBLISHED:
        document["answer"] = ballot.answer or None
    return api.answer(dict(document))
