"""Proofs that a record is in the log, and the log's head, as data."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response

from commons import cache, ledger, subjects
from commons.api import answer
from commons.errors import NotFound
from commons.formats import iso
from commons.paging import whole_number
from commons.permits import audience
from council.records import bp, queries


@bp.get("/records.json")
@audience("public")
def index_json() -> Response:
    """All records, the latest review first."""
    cache.keep(subjects.site_id())
    rows = [
        asdict(row) | {"held_at": iso(row.held_at), "published_at": iso(row.published_at)}
        for row in queries.records()
    ]
    return answer({"records": rows})


@bp.get("/records/<code>/proof.json")
@audience("public")
def proof(code: str) -> Response:
    """The path from the newest version's entry up to the root (RFC 6962, 2.1.1)."""
    return answer(asdict(queries.proof(code)))


@bp.get("/records/<code>/v<number>/proof.json")
@audience("public")
def version_proof(code: str, number: str) -> Response:
    """The same of one version."""
    wanted = whole_number(number)
    if wanted is None:
        raise NotFound
    return answer(asdict(queries.proof(code, wanted)))


@bp.get("/log/head")
@audience("public")
def log_head() -> Response:
    """How many entries the log has, and the root over them."""
    found = ledger.head()
    return answer({"size": found.size, "root": found.root})
