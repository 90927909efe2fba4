"""Proposals as data: JSON, CSV and Atom of the same lists and pages."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from citizens.proposals import bp, queries, specs, tables
from citizens.proposals.tables import Filter, Row
from commons import api, cache, feeds, subjects
from commons.errors import NotFound
from commons.formats import iso
from commons.i18n import _
from commons.paging import whole_number
from commons.permits import audience
from commons.tables import csv_response
from commons.text import clean, excerpt
from commons.web import public_url

COLUMNS = (
    "code",
    "title",
    "kind",
    "state",
    "author",
    "addressee",
    "supports",
    "residents",
    "threshold",
    "opened_at",
    "supported_at",
    "answer_due_on",
    "days_late",
    "answer_kind",
    "answered_at",
)


@bp.get("/proposals.json")
@audience("public")
def index_json() -> Response:
    """Every public proposal, as JSON."""
    cache.keep(subjects.site_id())
    return api.answer({"proposals": [_values(row) for row in _rows()]})


@bp.get("/proposals.csv")
@audience("public")
def index_csv() -> Response:
    """Every public proposal, as a table."""
    cache.keep(subjects.site_id())
    return csv_response("proposals", COLUMNS, (_values(row).values() for row in _rows()))  # type: ignore[misc]


@bp.get("/proposals.atom")
@audience("public")
def index_atom() -> Response:
    """The newest proposals, as a feed."""
    cache.keep(subjects.site_id())
    entries = [
        feeds.Entry(
            id=public_url("citizens.proposals.show", code=row.code),
            title=row.title,
            url=public_url("citizens.proposals.show", code=row.code),
            at=row.opened_at,
            author=row.author,
            summary=excerpt(row.body),
        )
        for row in tables.all_proposals(Filter.ALL, limit=50)
        if row.opened_at
    ]
    url = public_url("citizens.proposals.index")
    return feeds.atom(title=_("Proposals by residents"), url=url, entries=entries)


@bp.get("/proposals/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """One proposal with its steps and its answer, as JSON."""
    page = queries.proposal_page(code, None)
    if page.hiding is not None or page.proposal.opened_at is None:
        raise NotFound
    cache.keep(page.site, page.proposal.subject)
    return api.answer(specs.document(page))


def _rows() -> list[Row]:
    name = request.args.get("show", "")
    kept = Filter(name) if name in set(Filter) else Filter.ALL
    words = clean(request.args.get("q"), lines=False)[:200]
    limit = whole_number(request.args.get("limit"))
    return tables.all_proposals(kept, words=words, limit=limit)


def _values(row: Row) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in COLUMNS}
    dates = ("opened_at", "supported_at", "answer_due_on", "answered_at")
    return found | {name: iso(found[name]) or None for name in dates}
