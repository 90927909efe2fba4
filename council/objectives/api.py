"""One objective as data; the list stands beside its page."""

from __future__ import annotations

from flask import Response

from commons import api
from commons.formats import iso
from commons.permits import audience
from council.objectives import bp, queries


@bp.get("/objectives/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """An objective with its words and their past, its lead and the parts of others."""
    page = queries.objective(code)
    found = page.objective
    versions = [
        {
            "number": v.number,
            "title": v.title,
            "words": v.words,
            "reason": v.reason,
            "at": iso(v.at),
        }
        for v in page.versions
    ]
    return api.answer(
        {
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
            "versions": versions,
        }
    )
