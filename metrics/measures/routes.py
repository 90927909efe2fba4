"""Pages of measures: the list, a measure, its targets, a charter, what changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from commons import cache
from commons.actors import current
from commons.paging import whole_number
from commons.permits import audience
from commons.subjects import SITE, by_public_id
from metrics.catalogue import queries as catalogue
from metrics.charters import queries as charters
from metrics.measures import bp, forms, goalpost, queries, specs, tables
from metrics.signals import queries as signals
from metrics.signals import tables as words


@bp.get("/measures")
@audience("public")
def index() -> str:
    """The measures of one part of the site, worst first or by name."""
    asked, page = queries.searched(forms.filters()), whole_number(request.args.get("page")) or 1
    counted = queries.counts(asked)
    shown = replace(asked, part=counted.part, limit=forms.PAGE, offset=(page - 1) * forms.PAGE)
    cache.keep(by_public_id(SITE))
    return render_template(
        "metrics/measures/index.html",
        rows=tables.ledger_rows(queries.measure_rows(shown)),
        list=forms.listing(shown, counted, page),
        goals=catalogue.goals(shown.part),
        agencies=queries.leads_of(counted.part),
    )


@bp.get("/measures/<slug>")
@audience("public")
def show(slug: str) -> ResponseReturnValue:
    """The measure as it is known, or was known at the end of the day in `?asof=`."""
    try:
        day = queries.day_of(request.args.get("asof"))
        page = queries.measure_page(slug, day, at_once=current().actor is None)
    except queries.NotYet as early:
        return render_template("metrics/measures/_not_yet.html", early=early), 404
    cache.keep(page.measure.subject, page.site)
    return render_template(
        "metrics/measures/show.html",
        page=page,
        m=page.measure,
        specs=specs,
        tables=tables,
        goalpost=goalpost,
        words=words,
    )


@bp.get("/measures/<slug>/targets")
@audience("public")
def targets(slug: str) -> str:
    """Every target the measure has had, with its author, its reason and today's verdict."""
    page = queries.measure_page(slug, pictures=False)
    cache.keep(page.measure.subject, page.site)
    return render_template(
        "metrics/measures/targets.html",
        page=page,
        m=page.measure,
        specs=specs,
        tables=tables,
        goalpost=goalpost,
        words=words,
    )


@bp.get("/measures/<slug>/charters/<int:number>")
@audience("public")
def charter(slug: str, number: int) -> str:
    """One version of what the measure means, beside the one before it."""
    measure = charters.by_slug(slug)
    found = charters.versions(measure.id)
    cache.keep(by_public_id(SITE), measure.subject)
    return render_template(
        "metrics/measures/charter.html", m=measure, **tables.charter_page(found, number)
    )


@bp.get("/measures/<slug>/changes")
@audience("public")
def changes(slug: str) -> str:
    """What happened to the measure, since the day in `?since=` when there is one."""
    measure = charters.by_slug(slug)
    since: date | None = queries.day_of(request.args.get("since"))
    events = signals.events_of(measure, since)
    cache.keep(by_public_id(SITE), measure.subject)
    return render_template(
        "metrics/measures/changes.html", m=measure, rows=tables.change_rows(events), since=since
    )
