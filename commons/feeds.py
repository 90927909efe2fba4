"""Atom (RFC 4287), in the few lines that it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

from flask import Response, request

from commons import clock
from commons.formats import iso
from commons.web import whole


@dataclass(frozen=True)
class Entry:
    """One entry; `id` is a permanent address."""

    id: str
    title: str
    url: str
    at: datetime
    author: str
    summary: str = ""


def atom(*, title: str, url: str, entries: Sequence[Entry]) -> Response:
    """The entries, newest first, as an Atom feed."""
    updated = max((entry.at for entry in entries), default=clock.now())
    here = whole(request.script_root + request.full_path.rstrip("?"))
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(title)}</title><id>{escape(url)}</id>",
        f"<link href={quoteattr(url)}/><link rel='self' href={quoteattr(here)}/>",
        f"<updated>{iso(updated)}</updated>",
        *(_entry(entry) for entry in entries),
        "</feed>\n",
    ]
    response = Response("\n".join(parts), mimetype="application/atom+xml")
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


def _entry(entry: Entry) -> str:
    return (
        f"<entry><title>{escape(entry.title)}</title><id>{escape(entry.id)}</id>"
        f"<link href={quoteattr(entry.url)}/><updated>{iso(entry.at)}</updated>"
        f"<author><name>{escape(entry.author)}</name></author>"
        f"<summary>{escape(entry.summary or entry.title)}</summary></entry>"
    )
