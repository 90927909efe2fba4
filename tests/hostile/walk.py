"""Walks the site as somebody, finds every form that posts, and fills all its text fields."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib
from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import RequestRedirect

from commons.db import db
from tests.hostile.corpus import Row, sendable
from tests.page import parsed
from tests.sign_in import sign_in

PAGES_OF_ONE_KIND = 2
NEVER = {
    # Each would end the walk: they sign out, erase the walker, or take the office from under him.
    "citizens.accounts.sign_out", "citizens.accounts.erase", "citizens.accounts.end_session",
    "citizens.accounts.change_password", "citizens.accounts.example",
}  # fmt: skip
HTML = "{http://www.w3.org/1999/xhtml}"
FOREIGN = {
    "script", "iframe", "object", "embed", "base", "style", "audio", "video", "marquee", "math",
    "frame", "frameset", "applet", "template", "source", "track", "portal", "link", "meta", "form",
}  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
INERT = ("application/json", "application/ld+json", "importmap")


@dataclass(frozen=True)
class Place:
    """A form: where it stands, and which endpoint it posts to."""

    page: str
    endpoint: str
    action: str


@dataclass
class Walker:
    """Somebody who looks at every kind of page."""

    app: Flask
    actor: Any
    faults: list[str] = field(default_factory=list)
    visited: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.actor is not None:
            sign_in(self.app, self.client, self.actor)

    # ------------------------------------------------------------ going

    def get(self, url: str) -> BeautifulSoup:
        """One page, judged."""
        path = self._path(url)
        with self.app.app_context():
            answer = self.client.get(path)
        db.session.rollback()
        return self.judge(path, answer)

    def judge(self, path: str, answer: Any) -> BeautifulSoup:
        """Notes what is wrong with an answer; returns it as a tree."""
        if answer.status_code >= 500:
            self.faults.append(f"{path} answered {answer.status_code}")
        kind = answer.mimetype
        if kind == "text/html":
            body = answer.get_data(as_text=True)
            self.faults += [f"{path}: {each}" for each in strangers(body)]
            return parsed(body)
        if kind == "text/csv":
            self.faults += [f"{path}: {each}" for each in formulas(answer.get_data(as_text=True))]
        return BeautifulSoup("", "html.parser")

    def walk(self, starts: Iterable[str]) -> None:
        """Visits a few pages of every kind that links lead to, and remembers the forms there."""
        waiting = deque(starts)
        while waiting:
            url = waiting.popleft()
            endpoint = self._endpoint(url, "GET")
            known = self.visited.setdefault(endpoint, [])
            if not endpoint or url in known or len(known) >= PAGES_OF_ONE_KIND:
                continue
            known.append(url)
            html = self.get(url)
            for form in html.select("form[method=post], form[method=POST]"):
                self._remember(url, form)
            waiting.extend(self._links(url, html))

    def _links(self, here: str, html: BeautifulSoup) -> Iterator[str]:
        for each in html.select("a[href], link[rel=alternate][href]"):
            target = urljoin(f"http://localhost{here}", str(each["href"]))
            if target.startswith("http://localhost/") and "/es/" not in target:
                yield self._path(target)

    def _remember(self, page: str, form: Tag) -> None:
        action = self._path(urljoin(f"http://localhost{page}", str(form.get("action") or page)))
        endpoint = self._endpoint(action, "POST")
        if endpoint and endpoint not in NEVER:
            self.places.setdefault(endpoint, Place(page, endpoint, action))

    def _path(self, url: str) -> str:
        parts = urlsplit(url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _endpoint(self, url: str, method: str) -> str:
        adapter = self.app.url_map.bind("localhost")
        try:
            return str(adapter.match(urlsplit(url).path, method=method)[0])
        except RequestRedirect:
            return ""
        except Exception:
            return ""

    # ------------------------------------------------------------ filling

    def fill(self, place: Place, row: Row) -> bool:
        """Sends the form with this string in every text field; whether it was taken."""
        form = self._form(place)
        if form is None:
            return False
        data, texts = filled(form, sendable(row.text))
        if not texts:
            return False
        action = self._path(urljoin(f"http://localhost{place.page}", str(form.get("action"))))
        with self.app.app_context():
            answer = self.client.post(action, data=data)
        db.session.rollback()
        self.judge(f"POST {action} with {row.id}", answer)
        if answer.status_code not in (303, 400, 403, 404, 409, 413, 422):
            self.faults.append(f"POST {action} with {row.id} answered {answer.status_code}")
        if answer.status_code != 303:
            return False
        target = urljoin("http://localhost/", answer.headers["Location"])
        if not target.startswith("http://localhost/"):
            self.faults.append(f"POST {action} with {row.id} leads to {target}")
            return True
        self.get(target)
        return True

    def _form(self, place: Place) -> Tag | None:
        for page in dict.fromkeys(
            [place.page, *self.visited.get(self._endpoint(place.page, "GET"), [])]
        ):
            for form in self.get(page).select("form"):
                action = str(form.get("action") or page)
                if (
                    self._endpoint(urljoin(f"http://localhost{page}", action), "POST")
                    == place.endpoint
                ):
                    return form
        return None


def filled(form: Tag, text: str) -> tuple[MultiDict[str, Any], int]:
    """What is sent: the text in every free field, something fitting in all others."""
    data: MultiDict[str, Any] = MultiDict()
    texts = 0
    for each in form.select("input[name], textarea[name]"):
        name, kind = str(each["name"]), str(each.get("type", "text"))
        if each.name == "textarea" or kind in ("text", "search", "url", "tel"):
            data[name] = text
            texts += 1
        elif kind in ("radio", "checkbox"):
            if kind == "checkbox" or name not in data:
                data.add(name, str(each.get("value", "on")))
        elif kind != "file":
            data[name] = str(each.get("value") or FITTING.get(kind, ""))
    for each in form.select("select[name]"):
        options = [str(o.get("value", o.get_text())) for o in each.select("option")]
        data[str(each["name"])] = next((o for o in options if o), "")
    for each in form.select("button[name]"):
        data[str(each["name"])] = str(each.get("value", ""))
        break
    return data, texts


FITTING = {
    "email": "rosa-m@example.invalid", "number": "2", "date": "2027-03-09", "time": "18:30",
    "datetime-local": "2027-03-09T18:30", "password": "heron quilt lantern 58",
}  # fmt: skip


# ---------------------------------------------------------------- judging


def strangers(body: str) -> Iterator[str]:
    """What stands in a page that none of our templates writes."""
    tree = html5lib.parse(body, treebuilder="etree")
    for each in tree.iter():
        tag = str(each.tag).removeprefix(HTML)  # a comment's is a function: no element at all
        if tag.endswith("}script"):  # a drawing may hold one too
            tag = "script"
        attributes = {str(name): str(value) for name, value in each.attrib.items()}
        yield from _stranger(tag, attributes)


def _stranger(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    shown = f"<{tag} {attributes}>"[:200]
    if tag in FOREIGN and not _is_ours(tag, attributes):
        yield f"a foreign element {shown}"
    for name, value in attributes.items():
        if name.startswith("on") or name in ("style", "srcdoc", "formaction", "background", "ping"):
            yield f"a foreign attribute in {shown}"
        elif name in ("href", "src", "action", "xlink:href", "poster", "data"):
            yield from _address(tag, value, shown)
        elif name.startswith("hx-") and "//" in value:
            yield f"a request elsewhere in {shown}"


def _is_ours(tag: str, attributes: dict[str, str]) -> bool:
    if tag == "script":
        local = attributes.get("src", "").startswith("/static/")
        return local or attributes.get("type") in INERT
    if tag == "form":
        return attributes.get("action", "/").startswith(("/", "?", "#"))
    if tag == "meta":
        return attributes.get("http-equiv") is None
    return tag == "link" and not attributes.get("href", "").startswith("//")


def _address(tag: str, value: str, shown: str) -> Iterator[str]:
    begin = "".join(value.split()).lower()
    if tag == "a" and begin.startswith(("http://", "https://", "mailto:")):
        return
    if begin.startswith(("/", "#", "?", "data:image/")) and not begin.startswith(("//", "/\\")):
        return
    if tag == "link" and begin.startswith("http"):
        return
    if ":" in begin.split("/")[0] or begin.startswith(("//", "/\\")):
        yield f"a foreign address in {shown}"


def formulas(body: str) -> Iterator[str]:
    """Cells that a spreadsheet might run."""
    for line in csv.reader(io.StringIO(body)):
        for cell in line:
            if cell.startswith(FORMULA) and not _is_number(cell):
                yield f"a cell that could run: {cell[:60]!r}"


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "").rstrip("%"))
    except ValueError:
        return False
    return True
