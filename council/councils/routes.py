"""Councils in public: who they are, what they want, who holds office."""

from __future__ import annotations

from flask import render_template

from commons import cache, subjects
from commons.permits import audience
from council.councils import bp, queries


@bp.get("/councils")
@audience("public")
def index() -> str:
    """Every council."""
    cache.keep(subjects.site_id())
    return render_template("council/councils/index.html", councils=queries.councils())


@bp.get("/councils/<slug>")
@audience("public")
def show(slug: str) -> str:
    """A council: its goal, its members, its objectives, what it decided and promised."""
    council, members = queries.council_with_members(slug)
    cache.keep(subjects.site_id(), council.subject_id)
    return render_template("council/councils/show.html", council=council, members=members)


@bp.get("/councils/offices")
@audience("public")
def offices() -> str:
    """Who holds which office, since when, and who acts for whom."""
    cache.keep(subjects.site_id())
    return render_template("council/councils/offices.html", offices=queries.offices())
