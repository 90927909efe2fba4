"""The JSON twins of pages: open to every site, with an ETag."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from commons.hashing import sha256


def answer(document: dict[str, Any]) -> Response:
    """The document as JSON that any site may read; 304 when the asker has it already."""
    response = jsonify(document)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(sha256(response.get_data())[:20])
    response.make_conditional(request)
    return response
