"""Whole pages for readers without a session, and files for all, answered before Flask.

A page is kept with the versions of the subjects it shows. A hit costs at most one read by primary
key; when a version rose, or the day changed at the site, the page is made anew.

What was read holds for a lease of a few milliseconds. Who changes a page is answered when all
leases from before have ended: every later request finds it changed.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Flask, Request, Response, g, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from sqlalchemy import select
from werkzeug.http import parse_cookie

from commons import clock
from commons.actors import current
from commons.db import db
from commons.hashing import sha256
from commons.i18n import StartResponse, Wsgi
from commons.quick import QuickReader, Versions
from commons.subjects import Subject

MOST_BYTES = 64 * 2**20
LARGEST_PAGE = 2 * 2**20
SMALLEST_PACKED = 600
ABOUT_EACH = 8 * 2**10  # an address of up to 4 KiB, the headers twice, the versions
HTMX = ("HTTP_HX_REQUEST", "HTTP_HX_BOOSTED", "HTTP_HX_HISTORY_RESTORE_REQUEST")
FILES = (".csv", ".json", ".svg", ".atom", ".ics")  # they say the same to whoever asks
DROPPED_HEADERS = frozenset({"set-cookie", "content-length", "x-request-id", "date"})


@dataclass
class Kept:
    """A page as it goes out, plain and packed, and what must still hold for it to go out again."""

    versions: Versions
    ids: tuple[int, ...]
    day: date
    status: str
    etag: str
    headers: list[tuple[str, str]]
    body: bytes
    packed_headers: list[tuple[str, str]]
    packed: bytes
    read_at: float = 0.0  # when its versions were last found to stand

    @property
    def size(self) -> int:
        """The bytes that it takes, about; a small page under a long address takes most for that."""
        return len(self.body) + len(self.packed) + ABOUT_EACH


def keep(*subjects: Subject | int) -> None:
    """This answer may be kept for readers; it shows these subjects, as they stand in this read."""
    asker = g.get("identity")
    if asker is not None and asker.actor is not None:
        return
    known = {s.id: s.version for s in subjects if isinstance(s, Subject)}
    asked = [s for s in subjects if isinstance(s, int) and s not in known]
    if asked:
        rows = db.session.execute(select(Subject.id, Subject.version).where(Subject.id.in_(asked)))
        known |= {int(i): int(v) for i, v in rows}
    g.kept_versions = tuple(sorted(known.items()))


class KnownSessions(SecureCookieSessionInterface):
    """A cookie whose signature the page cache has checked is not checked again."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """What the cookie holds; nothing when it is old, or not ours."""
        held = request.environ.get("goalpost.session")
        return super().open_session(app, request) if held is None else self.session_class(held)


class PageCache:
    """The middleware: looks, compares versions, answers; otherwise asks the app."""

    def __init__(self, app: Flask, wsgi: Wsgi) -> None:
        self.wsgi = wsgi
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.bytes = 0
        self.lock = threading.Lock()
        self.signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        self.lasts = int(app.permanent_session_lifetime.total_seconds())
        self.cookie = app.config["SESSION_COOKIE_NAME"] + "="
        self.reader: QuickReader = app.extensions["quick"]

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answers from the store where that is right."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or self._is_of_ones_own(environ):
            return self.wsgi(environ, start_response)
        key = page_key(environ)
        kept = self.pages.get(key)
        if kept is not None:
            if self._still_holds(kept):
                with suppress(KeyError):  # another thread may just have dropped it
                    self.pages.move_to_end(key)
                return _send(kept, environ, start_response)
            self._drop(key)
        environ["goalpost.page_key"] = key
        return self.wsgi(environ, start_response)

    def store(self, key: tuple[str, ...], kept: Kept) -> None:
        """The page is kept; the longest unused ones go when there is no room."""
        with self.lock:
            if key in self.pages:
                self.bytes -= self.pages.pop(key).size
            self.pages[key] = kept
            self.bytes += kept.size
            while self.bytes > MOST_BYTES:
                self.bytes -= self.pages.popitem(last=False)[1].size

    def _drop(self, key: tuple[str, ...]) -> None:
        with self.lock:
            gone = self.pages.pop(key, None)
            if gone:
                self.bytes -= gone.size

    def _is_of_ones_own(self, environ: dict[str, Any]) -> bool:
        sent = environ.get("HTTP_COOKIE", "")
        if self.cookie not in sent or self.signer is None:
            return False
        if environ["PATH_INFO"].endswith(FILES):
            return False
        cookie = parse_cookie(sent).get(self.cookie[:-1], "")
        try:
            held = self.signer.loads(cookie, max_age=self.lasts)
        except Exception:
            return False
        environ["goalpost.session"] = held
        return bool(held.get("_user_id") or held.get("_flashes"))

    def _still_holds(self, kept: Kept) -> bool:
        if kept.day != clock.today():
            return False
        if self.reader.holds(kept.read_at):
            return True
        moment = time.monotonic()
        if self.reader.versions(kept.ids) != kept.versions:
            return False
        kept.read_at = moment
        return True


def page_key(environ: dict[str, Any]) -> tuple[str, ...]:
    """What tells two answers apart: path, normalised query, language, fragment or page."""
    query = environ.get("QUERY_STRING", "")
    if query:
        # By name only: of one that is given twice, the order says which of the two counts.
        pairs = sorted(parse_qsl(query, keep_blank_values=True), key=itemgetter(0))
        query = urlencode(pairs)
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        query,
        environ.get("goalpost.language", ""),
        *("part" if environ.get(name) else "" for name in HTMX),
    )


def _send(kept: Kept, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
    if kept.etag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 NOT MODIFIED", [*kept.headers[:-1]])
        return []
    headers, body = kept.headers, kept.body
    if kept.packed and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        headers, body = kept.packed_headers, kept.packed
    start_response(kept.status, headers.copy())
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def init_cache(app: Flask, *, keeps: bool) -> None:
    """Pages that a route offers with `keep` are answered from memory to readers, if it `keeps`."""
    app.session_interface = KnownSessions()
    store = PageCache(app, app.wsgi_app)
    app.extensions["page_cache"] = store
    app.wsgi_app = store  # type: ignore[method-assign]

    def after(response: Response) -> Response:
        _let_leases_end(store.reader)
        versions = g.get("kept_versions") if keeps else None
        if versions is None or current().actor is not None or response.status_code != 200:
            if response.mimetype == "text/html":
                response.headers.setdefault("Cache-Control", "no-store")
            return response
        return _offer(store, versions, response)

    # First in the list is last to run: what is kept has the headers that all others have added.
    app.after_request_funcs.setdefault(None, []).insert(0, after)


def _let_leases_end(reader: QuickReader) -> None:
    changed_at: float | None = g.get("changed_at")
    if changed_at is not None:
        time.sleep(max(0.0, changed_at + reader.lease - time.monotonic()))


def _offer(store: PageCache, versions: Versions, response: Response) -> Response:
    response.headers["Cache-Control"] = "no-cache"
    response.vary.update(("Accept-Encoding", "Cookie"))
    body = response.get_data()
    if not response.get_etag()[0]:
        response.set_etag(sha256(body)[:20])
    key = request.environ.get("goalpost.page_key")
    # A page with a form's token belongs to one reader: it is made anew for each.
    if key and not g.get("csrf_token") and len(body) <= LARGEST_PAGE:
        kept = _kept(versions, response, body)
        store.store(key, kept)
        if kept.packed and "gzip" in request.headers.get("Accept-Encoding", ""):
            response.set_data(kept.packed)
            response.headers["Content-Encoding"] = "gzip"
    response.make_conditional(request)
    return response


def _kept(versions: Versions, response: Response, body: bytes) -> Kept:
    headers = [(n, v) for n, v in response.headers if n.lower() not in DROPPED_HEADERS]
    packed = gzip.compress(body, 6, mtime=0) if len(body) > SMALLEST_PACKED else b""
    return Kept(
        versions=versions,
        ids=tuple(subject_id for subject_id, _version in versions),
        day=clock.today(),
        status=response.status,
        etag=response.headers["ETag"],
        headers=[*headers, ("Content-Length", str(len(body)))],
        body=body,
        packed_headers=[
            *headers,
            ("Content-Encoding", "gzip"),
            ("Content-Length", str(len(packed))),
        ],
        packed=packed,
    )
