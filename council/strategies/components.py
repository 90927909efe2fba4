"""Strategies on other pages."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from commons.components import component
from council.strategies import queries
from metrics.charters.models import Measure


@component
def strategies_of(measure: Measure) -> Markup:
    """What is done about a measure."""
    rows = queries.of_measure(measure.id)
    return Markup(render_template("council/strategies/_of_measure.html", rows=rows))  # noqa: S704  rendered by an autoescaping template
