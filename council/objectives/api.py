"""One objective as data; the list stands beside its page."""

from __future__ import annotations

from typing import Any

from flask import Response

from commons import api, cache, subjects
from commons.formats import iso
from commons.permits import audience
from council.objectives import bp, queries
from council.objectives.models import ObjectiveVersion


@bp.get("/objectives/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """An objective with its words and their past, its lead and the parts of others."""
    page = queries.objective(code)
    cache.keep(subjects.site_id(), page.objective.subject_id)
    return api.answer(_document(page))


def _document(page: queries.ObjectivePage) -> dict[str, Any]:
    found = page.objective
    return {
        "code": found.subject.public_id,
        "title": found.subject.title,
        "url": found.subject.path,
        "words": page.words,
        "state": found.state.value,
        "council": page.council.slug,
        "lead": found.lead_agency.name,
        "parts": [{"agency": each.agency.name, "part": each.part} for each in found.parts],
        "adopted_at": iso(found.adopted_at) or None,
        "ended_at": iso(found.ended_at) or None,
        "versions": [_version(each) for each in page.versions],
    }


def _version(one: ObjectiveVersion) -> dict[str, Any]:
    texts = {name: getattr(one, name) for name in ("number", "title", "words", "reason")}
    return texts | {"at": iso(one.at)}
