"""Goals, agencies and counties as data, from the same queries as their pages."""

from __future__ import annotations

from typing import Any

from flask import Response

from commons import api, cache, subjects
from commons.permits import audience
from council.front import bp, queries
from metrics.catalogue import queries as catalogue
from metrics.catalogue.models import Agency, Area, Goal
from metrics.catalogue.rules import Part
from metrics.measures.queries import AreaFigure, Counts, Filters, counts_by_goal, measure_rows
from metrics.measures.tables import as_data


@bp.get("/goals.json")
@audience("public")
def goals_json() -> Response:
    """The goals of both parts, each with its measures counted by verdict."""
    cache.keep(subjects.site_id())
    counted = {**counts_by_goal(Part.RUNNING), **counts_by_goal(Part.ARCHIVE)}
    rows = [_goal(goal, counted.get(goal.slug, Counts())) for goal in catalogue.goals()]
    return api.answer({"goals": rows})


@bp.get("/goals/<slug>.json")
@audience("public")
def goal_json(slug: str) -> Response:
    """A goal with its measures, worst first."""
    goal = catalogue.goal(slug)
    cache.keep(subjects.site_id(), goal.subject_id)
    rows = measure_rows(Filters(part=goal.part, goal=slug))
    counted = counts_by_goal(goal.part).get(slug, Counts())
    return api.answer(_goal(goal, counted) | {"measures": [as_data(row) for row in rows]})


@bp.get("/agencies.json")
@audience("public")
def agencies_json() -> Response:
    """Every agency."""
    cache.keep(subjects.site_id())
    return api.answer({"agencies": [_agency(each) for each in catalogue.agencies()]})


@bp.get("/agencies/<slug>.json")
@audience("public")
def agency_json(slug: str) -> Response:
    """An agency with the measures that it leads and those in which it has a part."""
    agency, rows = catalogue.agency(slug), measure_rows(Filters(agency=slug))
    cache.keep(subjects.site_id(), agency.subject_id)
    leads = [as_data(row) for row in rows if row.lead_slug == slug]
    others = [as_data(row) for row in rows if row.lead_slug != slug]
    return api.answer(_agency(agency) | {"leads": leads, "contributes": others})


@bp.get("/counties.json")
@audience("public")
def counties_json() -> Response:
    """Every county and region."""
    cache.keep(subjects.site_id())
    return api.answer({"counties": [_area(each) for each in catalogue.areas()]})


@bp.get("/counties/<slug>.json")
@audience("public")
def county_json(slug: str) -> Response:
    """A county with its figures, worst first, and the measures without one."""
    page = queries.county(slug)
    cache.keep(subjects.site_id(), page.area.subject_id)
    return api.answer(
        _area(page.area)
        | {
            "figures": [_figure(each) for each in page.figures],
            "without_figures": [row.url for row in page.untold],
        }
    )


def _goal(goal: Goal, counted: Counts) -> dict[str, Any]:
    return {
        "id": f"goal:{goal.slug}",
        "slug": goal.slug,
        "title": goal.title,
        "url": f"/goals/{goal.slug}",
        "part": goal.part.value,
        "summary": goal.summary,
        "is_example": goal.is_example,
        "counts": {status.value: count for status, count in counted.by_status.items()},
    }


def _agency(agency: Agency) -> dict[str, Any]:
    return {
        "id": f"agency:{agency.slug}",
        "slug": agency.slug,
        "title": agency.name,
        "url": f"/agencies/{agency.slug}",
        "remit": agency.remit,
        "is_example": agency.is_example,
    }


def _area(area: Area) -> dict[str, Any]:
    return {
        "id": f"area:{area.slug}",
        "slug": area.slug,
        "title": area.name,
        "url": f"/counties/{area.slug}",
        "kind": area.kind.value,
        "is_example": area.is_example,
    }


def _figure(figure: AreaFigure) -> dict[str, Any]:
    cell, said = figure.cell, figure.row.said
    return {
        "measure": figure.row.slug,
        "title": figure.row.name,
        "url": figure.row.url,
        "unit": said.unit,
        "period": figure.label,
        "value": cell.text,
        "marker": cell.marker.value if cell.marker else None,
        "state": cell.state.value,
        "whole": said.latest,
        "whole_period": said.latest_label or None,
        "status": figure.row.status.value,
    }
