"""Strategies in public."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from commons import cache, subjects
from commons.permits import audience
from council.strategies import bp, queries


@bp.get("/strategies")
@audience("public")
def index() -> ResponseReturnValue:
    """What councils do about their measures."""
    cache.keep(subjects.site_id())
    return render_template("council/strategies/index.html", rows=queries.strategies())


@bp.get("/strategies/<code>")
@audience("public")
def show(code: str) -> ResponseReturnValue:
    """A strategy with each of its moves."""
    page = queries.strategy_page(code)
    cache.keep(subjects.site_id(), page.strategy.subject_id)
    return render_template("council/strategies/show.html", page=page, row=page.row)
