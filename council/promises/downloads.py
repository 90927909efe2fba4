"""Promises as a table to take away."""

from __future__ import annotations

from flask import Response

from commons import cache, subjects
from commons.formats import iso
from commons.permits import audience
from commons.tables import csv_response
from council.promises import bp, queries
from council.promises.queries import PromiseRow

COLUMNS = (
    "code", "promise", "owner", "agency", "council", "measure", "review", "first_due_on", "due_on",
    "slips", "standing", "days_late", "made_at", "ended_at",
)  # fmt: skip


@bp.get("/promises.csv")
@audience("public")
def index_csv() -> Response:
    """All promises, a line each."""
    cache.keep(subjects.site_id())
    return csv_response("promises", COLUMNS, [_line(row) for row in queries.promises()])


def _line(row: PromiseRow) -> tuple[object, ...]:
    return (
        row.code,
        row.words,
        row.owner,
        row.agency,
        row.council,
        row.measure_path,
        row.review_code,
        iso(row.first_due_on),
        iso(row.due_on),
        row.slips,
        row.standing.value,
        row.days_late,
        iso(row.made_at),
        iso(row.ended_at),
    )
