"""A council's objectives on other pages."""

from __future__ import annotations

from flask import render_template, request
from markupsafe import Markup

from commons.components import component
from council.councils.models import Council
from council.objectives import bp, queries


@component
def objectives_of(council: Council) -> Markup:
    """What the council wants to change, who leads, who contributes what."""
    rows = queries.of_council(council.id)
    return Markup(  # noqa: S704  rendered by Jinja, escaped there
        render_template("council/objectives/_objectives_of.html", rows=rows)
    )


@bp.app_template_filter("objective_rows")
def objective_rows(rows: list[queries.ObjectiveRow]) -> list[list[str]]:
    """The cells of the list of objectives."""
    anchor, root = Markup('<a href="{}">{}</a>'), request.script_root
    return [
        [
            anchor.format(root + row.path, row.title),
            row.lead,
            anchor.format(root + row.council_path, row.council),
            str(row.measures),
        ]
        for row in rows
    ]
