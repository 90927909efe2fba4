"""A record's exact bytes."""

from __future__ import annotations

from flask import Response, request

from commons.errors import NotFound
from commons.paging import whole_number
from commons.permits import audience
from council.records import bp, queries
from council.records.models import RecordVersion


@bp.get("/records/<code>.json")
@audience("public")
def show_json(code: str) -> Response:
    """The newest version, byte for byte as it was hashed."""
    return _bytes(code, queries.version(queries.record(code).id))


@bp.get("/records/<code>/v<number>.json")
@audience("public")
def version_json(code: str, number: str) -> Response:
    """One version, byte for byte as it was hashed."""
    wanted = whole_number(number)
    if wanted is None:
        raise NotFound
    return _bytes(code, queries.version(queries.record(code).id, wanted))


def _bytes(code: str, version: RecordVersion) -> Response:
    response = Response(version.content, mimetype="application/json")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Link"] = f'</records/{code}/v{version.number}>; rel="cite-as"'
    response.set_etag(version.sha256)
    response.make_conditional(request)
    return response
