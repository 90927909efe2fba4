"""Reviews on other pages."""

from __future__ import annotations

from typing import Any

from flask import render_template
from markupsafe import Markup

from commons.components import component, part
from council.councils.models import Council
from council.reviews import bp, queries, tables
from metrics.catalogue.models import Area
from metrics.signals.queries import Summary
from metrics.signals.tables import figure_words


@bp.app_template_filter("latest_words")
def latest_words(summary: dict[str, Any]) -> str:
    """The newest figure of a measure with its unit."""
    said = Summary(**summary)
    return figure_words(said.latest, said.latest_marker, said)


@component
def next_review() -> Markup:
    """The review on now, or the next one, for the home page."""
    return Markup(  # noqa: S704  rendered by an autoescaping template
        render_template("council/reviews/_next.html", row=queries.next_review())
    )


@component
def reviews_near(area: Area) -> Markup:
    """The reviews to come that are held in a county, or look at a measure with a figure of it."""
    rows = tables.reviews_near(area)
    return part("council/reviews/_near.html", rows=rows)


@component
def reviews_of(council: Council) -> Markup:
    """A council's reviews: on now, next, held and cancelled."""
    found = queries.calendar(council_id=council.id)
    return Markup(render_template("council/reviews/_of_council.html", calendar=found))  # noqa: S704  as above
