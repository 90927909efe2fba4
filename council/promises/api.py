"""Promises as data."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from commons import cache, subjects
from commons.api import answer
from commons.formats import iso
from commons.permits import audience
from council.promises import bp, queries
from council.promises.queries import PromiseRow

FIELDS = (
    "code", "words", "owner", "agency", "by_governor", "council", "council_path", "measure",
    "measure_path", "review", "review_code", "first_due_on", "due_on", "slips", "standing",
    "days_late", "made_at", "ended_at", "last_note",
)  # fmt: skip


@bp.get("/promises.json")
@audience("public")
def index_json() -> Response:
    """All promises."""
    cache.keep(subjects.site_id())
    return answer({"promises": [as_data(row) for row in queries.promises()]})


@bp.get("/promises/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """One promise with its history."""
    page = queries.promise_page(code)
    cache.keep(subjects.site_id(), page.promise.subject_id)
    moves = [
        {
            "kind": move.kind.value,
            "at": iso(move.at),
            "by": move.actor.name,
            "old_due_on": iso(move.old_due_on),
            "due_on": iso(move.due_on),
            "state": move.state.value,
            "note": move.note,
        }
        for move in page.moves
    ]
    return answer(as_data(page.row) | {"moves": moves})


def as_data(row: PromiseRow) -> dict[str, Any]:
    """A promise as plain values."""
    values = asdict(row)
    dates = {name: iso(values[name]) for name in ("first_due_on", "due_on", "made_at", "ended_at")}
    return {name: values[name] for name in FIELDS} | dates | {"standing": row.standing.value}
