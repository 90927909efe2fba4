"""Measures on the pages of others."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from commons.components import component, part
from commons.i18n import _
from metrics.catalogue import queries as catalogue
from metrics.catalogue.rules import Part
from metrics.measures import tables
from metrics.measures.queries import (
    Counts,
    Filters,
    counts_by_goal,
    measure_rows,
)
from metrics.signals import specs as counting
from metrics.signals import tables as words


@component
def measure_ledger_of(measure_ids: Sequence[int]) -> Markup:
    """The ledger of the measures of these row numbers, worst first."""
    rows = measure_rows(Filters(rows=list(measure_ids), with_ended=True))
    return part(
        "metrics/measures/_ledger.html",
        rows=tables.ledger_rows(rows),
        caption=_("Its measures, worst first"),
    )


@component
def measure_counts(counted: Counts, url: str = "/measures") -> Markup:
    """How many measures stand where, each count a link to their list."""
    return part("metrics/measures/_counts.html", strip=_strip(counted, url))


def _strip(counted: Counts, url: str) -> tuple[list[counting.Counted], str]:
    """The counts with their lists, and what stands under them."""
    found = counting.heads(counted.by_status)
    linked = counting.linked(found, lambda asked: _asked(url, counted.part, asked))
    return linked, counting.heads_note(found)


def _asked(url: str, shown: Part, status: str) -> str:
    mark = "&" if "?" in url else "?"
    return words.in_language(url) + f"{mark}part={shown.value}&status={status}"


@component
def goals_overview(shown: str) -> Markup:
    """The goals of a part of the site, each with the counts of its measures; no averages."""
    wanted = Part(shown)
    counted = counts_by_goal(wanted)
    rows = [
        (goal, own, _strip(own, f"/measures?goal={goal.slug}") if own else None)
        for goal in catalogue.goals(wanted)
        for own in [counted.get(goal.slug)]
    ]
    told = {row[0].summary for row in rows}
    return part(
        "metrics/measures/_goals.html",
        rows=rows,
        summary=told.pop() if len(told) == 1 and len(rows) > 1 else "",
    )
