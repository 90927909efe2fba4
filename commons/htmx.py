"""Fragment or page: htmx asks for a part, everybody else gets the whole."""

from __future__ import annotations

from flask import Flask, Response, request
from htmx_flask import Htmx

htmx = Htmx()


def wants_fragment() -> bool:
    """Whether htmx asked for a part of a page and not for a whole one."""
    asked = getattr(request, "htmx", None)
    if not asked:
        return False
    return not asked.boosted and not asked.history_restore_request


def init_htmx(app: Flask) -> None:
    """Requests know htmx; answers that differ for it say so, lest a cache mix them."""
    htmx.init_app(app)
    app.after_request(_vary)


def _vary(response: Response) -> Response:
    if response.mimetype == "text/html":
        response.vary.add("HX-Request")
    return response
