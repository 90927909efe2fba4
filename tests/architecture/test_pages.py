"""Every kind of page that links lead to, in the demonstration: sound, cheap, and writing nothing.

`Page` checks each one (title, one h1, labels, tokens, valid HTML, no inline script) and reads it
where the database refuses writes; here are the walk and the number of queries.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from commons import actors
from commons.actors import Actor, RoleGrant
from commons.db import db
from commons.permits import audience_of
from tests.page import Page

MOST_QUERIES = 6
MOST_PAGES = 300
ELSEWHERE = re.compile(r"^/(es|static)(/|$)|\.(csv|zip|svg|png|pdf|ics|py|webmanifest|ico)$")


def endpoint_of(app: Flask, path: str) -> str | None:
    """The endpoint that answers at this path."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(path).path)[0])
    except HTTPException:
        return None


def inside(page: Page) -> Iterator[str]:
    """The addresses of the site that the page leads to."""
    for link in page.all("a[href], link[rel=alternate][href]"):
        parts = urlsplit(str(link["href"]))
        if not parts.netloc and parts.path.startswith("/") and not ELSEWHERE.search(parts.path):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def is_public(app: Flask, endpoint: str) -> bool:
    """Whether everybody may read it."""
    return endpoint in app.view_functions and audience_of(app, endpoint) == ("public",)


def walk(
    app: Flask, actor: Actor | None, known: Collection[str] = ()
) -> dict[str, tuple[str, int, str]]:
    """For each endpoint reached: the first path, its number of queries, and what was wrong.

    Those that are `known` are passed by, but for the two pages that the walk begins with.
    """
    page = Page(app)
    page.sign_in(actor)
    waiting, seen, found = ["/", "/desk"], set[str](), dict[str, tuple[str, int, str]]()
    while waiting and len(seen) < MOST_PAGES:
        path = waiting.pop(0)
        endpoint = endpoint_of(app, path)
        if path in seen or endpoint in found or (seen and path != "/desk" and endpoint in known):
            continue
        seen.add(path)
        if endpoint is None:
            found[path] = (path, 0, f"{path} leads nowhere")
            continue
        fault = ""
        try:
            page.get(path)
        except AssertionError as error:
            fault = str(error)
        if page.status in (403, 404) and path == "/desk":
            continue
        found[endpoint] = (path, len(page.queries), fault)
        waiting += inside(page)
    return found


def officers() -> dict[str, Actor]:
    """One holder of each office in the demonstration."""
    roles = db.session.scalars(select(RoleGrant.role).distinct().order_by(RoleGrant.role)).all()
    return {role: actors.holders(role)[0] for role in roles if actors.holders(role)}


@pytest.mark.demonstration
def test_every_page_of_a_reader_is_sound_and_costs_at_most_six_queries(app: Flask) -> None:
    found = walk(app, None)
    assert len(found) > 5
    faults = [fault for _path, _count, fault in found.values() if fault]
    assert not faults, "\n".join(faults)
    dear = {path: count for path, count, _fault in found.values() if count > MOST_QUERIES}
    assert not dear


@pytest.mark.demonstration
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_page_of_an_office_is_sound(app: Flask) -> None:
    faults, public = [], set[str]()
    for role, actor in officers().items():
        found = walk(app, actor, public)  # what everybody may read, as one of them sees it
        public |= {each for each in found if is_public(app, each)}
        faults += [f"{role}: {fault}" for _path, _count, fault in found.values() if fault]
    assert not faults, "\n".join(faults)


@pytest.mark.demonstration
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_pages_of_a_reader_are_sound_in_spanish(app: Flask) -> None:
    page = Page(app)
    faults = []
    for path, _count, _fault in walk(app, None).values():
        try:
            page.get(f"/es{path}")
        except AssertionError as error:
            faults.append(str(error))
    assert not faults, "\n".join(faults)
