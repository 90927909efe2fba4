"""Ballots as data."""

from __future__ import annotations

from flask import Response

from citizens.ballots import bp, queries, tables
from citizens.ballots.rules import BallotState
from commons import api, cache, subjects
from commons.permits import audience


@bp.get("/ballots.json")
@audience("public")
def index_json() -> Response:
    """Every ballot, as JSON."""
    cache.keep(subjects.site_id())
    return api.answer({"ballots": [tables.line(ballot) for ballot in queries.ballots()]})


@bp.get("/ballots/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """A ballot with its options; once its result is published, with the count."""
    return record_json(code)


@bp.get("/ballots/<code>/record.json")
@audience("public")
def record_json(code: str) -> Response:
    """The whole of a ballot; while it is open, without any count."""
    ballot = queries.public_by_code(code)
    cache.keep(subjects.site_id(), ballot.subject_id)
    document = tables.record(ballot, queries.shown_options(ballot))
    if ballot.state is BallotState.PUBLISHED:
        document["answer"] = ballot.answer or None
    return api.answer(dict(document))
