"""The JSON of measures, from the same queries as their pages; keys are only ever added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, request

from commons import api, cache, formats, subjects
from commons.permits import audience
from metrics.charters.models import Charter
from metrics.measures import bp, forms, queries, specs, tables
from metrics.observations.queries import Known, Line
from metrics.signals import queries as signals
from metrics.signals.models import Verdict
from metrics.signals.queries import Against


@bp.get("/measures.json")
@audience("public")
def index_json() -> Response:
    """All measures that fit the filters, of both parts unless one is named; `limit` cuts."""
    cache.keep(subjects.by_public_id(subjects.SITE))
    rows = queries.measure_rows(replace(forms.filters(), with_ended=True))
    return api.answer({"measures": [tables.as_data(row) for row in rows]})


@bp.get("/measures/<slug>.json")
@audience("public")
def show_json(slug: str) -> Response:
    """A measure with charter, targets, verdict and all figures, as of a day if one is named."""
    asof = queries.day_of(request.args.get("asof"))
    page = queries.measure_page(slug, asof, whole_groups=True, pictures=False)
    cache.keep(page.measure.subject, page.site)
    return api.answer(_document(page))


@bp.get("/measures/<slug>/status.json")
@audience("public")
def status_json(slug: str) -> Response:
    """The verdict with the rule's version and all inputs, and every change of it."""
    page = queries.measure_page(slug, queries.day_of(request.args.get("asof")), pictures=False)
    cache.keep(page.measure.subject, page.site)
    now = page.judged.now
    changed = signals.verdicts(page.measure.id) if page.asof is None else []
    return api.answer(
        {
            "id": page.measure.subject.public_id,
            "asof": page.day.isoformat(),
            **_verdict(page),
            "inputs": dict(now.inputs),
            "rule": specs.rule(page),
            "changes": [_changed(verdict) for verdict in changed],
        }
    )


def _document(page: queries.MeasurePage) -> dict[str, Any]:
    measure = page.measure
    return {
        "id": measure.subject.public_id,
        "slug": measure.slug,
        "title": page.charter.title,
        "url": measure.subject.path,
        "version": measure.subject.version,
        "asof": page.day.isoformat(),
        "part": measure.goal.part.value,
        "goal": {"slug": measure.goal.slug, "title": measure.goal.title},
        "topic": measure.topic,
        "state": measure.state.value,
        "is_inherited": measure.is_inherited,
        "lead_agency": measure.lead_agency.name if measure.lead_agency else None,
        "contributors": [dict(each) for each in page.said.contributors],
        "data_owner": page.data_owner or None,
        "origin": measure.origin.public_id if measure.origin else None,
        "headline": specs.headline(page),
        "verdict": _verdict(page),
        "charter": _charter(page.charter),
        "targets": [_target(one) for one in page.judged.against],
        "series": [_series(line) for line in page.lines],
    }


def _verdict(page: queries.MeasurePage) -> dict[str, Any]:
    now = page.judged.now
    return {
        "status": now.status.value,
        "met": now.met,
        "last_status": now.last_verdict.value if now.last_verdict else None,
        "last_status_on": formats.iso(now.last_verdict_on) or None,
        "change": now.change,
        "change_word": now.change_word.value,
        "next_due": formats.iso(now.next_due) or None,
    }


def _charter(charter: Charter) -> dict[str, Any]:
    texts = ("title", "short_title", "definition", "why_it_matters", "does_not_tell", "how_gamed")
    more = ("how_to_help", "unit", "numerator", "denominator", "source", "source_url", "contact")
    return {
        "number": charter.number,
        "adopted_at": formats.iso(charter.adopted_at),
        **{name: getattr(charter, name) for name in (*texts, *more)},
        "kind": charter.kind.value,
        "direction": charter.direction.value,
        "unit_kind": charter.unit_kind.value,
        "decimals": charter.decimals,
        "frequency": charter.frequency.value,
        "lag_days": charter.lag_days,
        "breaks_series_on": formats.iso(charter.breaks_series_on) or None,
        "reason": charter.reason,
        "decided_by": charter.decided_by,
    }


def _target(one: Against) -> dict[str, Any]:
    target = one.target
    return {
        "number": target.number,
        "kind": target.kind.value,
        "value": target.value.text,
        "upper": target.upper.text,
        "due": formats.iso(target.due_on) or None,
        "due_text": target.due_text,
        "path": target.path.value,
        "steps": target.steps,
        "baseline": target.baseline.text,
        "baseline_on": formats.iso(target.baseline_on) or None,
        "baseline_words": target.baseline_words,
        "basis": target.basis,
        "reason": target.reason,
        "signed_by": target.signed_by,
        "entered_by": target.actor.name,
        "decided_on": formats.iso(target.decided_on) or None,
        "source_url": target.source_url,
        "published_at": formats.iso(target.published_at),
        "status": one.assessment.status.value,
    }


def _series(line: Line) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "label": line.label,
        "area": line.area or None,
        "note": line.note,
        "figures": [_figure(known) for known in line.figures],
    }


def _figure(known: Known) -> dict[str, Any]:
    cell = known.cell
    return {
        "period": known.label,
        "period_start": formats.iso(known.starts_on) or None,
        "period_end": formats.iso(known.ends_on) or None,
        "value": cell.text,
        "marker": cell.marker.value if cell.marker else None,
        "state": cell.state.value,
        "lower": cell.lower,
        "upper": cell.upper,
        "numerator": cell.numerator,
        "denominator": cell.denominator,
        "note": known.note,
        "source_url": known.source_url,
        "vintage": known.number,
        "release": known.release_id,
        "published_at": formats.iso(known.published_at),
        "earlier": [
            {
                "value": old.cell.text,
                "marker": old.cell.marker.value if old.cell.marker else None,
                "state": old.cell.state.value,
                "published_at": formats.iso(old.published_at),
                "note": old.note,
                "source_url": old.source_url,
                "vintage": old.number,
            }
            for old in known.earlier
        ],
    }


def _changed(verdict: Verdict) -> dict[str, Any]:
    return {
        "at": formats.iso(verdict.at),
        "old": verdict.old_status,
        "new": verdict.status,
        "cause": verdict.cause,
        "rule_version": verdict.rule_version,
        "inputs": verdict.inputs,
    }
