"""Objectives in public."""

from __future__ import annotations

from flask import Response, render_template

from commons import api, cache, subjects, tables
from commons.permits import audience
from council.objectives import bp, queries

COLUMNS = ("code", "title", "lead", "council", "state", "measures")


@bp.get("/objectives")
@audience("public")
def index() -> str:
    """Every objective with its lead."""
    cache.keep(subjects.site_id())
    return render_template("council/objectives/index.html", rows=queries.rows())


@bp.get("/objectives.json")
@audience("public")
def index_json() -> Response:
    """Every objective, as JSON."""
    cache.keep(subjects.site_id())
    rows = [{name: getattr(row, name) for name in COLUMNS} for row in queries.rows()]
    return api.answer({"objectives": rows})


@bp.get("/objectives.csv")
@audience("public")
def index_csv() -> Response:
    """Every objective, as a table."""
    cache.keep(subjects.site_id())
    rows = ([getattr(row, name) for name in COLUMNS] for row in queries.rows())
    return tables.csv_response("objectives", COLUMNS, rows)


@bp.get("/objectives/<code>")
@audience("public")
def show(code: str) -> str:
    """One objective: its words and their past, its lead, the parts of others, its measures."""
    page = queries.objective(code)
    cache.keep(subjects.site_id(), page.objective.subject_id)
    return render_template("council/objectives/show.html", page=page)
