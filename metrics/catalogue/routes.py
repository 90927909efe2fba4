"""The page of all goals."""

from __future__ import annotations

from flask import render_template, request

from commons import cache
from commons.permits import audience
from commons.subjects import SITE, by_public_id
from metrics.catalogue import bp
from metrics.catalogue.rules import Part


@bp.get("/goals")
@audience("public")
def goals() -> str:
    """The goals of one part of the site, each with its measures counted by verdict."""
    asked = request.args.get("part", "")
    shown = asked if asked in list(Part) else Part.RUNNING.value
    cache.keep(by_public_id(SITE))
    return render_template("metrics/catalogue/goals.html", shown=str(shown))
