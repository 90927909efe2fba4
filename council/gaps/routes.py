"""What the site does not tell, told."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from commons import api, cache, subjects
from commons.formats import iso
from commons.permits import audience
from council.gaps import bp, queries


@bp.get("/gaps")
@audience("public")
def index() -> str:
    """Stale measures, groups without data, late answers, cancelled reviews, broken promises."""
    cache.keep(subjects.site_id())
    return render_template("council/gaps/index.html", gaps=queries.gaps())


@bp.get("/gaps.json")
@audience("public")
def index_json() -> Response:
    """The same as JSON."""
    cache.keep(subjects.site_id())
    return api.answer(_document(queries.gaps()))


def _document(gaps: queries.Gaps) -> dict[str, Any]:
    return {
        "stale": [_figure(each) for each in gaps.stale],
        "no_data": [_figure(each) for each in gaps.never],
        "groups_without_data": [
            {"group": each.label, "measure": each.title, "url": each.path} for each in gaps.groups
        ],
        "owed": [_owed(each) for each in gaps.owed],
        "archive": dict(gaps.archive),
    }


def _owed(owed: queries.Owed) -> dict[str, Any]:
    return {
        "kind": owed.kind,
        "code": owed.code,
        "title": owed.title,
        "url": owed.path,
        "due": iso(owed.due_on) or None,
    }


def _figure(missing: queries.MissingFigure) -> dict[str, Any]:
    return {
        "title": missing.title,
        "url": missing.path,
        "goal": missing.goal,
        "last_period": missing.latest_label,
        "due": iso(missing.due_on) or None,
        "last_status": missing.last_status,
    }
