"""The change feed: a month on one screen, every change, and the same as Atom, JSON and CSV."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from commons import api, cache, clock, feeds, subjects, tables
from commons.errors import Invalid, NotFound
from commons.formats import iso
from commons.i18n import _
from commons.paging import Page, whole_number
from commons.permits import audience
from commons.web import whole
from council.changes import bp, queries
from council.changes.rules import Group, month_bounds

FIRST_YEAR = 1900  # before it, days of a calendar and of the database may differ


@bp.get("/changes")
@audience("public")
def index() -> ResponseReturnValue:
    """What changed in a month, or since a day, and who changed it."""
    cache.keep(subjects.site_id())
    since, group, today = _since(), _group(), clock.today()
    first = _month() or today.replace(day=1)
    shown = queries.month(first.year, first.month)
    start, end = _bounds(since, first)
    before = whole_number(request.args.get("before"))
    page = queries.feed(group=group, start=start, end=end, before_id=before)
    return render_template(
        "council/changes/index.html", month=shown, page=page, group=group, since=since
    )


@bp.get("/changes.json")
@audience("public")
def index_json() -> Response:
    """The same changes as JSON, latest first; with a `limit`, `before` asks for what is older."""
    cache.keep(subjects.site_id())
    page = _page()
    return api.answer({"changes": [_document(c) for c in page.rows], "before": page.after})


@bp.get("/changes.csv")
@audience("public")
def index_csv() -> Response:
    """The same changes as a table."""
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
        for c in _page(queries.PAGE).rows
    ]
    return feeds.atom(title=_("Goalpost: what changed"), url=here, entries=entries)


def _here() -> str:
    return whole(url_for("council.changes.index"))


def _page(most: int | None = None) -> Page[queries.Change]:
    start, end = _bounds(_since(), _month())
    return queries.feed(
        group=_group(),
        start=start,
        end=end,
        before_id=whole_number(request.args.get("before")),
        limit=whole_number(request.args.get("limit")) or most,
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


def _bounds(since: date | None, first: date | None) -> tuple[datetime | None, datetime | None]:
    """From when until when: since a day, else in a month, else all."""
    if since or not first:
        return (clock.at_site(since, time(0)) if since else None), None
    _before, after = month_bounds(first.year, first.month)
    return clock.at_site(first, time(0)), clock.at_site(date(*after, 1), time(0))


def _month() -> date | None:
    asked = request.args.get("month")
    if not asked:
        return None
    parts = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", asked, re.ASCII)
    if parts is None or int(parts[1]) < FIRST_YEAR:
        raise Invalid({"month": _("Write the month as in 2026-03.")})
    first = date(int(parts[1]), int(parts[2]), 1)
    if first > clock.today():
        raise Invalid({"month": _("That month has not come yet.")})
    return first


def _since() -> date | None:
    asked = request.args.get("since")
    if not asked:
        return None
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise Invalid({"since": _("Write the day as in 2026-03-31.")}) from None
    if day.year < FIRST_YEAR:
        raise Invalid({"since": _("Write the day as in 2026-03-31.")})
    if day > clock.today():
        raise Invalid({"since": _("That day has not come yet.")})
    return day
