"""The public log as data."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from citizens.moderation import bp, queries
from commons import api, cache, subjects
from commons.formats import iso
from commons.permits import audience
from commons.tables import csv_response
from commons.web import public_url, whole

COLUMNS = ("id", "kind", "rule", "reason", "by", "hidden_at", "restored_at", "restored_why")


@bp.get("/moderation.csv")
@audience("public")
def log_csv() -> ResponseReturnValue:
    """The whole log as a table."""
    cache.keep(subjects.site_id())
    rows = [[row.get(column, "") for column in COLUMNS] for row in map(_row, queries.whole_log())]
    return csv_response("moderation", COLUMNS, rows, public_url("citizens.moderation.log"))


@bp.get("/moderation.json")
@audience("public")
def log_json() -> ResponseReturnValue:
    """The whole log as a document."""
    cache.keep(subjects.site_id())
    return api.answer({"moderation": [_row(each) for each in queries.whole_log()]})


def _row(entry: queries.LogEntry) -> dict[str, str | None]:
    return {
        "id": entry.subject,
        "kind": entry.kind,
        "url": whole(request.script_root + entry.path),
        "rule": str(entry.rule),
        "reason": entry.reason,
        "by": "moderator",
        "hidden_at": iso(entry.at),
        "restored_at": iso(entry.lifted_at) or None,
        "restored_why": entry.lift_reason or None,
        "sha256": entry.fingerprint,
    }
