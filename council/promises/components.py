"""Promises on other pages."""

from __future__ import annotations

from flask import render_template
from markupsafe import Markup

from commons.components import component
from council.councils.models import Council
from council.promises import queries
from council.promises.rules import Standing
from metrics.charters.models import Measure

STILL = (Standing.LATE, Standing.OPEN)


@component
def promises_of(measure: Measure) -> Markup:
    """The promises about a measure: the next one with its day, then the others."""
    rows = queries.of_measure(measure.id)
    still = [row for row in rows if row.standing in STILL]
    ended = [row for row in rows if row.standing not in STILL]
    return Markup(  # noqa: S704  rendered by an autoescaping template
        render_template("council/promises/_of_measure.html", still=still, ended=ended)
    )


@component
def open_promises_of(council: Council) -> Markup:
    """What a council still owes."""
    rows = queries.open_promises(council.id)
    return Markup(render_template("council/promises/_open.html", rows=rows))  # noqa: S704  as above
