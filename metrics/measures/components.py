"""Measures on the pages of others."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from commons.components import component, part
from commons.i18n import _
from metrics.catalogue import queries as catalogue
from metrics.catalogue.rules import Part
from metrics.charters.models import Measure
from metrics.measures import specs, tables
from metrics.measures.queries import (
    Counts,
    Filters,
    Row,
    counts_by_goal,
    measure_page,
    measure_rows,
)
from metrics.signals import tables as words


@component
def measure_ledger(
    rows: Sequence[Row], caption: str, *, lead: bool = False, short: bool = False
) -> Markup:
    """The ledger of these measures, in their order."""
    return part(
        "metrics/measures/_ledger.html",
        rows=tables.ledger_rows(rows),
        caption=caption,
        lead=lead,
        short=short,
    )


@component
def measure_ledger_of(measure_ids: Sequence[int]) -> Markup:
    """The ledger of the measures of these row numbers, worst first."""
    rows = measure_rows(Filters(rows=list(measure_ids), with_ended=True))
    return measure_ledger(rows, _("Its measures, worst first"))


@component
def measure_counts(counted: Counts, url: str = "/measures") -> Markup:
    """How many measures stand where, each count a link to their list."""
    return part("metrics/measures/_counts.html", counts=count_rows(counted, url), counted=counted)


def count_rows(counted: Counts, url: str = "/measures") -> list[dict[str, object]]:
    """The counts as their macro draws them."""
    mark = "&" if "?" in url else "?"
    return [
        {
            "count": count,
            "key": status.value,
            "label": words.status_word(status),
            "url": words.in_language(url)
            + f"{mark}part={counted.part.value}&status={status.value}",
        }
        for status, count in counted.by_status.items()
    ]


@component
def chart_of(measure: Measure) -> Markup:
    """The chart of a measure as it stands, with its sentence and its source."""
    page = measure_page(measure.slug)
    if page.drawn is None:
        return Markup()
    return part(
        "metrics/measures/_chart.html",
        drawn=page.drawn,
        sentence=specs.chart_sentence(page),
        source=specs.source_line(page),
    )


@component
def goals_overview(shown: str) -> Markup:
    """The goals of a part of the site, each with the counts of its measures; no averages."""
    wanted = Part(shown)
    counted = counts_by_goal(wanted)
    rows = [
        (goal, count_rows(counted[goal.slug], f"/measures?goal={goal.slug}"), counted[goal.slug])
        if goal.slug in counted
        else (goal, [], None)
        for goal in catalogue.goals(wanted)
    ]
    return part("metrics/measures/_goals.html", rows=rows, part=wanted)
