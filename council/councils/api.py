"""Councils as data."""

from __future__ import annotations

from typing import Any

from flask import Response

from commons import api, cache, subjects
from commons.formats import iso
from commons.permits import audience
from council.councils import bp, queries
from council.councils.models import Council, Member


@bp.get("/councils.json")
@audience("public")
def index_json() -> Response:
    """Every council."""
    cache.keep(subjects.site_id())
    return api.answer({"councils": [_council(each) for each in queries.councils()]})


@bp.get("/councils/<slug>.json")
@audience("public")
def show_json(slug: str) -> Response:
    """A council with who sits in it today."""
    council, members = queries.council_with_members(slug)
    cache.keep(subjects.site_id(), council.subject_id)
    return api.answer(_council(council) | {"members": [_member(each) for each in members]})


def _council(council: Council) -> dict[str, Any]:
    return {
        "id": f"council:{council.slug}",
        "slug": council.slug,
        "title": council.name,
        "url": f"/councils/{council.slug}",
        "summary": council.summary,
        "goal": council.goal.slug,
        "state": council.state.value,
        "threshold": council.threshold,
        "formed_at": iso(council.formed_at),
        "is_example": council.is_example,
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "name": member.actor.name,
        "seat": member.seat.value,
        "agency": member.agency.name if member.agency else None,
        "since": iso(member.starts_on),
    }
