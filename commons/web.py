"""What every answer has: security headers, a request id, and a page for each kind of error."""

from __future__ import annotations

import secrets
from collections.abc import MutableMapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy import exc
from werkzeug.exceptions import BadRequest, ClientDisconnected, HTTPException
from werkzeug.routing import BuildError

from commons import errors, refusals, subjects
from commons.config import ROOT
from commons.db import db
from commons.hashing import sha256
from commons.i18n import _, language, other_languages

log = structlog.get_logger()
BODY_LIMIT = 1 * 2**20
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
CODES = ((errors.Invalid, 422), (errors.Conflict, 409), (errors.Refused, 403))
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def init_web(app: Flask) -> None:
    """Headers, request ids and error pages are in place."""
    app.config["MAX_CONTENT_LENGTH"] = app.config.get("MAX_CONTENT_LENGTH") or BODY_LIMIT
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_LIMIT
    app.url_map.merge_slashes = False  # it would redirect to the name that an asker gives us
    app.before_request(_begin)
    app.after_request(_finish)
    app.url_defaults(_versioned)
    app.jinja_env.globals.update(
        link=link,
        url_for=address,
        language=language,
        other_languages=other_languages,
        public_url=public_url,
        whole=whole,
        request_id=_request_id,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.register_error_handler(errors.SignInNeeded, _sign_in)
    app.register_error_handler(errors.GoalpostError, _goalpost_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    for away in (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, exc.DataError):
        app.register_error_handler(away, _database_error)
    app.register_error_handler(Exception, _unexpected)


def on_static(headers: MutableMapping[str, str], _path: str, _url: str) -> None:
    """A file that is answered before Flask has the same headers as any page."""
    for name, value in HEADERS.items():
        headers[name] = value


def _versioned(endpoint: str, values: dict[str, Any]) -> None:
    """The address of a static file names its content, so that browsers may keep it for a year."""
    if endpoint == "static" and "v" not in values:
        values["v"] = _fingerprint(str(values.get("filename", "")))


@lru_cache(maxsize=500)
def _fingerprint(name: str) -> str:
    path = ROOT / "static" / name
    return sha256(path.read_bytes())[:10] if path.is_file() else ""


def link(endpoint: str, **values: Any) -> str:
    """The address of an endpoint, `#` while there is none of this name."""
    try:
        return address(endpoint, **values)
    except BuildError:
        return "#"


def address(endpoint: str, **values: Any) -> str:
    """What Flask's `url_for` says, remembered for endpoints with few or no values."""
    if len(values) > 1 or "_external" in values or endpoint[0] == ".":
        return url_for(endpoint, **values)
    return _address(request.script_root, endpoint, *values.items())


@lru_cache(maxsize=2_000, typed=True)
def _address(_root: str, endpoint: str, *values: tuple[str, Any]) -> str:
    return url_for(endpoint, **dict(values))


def public_url(endpoint: str, **values: Any) -> str:
    """The whole address of an endpoint, for mails and feeds made without a request."""
    app = current_app
    parts = urlsplit(app.config["PUBLIC_URL"])
    adapter = app.url_map.bind(parts.netloc, parts.path or "/", url_scheme=parts.scheme)
    return adapter.build(endpoint, values, force_external=True)


def whole(path: str) -> str:
    """The whole address of a path of this site, by its own name, not by what the asker calls it."""
    return str(current_app.config["PUBLIC_URL"]).rstrip("/") + path


def safe_next(target: str | None) -> str:
    """`target` when it is a path on this site, the home page otherwise."""
    if not target or not target.startswith("/") or target[1:2] in ("/", "\\"):
        return "/"
    if any(ord(c) < 33 or ord(c) == 127 for c in target):
        return "/"
    return target


def wants_json() -> bool:
    """Whether the asker wants data and not a page."""
    return request.path.endswith((".json", ".csv", ".atom")) or (
        request.accept_mimetypes.best == "application/json"
    )


def _request_id() -> str:
    return str(g.get("request_id", ""))


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    if "\0" in request.path or b"%00" in request.query_string:
        raise BadRequest  # no address of ours holds one, and PostgreSQL takes none


def _finish(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if current_app.config["PRODUCTION"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    response.headers["X-Request-ID"] = _request_id()
    if not response.direct_passthrough and response.status_code >= 400:
        response.headers["Cache-Control"] = "no-store"
    return response


def _sign_in(error: errors.SignInNeeded) -> ResponseReturnValue:
    if wants_json() or request.method != "GET":
        return _page(403, error.reason)
    here = request.full_path.rstrip("?")
    return redirect(url_for("citizens.accounts.sign_in", next=here), 303)


def _goalpost_error(error: errors.GoalpostError) -> ResponseReturnValue:
    if isinstance(error, errors.NotFound):
        return _not_found(error)
    if isinstance(error, errors.TooMany):
        response = current_app.make_response(_page(429, error.reason))
        response.headers["Retry-After"] = str(error.after)
        return response
    if isinstance(error, errors.Invalid | errors.Conflict) and not wants_json():
        # What an address asks for in vain is no conflict: nothing was to be done.
        is_asked = request.method == "GET" and type(error) is errors.Invalid
        return refusals.answer(error.reason) or _page(422 if is_asked else 409, error.reason)
    code = next((code for kind, code in CODES if isinstance(error, kind)), 400)
    return _page(code, error.reason, error)


def _not_found(error: errors.NotFound | None = None) -> ResponseReturnValue:
    moved = subjects.moved_to(request.path)
    if moved:
        return redirect(request.script_root + moved, 301)
    return _page(404, error.reason if error else "", error)


def _csrf_error(_error: CSRFError) -> ResponseReturnValue:
    reason = _("This form was open too long or came from elsewhere. Go back, reload, send again.")
    return _page(400, reason)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    if error.code == 404:
        return _not_found()
    g.is_cut_off = isinstance(error, ClientDisconnected)
    answer = current_app.make_response(_page(error.code or 500, ""))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _database_error(error: exc.SQLAlchemyError) -> ResponseReturnValue:
    db.session.remove()  # a page that asks anything more asks on another line
    if isinstance(error, exc.DataError):
        return _page(400, "")  # something was sent that no column takes
    log.error("database_unavailable", error=str(getattr(error, "orig", error))[:200])
    if request.method == "GET":
        reason = _("We cannot look this up at the moment. Please try again in a minute.")
    else:
        reason = _("We cannot write this down at the moment. Please try again in a minute.")
    response = current_app.make_response(_page(503, reason))
    response.headers["Retry-After"] = "30"
    return response


def _unexpected(_error: Exception) -> ResponseReturnValue:
    if current_app.testing and current_app.config.get("PROPAGATE_EXCEPTIONS"):
        raise _error
    log.error("unexpected", exc_info=_error)
    return _page(500, "")


PAGES = frozenset({400, 403, 404, 405, 409, 413, 422, 429, 500, 503})


def _page(
    code: int, reason: str, error: errors.GoalpostError | None = None
) -> tuple[str | Response, int]:
    if wants_json():
        problem = jsonify(type="about:blank", status=code, detail=reason, instance=request.path)
        problem.mimetype = "application/problem+json"
        return problem, code
    shown = code if code in PAGES else (400 if code < 500 else 500)
    return render_template(
        f"commons/errors/{shown}.html", reason=reason, typed=refusals.typed(), error=error
    ), code
