"""The JSON twins of pages: open to every site, with an ETag."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, jsonify, request

from commons.hashing import sha256


def answer(document: dict[str, Any]) -> Response:
    """The document as JSON that any site may read; 304 when the asker has it already."""
    response = jsonify(document)
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.set_etag(sha256(response.get_data())[:20])
    response.make_conditional(request)
    return response


def init_api(app: Flask) -> None:
    """Each page names its JSON twin in its head, where it has one."""
    app.jinja_env.globals["twin"] = twin


def twin() -> str:
    """The address of the same as data, asked for in the same way; empty where there is none."""
    if request.url_rule is None or f"{request.url_rule.rule}.json" not in _rules():
        return ""
    asked = request.query_string.decode("utf-8", "replace")
    return f"{request.script_root}{request.path}.json" + (f"?{asked}" if asked else "")


def _rules() -> frozenset[str]:
    known: frozenset[str] | None = current_app.extensions.get("rules")
    if known is None:
        known = frozenset(rule.rule for rule in current_app.url_map.iter_rules())
        current_app.extensions["rules"] = known
    return known
