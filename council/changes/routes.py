"""The change feed: a month on one screen, every change, and the same as Atom, JSON and CSV."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commons import api, cache, clock, feeds, subjects, tables
from commons.errors import NotFound
from commons.formats import iso
from commons.i18n import _
from commons.paging import Page, whole_number
from commons.permits import audience
from commons.web import whole
from council.changes import bp, queries
from council.changes.rules import Group


@bp.get("/changes")
@audience("public")
def index() -> ResponseReturnValue:
    """What changed in a month, or since a day, and who changed it."""
    cache.keep(subjects.site_id())
    year, month = _asked_month()
    since = _day(request.args.get("since"))
    group = _group()
    shown = queries.month(year, month)
    start = clock.at_site(since or shown.first, time(0))
    end = None if since else clock.at_site(date(*_next(year, month), 1), time(0))
    page = queries.feed(
        group=group, start=start, end=end, before_id=whole_number(request.args.get("before"))
    )
    return render_template(
        "council/changes/index.html", month=shown, page=page, group=group, since=since
    )


@bp.get("/changes.json")
@audience("public")
def index_json() -> Response:
    """The feed as JSON, latest first; `before` asks for what is older."""
    cache.keep(subjects.site_id())
    page = _page()
    return api.answer({"changes": [_document(c) for c in page.rows], "before": page.after})


@bp.get("/changes.csv")
@audience("public")
def index_csv() -> Response:
    """The feed as a table."""
    cache.keep(subjects.site_id())
    columns = ("entry", "at", "kind", "subject", "title", "change", "by", "reason")
    rows = (
        (c.entry, iso(c.at), c.kind, c.code, c.title, c.words, c.by, c.data.get("reason", ""))
        for c in _page().rows
    )
    return tables.csv_response("changes", columns, rows, cite=_here())


@bp.get("/changes.atom")
@audience("public")
def index_atom() -> Response:
    """The feed as Atom."""
    cache.keep(subjects.site_id())
    here = _here()
    entries = [
        feeds.Entry(
            id=f"{here}#{c.entry}",
            title=f"{c.label}: {c.words}",
            url=whole(request.script_root + c.path),
            at=c.at,
            author=c.by,
            summary=str(c.data.get("reason") or c.words),
        )
        for c in _page().rows
    ]
    return feeds.atom(title=_("Goalpost: what changed"), url=here, entries=entries)


def _here() -> str:
    return whole(url_for("council.changes.index"))


def _page() -> Page[queries.Change]:
    since = _day(request.args.get("since"))
    return queries.feed(
        group=_group(),
        start=clock.at_site(since, time(0)) if since else None,
        before_id=whole_number(request.args.get("before")),
        limit=whole_number(request.args.get("limit"), most=500) or queries.PAGE,
    )


def _document(change: queries.Change) -> dict[str, Any]:
    return {
        "entry": change.entry,
        "at": iso(change.at),
        "kind": change.kind,
        "subject": change.code,
        "title": change.title,
        "url": change.path,
        "change": change.words,
        "by": change.by,
        "data": change.data,
    }


def _group() -> Group | None:
    asked = request.args.get("kind")
    if not asked:
        return None
    try:
        return Group(asked)
    except ValueError:
        raise NotFound from None


def _asked_month() -> tuple[int, int]:
    asked = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", request.args.get("month", ""))
    if asked:
        return int(asked[1]), int(asked[2])
    today = clock.today()
    return today.year, today.month


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _day(text: str | None) -> date | None:
    try:
        return datetime.strptime(text or "", "%Y-%m-%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None
