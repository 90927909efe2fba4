"""What cannot be done as things stand is said on the page where somebody asked for it.

A route that shows its own form again catches Invalid. For all others this finds the page that the
form stood on, shows it as it is now, with the reason on top and what was typed below the reason.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import Response, current_app, g, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from commons.actors import current
from commons.errors import GoalpostError
from commons.i18n import force_locale, language
from commons.permits import audience_of
from commons.roles import PUBLIC, is_admitted

# The keys of a form are nobody's words, and a password is nobody's to read.
UNSPOKEN = ("password", "token", "once", "next", "seen")
LEAST_WORTH_KEEPING = 20
PASSED_ON = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "HTTP_COOKIE", "REMOTE_ADDR",
             "SCRIPT_NAME", "goalpost.language")  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """Why it was not done, and the longer texts that were sent."""

    reason: str
    typed: list[str]


def answer(reason: str) -> Response | None:
    """The page of the form that was sent, as 422 and with the reason; None where there is none."""
    if request.method != "POST":
        return None
    g.refusal = Refusal(reason, typed())
    for path, query in _pages():
        shown = _show(path, query)
        if shown is not None:
            shown.status_code = 422
            if request.headers.get("HX-Request"):  # a part was asked for: all of it is another now
                shown.headers["HX-Retarget"], shown.headers["HX-Reswap"] = "body", "innerHTML"
            return shown
    g.pop("refusal")
    return None


def typed() -> list[str]:
    """The longer texts of a form that could not be taken, so that nobody loses what they wrote."""
    most = current_app.config["MAX_FORM_MEMORY_SIZE"]
    if request.method != "POST" or (request.content_length or most + 1) > most:
        return []
    if g.get("is_cut_off"):  # the rest of the form did not come: to ask again is to wait again
        return []
    try:
        items = list(request.form.items(multi=True))
    except HTTPException:
        return []
    return [v for k, v in items if len(v) > LEAST_WORTH_KEEPING and not _is_unspoken(k)]


def _is_unspoken(name: str) -> bool:
    return any(word in name for word in UNSPOKEN)


def _pages() -> Iterator[tuple[str, str]]:
    """Where the form may have stood: where the browser says, and the addresses above the act's."""
    for given in (request.headers.get("HX-Current-URL"), request.referrer):
        parts = urlsplit(given or "")
        if parts.netloc == request.host and given != request.url:
            yield unquote(parts.path).removeprefix(request.script_root), parts.query
    path = request.path
    while path:
        yield path, ""
        path = path.rpartition("/")[0]


def _show(path: str, query: str) -> Response | None:
    environ = {name: request.environ[name] for name in PASSED_ON if name in request.environ}
    asked: dict[str, Any] = {
        "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query,
        "wsgi.input": io.BytesIO(), "wsgi.url_scheme": request.scheme,
    }  # fmt: skip
    with force_locale(language()), current_app.request_context({**environ, **asked}):
        try:
            if not _is_open():
                return None
            made = current_app.make_response(current_app.dispatch_request())
        except (GoalpostError, HTTPException, SQLAlchemyError):
            return None
        return made if made.status_code == 200 and made.mimetype == "text/html" else None


def _is_open() -> bool:
    who = current()
    names = audience_of(current_app, request.endpoint) if request.endpoint else ()
    return PUBLIC in names or is_admitted(names, who.level, who.grants)
