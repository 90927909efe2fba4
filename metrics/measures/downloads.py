"""Files of measures: tidy CSV and the chart, from the same queries as the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Response, current_app, request

from commons import cache, formats, subjects
from commons.errors import NotFound
from commons.hashing import sha256
from commons.permits import audience
from commons.tables import csv_response
from metrics.charts.rules import Size
from metrics.charts.tables import line_chart, standalone
from metrics.measures import bp, forms, queries
from metrics.observations.queries import Known, Line
from metrics.observations.rules import SeriesKind

LIST_COLUMNS = (
    *("id", "slug", "title", "part", "goal", "lead_agency", "state", "status", "last_status"),
    *("unit", "direction", "latest_value", "latest_period", "latest_marker", "target_value"),
    *("target_due", "first_target_value", "targets_moved", "next_due", "url"),
)
COLUMNS = (
    *("measure", "is_total", "group", "county", "region", "period_label", "period_start"),
    *("period_end", "value", "marker", "state", "lower", "upper", "numerator", "denominator"),
    *("unit", "note", "source_url", "vintage", "release_id", "published_at", "charter"),
)


@bp.get("/measures.csv")
@audience("public")
def index_csv() -> Response:
    """The list as a table, one measure a row."""
    cache.keep(subjects.by_public_id(subjects.SITE))
    rows = queries.measure_rows(replace(forms.filters(), with_ended=True))
    return _tagged(csv_response("measures", LIST_COLUMNS, (_row(row) for row in rows)))


@bp.get("/measures/<slug>.csv")
@audience("public")
def show_csv(slug: str) -> Response:
    """Every public figure of a measure, one a row, as of a day if one is named."""
    asof = queries.day_of(request.args.get("asof"))
    page = queries.measure_page(slug, asof, whole_groups=True, pictures=False)
    cache.keep(page.measure.subject, page.site)
    name = f"{slug}-charter-{page.charter.number}-asof-{page.day.isoformat()}"
    base = current_app.config["PUBLIC_URL"]
    cite = f"{base}/cite/{page.measure.subject.public_id}"
    return _tagged(csv_response(name, COLUMNS, _figures(page), cite))


@bp.get("/measures/<slug>.svg")
@audience("public")
def show_svg(slug: str) -> Response:
    """The chart of a measure as a file of its own, as of a day if one is named."""
    asof = queries.day_of(request.args.get("asof"))
    page = queries.measure_page(slug, asof, pictures=False)
    cache.keep(page.measure.subject, page.site)
    if page.chart is None:
        raise NotFound
    size = Size.PHONE if request.args.get("size") == Size.PHONE else Size.WIDE
    drawing = standalone(line_chart(page.chart, size))
    response = Response(drawing, mimetype="image/svg+xml")
    response.headers["Access-Control-Allow-Origin"] = "*"
    return _tagged(response)


def _tagged(response: Response) -> Response:
    response.set_etag(sha256(response.get_data())[:20])
    response.make_conditional(request)
    return response


def _row(row: queries.Row) -> tuple[object, ...]:
    said = row.said
    return (
        *(row.public_id, row.slug, said.title, row.part.value, row.goal_slug, row.lead),
        *(row.state.value, row.status.value, row.last_status, said.unit, said.direction),
        *(said.latest, said.latest_label, said.latest_marker, said.target),
        *(said.target_due or said.target_due_text, said.first_target, row.targets_moved),
        *(formats.iso(row.next_due_on), row.url),
    )


def _figures(page: queries.MeasurePage) -> Iterator[tuple[object, ...]]:
    for line in page.lines:
        for known in line.figures:
            yield _figure(page, line, known)


def _figure(page: queries.MeasurePage, line: Line, known: Known) -> tuple[object, ...]:
    cell, kinds = known.cell, (SeriesKind.GROUP, SeriesKind.COUNTY, SeriesKind.REGION)
    dimensions = [line.label if line.kind is kind else "" for kind in kinds]
    is_total = "true" if line.kind is SeriesKind.TOTAL else "false"
    return (
        *(page.measure.slug, is_total, *dimensions, known.label),
        *(formats.iso(known.starts_on), formats.iso(known.ends_on), cell.text),
        *(cell.marker.value if cell.marker else "", cell.state.value, cell.lower, cell.upper),
        *(cell.numerator, cell.denominator, page.charter.unit, known.note, known.source_url),
        *(known.number, known.release_id, formats.iso(known.published_at), page.charter.number),
    )
