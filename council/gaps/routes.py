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
    gaps = queries.gaps()
    return api.answer(
        {
            "stale": [_figure(each) for each in gaps.stale],
            "no_data": [_figure(each) for each in gaps.never],
            "groups_without_data": [
                {"group": each.label, "measure": each.title, "url": each.path}
                for each in gaps.groups
            ],
            "owed": [
                {
                    "kind": each.kind,
                    "code": each.code,
                    "title": each.title,
                    "url": each.path,
                    "due": iso(each.due_on) or None,
                }
                for each in gaps.owed
            ],
            "archive": dict(gaps.archive),
        }
    )


def _figure(missing: queries.MissingFigure) -> dict[str, Any]:
    return {
        "title": missing.title,
        "url": missing.path,
        "goal": missing.goal,
        "last_period": missing.latest_label,
        "due": iso(missing.due_on) or None,
        "last_status": missing.last_status,
    }
