"""Page: reads and uses the site as a person does, and checks every page that it fetches.

    page.get("/measures/salmon", as_=actor)      fetch; 200 unless status= says otherwise
    page.submit("Send", body="I agree")          fill and send the form with this button
    page.one("h1").text, page.all("tr"), page.text, page.status, page.url, page.queries

GET runs where the database refuses writes. A form is sent as it stands on the page: a field that
is not there cannot be filled, a choice that is not offered cannot be made.
"""

from __future__ import annotations

import io
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import html5lib
from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from flask import Flask
from sqlalchemy import event
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from commons.db import db
from commons.engines import read_only

NOBODY = object()
INERT_SCRIPTS = ("application/json", "application/ld+json", "importmap")
NAMELESS = ("hidden", "submit", "button", "image")


class Page:
    """One visitor: a client with cookies, and the page that it looks at."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()
        self.actor: Any = None
        self.url = ""
        self.status = 0
        self.html = BeautifulSoup("", "html.parser")
        self.response: TestResponse
        self.queries: list[str] = []

    # ------------------------------------------------------------ going

    def get(
        self,
        url: str,
        *,
        as_: Any = NOBODY,
        status: int = 200,
        fragment: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Page:
        """Fetches a page, following redirects inside the site; `fragment` asks as htmx would."""
        if as_ is not NOBODY:
            self.sign_in(as_)
        sent = dict(headers or {}) | ({"HX-Request": "true"} if fragment else {})
        for _step in range(6):
            with self._watched(), read_only():
                self.response = self.client.get(url, headers=sent)
            if self.response.status_code not in (301, 302, 303, 307, 308):
                break
            url = self._inside(self.response.headers["Location"], url)
        return self._take(url, status, whole=not fragment)

    def submit(
        self,
        button: str | None = None,
        *,
        form: str | None = None,
        status: int = 200,
        **fields: Any,
    ) -> Page:
        """Fills the form that has this button, or that a selector names, and sends it.

        A POST must answer 303, whose page is then fetched, or 422 when `status` is 422.
        """
        found, pressed = self._form(button, form)
        data = self._filled(found, pressed, fields)
        action = urljoin(self.url, str(found.get("action") or self.url))
        if str(found.get("method", "get")).lower() == "get":
            query = "&".join(f"{name}={value}" for name, value in data.items(multi=True))
            return self.get(f"{urlsplit(action).path}?{query}", status=status)
        here = urljoin("http://localhost", self.url)  # browsers say it within a site
        return self.post(action, data, status=status, headers={"Referer": here})

    def post(
        self,
        url: str,
        data: Any = None,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> Page:
        """Sends a POST and goes where it leads. Forms are better sent with `submit`."""
        with self._watched():
            self.response = self.client.post(url, data=data, headers=headers)
        code = self.response.status_code
        if code == 303:
            return self.get(self._inside(self.response.headers["Location"], url), status=status)
        assert code == status, f"POST {url} answered {code}, not {status}: {self._excerpt()}"
        assert code >= 400, f"POST {url} answered {code}: a POST ends in 303 or in an error"
        return self._take(url, status)

    def sign_in(self, actor: Any) -> None:
        """From now on this visitor is `actor`, or nobody when that is None."""
        from tests.sign_in import sign_in, sign_out

        if actor is None:
            sign_out(self.client)
        else:
            sign_in(self.app, self.client, actor)
        self.actor = actor

    # ------------------------------------------------------------ looking

    @property
    def text(self) -> str:
        """All words of the page, on one line."""
        return " ".join(self.html.get_text(" ").split())

    @property
    def main(self) -> str:
        """The words of the page's own part."""
        return " ".join(self.one("main").get_text(" ").split())

    @property
    def json(self) -> Any:
        """The answer as data."""
        return self.response.get_json()

    def all(self, selector: str) -> list[Tag]:
        """All elements that the selector finds."""
        return list(self.html.select(selector))

    def one(self, selector: str) -> Tag:
        """The only element that the selector finds."""
        found = self.all(selector)
        assert len(found) == 1, f"{len(found)} × “{selector}” on {self.url}: {self._excerpt()}"
        return found[0]

    def words(self, selector: str) -> list[str]:
        """The words of each element that the selector finds."""
        return [" ".join(each.get_text(" ").split()) for each in self.all(selector)]

    def link(self, words: str) -> str:
        """Where the link of these words leads."""
        found = [a for a in self.all("a[href]") if " ".join(a.get_text(" ").split()) == words]
        assert found, f"no link “{words}” on {self.url}; there are {self.words('a[href]')}"
        return str(found[0]["href"])

    def follow(self, words: str, *, status: int = 200) -> Page:
        """Follows the link of these words."""
        return self.get(self._inside(self.link(words), self.url), status=status)

    # ------------------------------------------------------------ forms

    def _form(self, button: str | None, selector: str | None) -> tuple[Tag, Tag | None]:
        forms = self.all(selector or "main form")
        if button is None:
            assert len(forms) == 1, f"{len(forms)} forms “{selector}” on {self.url}"
            return forms[0], None
        for form in forms:
            for each in form.select("button, input[type=submit]"):
                if button in (" ".join(each.get_text(" ").split()), each.get("value")):
                    return form, each
        raise AssertionError(f"no button “{button}” on {self.url}; {self.words('button')}")

    def _filled(
        self, form: Tag, pressed: Tag | None, fields: dict[str, Any]
    ) -> MultiDict[str, Any]:
        data: MultiDict[str, Any] = MultiDict()
        found = [each for each in form.select("input, select, textarea") if _is_sent(each)]
        names = {str(each["name"]) for each in found}
        missing = set(fields) - names
        assert not missing, f"no field {missing} in the form on {self.url}; it has {sorted(names)}"
        for each in found:
            for value in _values(each, form, fields):
                data.add(str(each["name"]), value)
        if pressed is not None and pressed.get("name"):
            data.add(str(pressed["name"]), str(pressed.get("value", "")))
        return data

    # ------------------------------------------------------------ checks

    def _take(self, url: str, status: int, *, whole: bool = True) -> Page:
        self.url = url
        self.status = self.response.status_code
        body = self.response.get_data(as_text=True) if self._is_text() else ""
        self.html = parsed(body)
        assert self.status == status, (
            f"{url} answered {self.status}, not {status}: {self._excerpt()}"
        )
        if str(self.response.mimetype).endswith("xml"):
            ElementTree.fromstring(body)  # a feed or a map of the site is well formed
        if whole and self.response.mimetype == "text/html":
            faults = faults_of(body, self.html)
            assert not faults, f"{url}:\n  " + "\n  ".join(faults)
        return self

    def _is_text(self) -> bool:
        kind = str(self.response.mimetype)
        return kind.startswith("text/") or kind.endswith(("json", "xml", "svg+xml"))

    def _inside(self, target: str, here: str) -> str:
        parts = urlsplit(
            urljoin(f"http://localhost{here}" if here.startswith("/") else here, target)
        )
        assert parts.netloc in ("localhost", ""), f"{here} leads out of the site: {target}"
        return parts.path + (f"?{parts.query}" if parts.query else "")

    def _excerpt(self) -> str:
        if not self._is_text():
            return f"({self.response.mimetype})"
        words = parsed(self.response.get_data(as_text=True))
        return " ".join((words.find("main") or words).get_text(" ").split())[:600]

    @contextmanager
    def _watched(self) -> Iterator[None]:
        self.queries = []
        with self.app.app_context():
            engine = db.engine
            db.session.rollback()
        event.listen(engine, "before_cursor_execute", self._note)
        try:
            with self.app.app_context():  # each request has its own, as on a server
                yield
        finally:
            event.remove(engine, "before_cursor_execute", self._note)
            db.session.rollback()  # what the test has read is read anew after the request

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN", "SET TRANSACTION")):
            self.queries.append(statement)


def parsed(body: str) -> BeautifulSoup:
    """The answer as a tree; also what is not HTML, for its words."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        return BeautifulSoup(body, "html.parser")


def faults_of(body: str, html: BeautifulSoup) -> list[str]:
    """What is wrong with a whole page, whatever it shows."""
    every = [each for each in html.descendants if isinstance(each, Tag)]  # walked once: it is long
    return [
        *_faults_of_frame(body, html, every),
        *_faults_of_policy(every),
        *_faults_of_links(every),
        *_faults_of_forms(html, every),
        *_faults_of_syntax(body),
    ]


def _named(every: list[Tag], *names: str) -> list[Tag]:
    return [each for each in every if each.name in names]


def _faults_of_frame(body: str, html: BeautifulSoup, every: list[Tag]) -> Iterator[str]:
    if not body.lstrip().lower().startswith("<!doctype html>"):
        yield "no doctype"
    if not (html.html and html.html.get("lang")):
        yield "no language"
    title = html.head.title if html.head else None
    if title is None or not title.get_text(strip=True):
        yield "no title"
    for name in ("h1", "main"):
        if len(_named(every, name)) != 1:
            yield f"{len(_named(every, name))} × {name}"
    ids = Counter(str(each["id"]) for each in every if each.has_attr("id"))
    for name in sorted(name for name, count in ids.items() if count > 1):
        yield f"the id {name} stands twice"


def _faults_of_policy(every: list[Tag]) -> Iterator[str]:
    for script in _named(every, "script"):
        if not script.get("src") and script.get("type") not in INERT_SCRIPTS:
            yield "a script stands in the page"
    for each in every:
        if each.name == "style" or each.has_attr("style"):
            yield f"a style stands in the page: {str(each)[:80]}"
        for name in each.attrs:
            if name.startswith("on"):
                yield f"{name} stands in the page: {str(each)[:80]}"


def _faults_of_links(every: list[Tag]) -> Iterator[str]:
    for each in _named(every, "a", "button"):
        if each.name == "a" and not each.has_attr("href"):
            continue
        if not (each.get_text(strip=True) or each.get("aria-label") or each.select("img[alt]")):
            yield f"a link or button without words: {str(each)[:120]}"
        leads_out = str(each.get("href", "")).startswith(("http:", "https:"))
        is_open = "noopener" not in " ".join(each.get("rel") or [])
        if leads_out and each.get("target") == "_blank" and is_open:
            yield f"a link hands over its window: {str(each)[:120]}"
    for each in _named(every, "img"):
        if not each.has_attr("alt"):
            yield f"an image without words: {str(each)[:120]}"


def _faults_of_forms(html: BeautifulSoup, every: list[Tag]) -> Iterator[str]:
    names = {str(each["id"]) for each in every if each.has_attr("id")}
    for form in _named(every, "form"):
        has_token = bool(form.select("[name$='csrf_token']"))
        if str(form.get("method", "")).lower() == "post" and not has_token:
            yield f"a form without its token: {str(form)[:120]}"
    for each in _named(every, "input", "select", "textarea"):
        if each.get("type") not in NAMELESS and not _is_labelled(html, each):
            yield f"a field without a label: {str(each)[:120]}"
    for each in every:
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            missing = set(str(each.get(attribute, "")).split()) - names
            if missing:
                yield f"{attribute} names {missing}, which is not there"


def _is_labelled(html: BeautifulSoup, field: Tag) -> bool:
    if field.get("aria-label") or field.get("aria-labelledby") or field.find_parent("label"):
        return True
    return bool(field.get("id") and html.select_one(f"label[for='{field['id']}']"))


def _faults_of_syntax(body: str) -> Iterator[str]:
    parser = html5lib.HTMLParser()
    parser.parse(body)
    lines = body.splitlines()
    for (line, _column), code, _values in parser.errors[:5]:
        near = lines[line - 1].strip()[:100] if 0 < line <= len(lines) else ""
        yield f"invalid HTML ({code}) at line {line}: {near}"


def _is_sent(field: Tag) -> bool:
    kinds = ("submit", "button", "image")
    return (
        bool(field.get("name"))
        and not field.has_attr("disabled")
        and field.get("type") not in kinds
    )


def _values(field: Tag, form: Tag, fields: dict[str, Any]) -> list[Any]:
    name = str(field["name"])
    if field.get("type") in ("radio", "checkbox"):
        return _ticked(field, form, fields)
    if name not in fields:
        return _standing(field)
    if field.get("type") == "file":
        file_name, content = fields[name]
        return [(io.BytesIO(content), file_name)]
    values = _listed(fields[name]) if field.name == "select" else [str(fields[name])]
    if field.name == "select":
        offered = [str(each.get("value", each.get_text())) for each in field.select("option")]
        _assert_offered(name, values, offered)
    return values


def _standing(field: Tag) -> list[str]:
    if field.name == "textarea":
        return [field.get_text().removeprefix("\n")]
    if field.name == "select":
        options = field.select("option")
        chosen = [each for each in options if each.has_attr("selected")]
        if not chosen and not field.has_attr("multiple"):
            chosen = options[:1]
        return [str(each.get("value", each.get_text())) for each in chosen]
    return [] if field.get("type") == "file" else [str(field.get("value", ""))]


def _ticked(field: Tag, form: Tag, fields: dict[str, Any]) -> list[str]:
    name, value = str(field["name"]), str(field.get("value", "on"))
    given = fields.get(name)
    if given is None:
        return [value] if field.has_attr("checked") else []
    if isinstance(given, bool):
        return [value] if given else []
    offered = [str(each.get("value", "on")) for each in form.select(f"[name='{name}']")]
    _assert_offered(name, _listed(given), offered)
    return [value] if value in _listed(given) else []


def _listed(given: Any) -> list[str]:
    several = isinstance(given, (list, tuple, set))
    return [str(each) for each in given] if several else [str(given)]


def _assert_offered(name: str, values: list[str], offered: list[str]) -> None:
    for value in values:
        assert value in offered, f"“{value}” is not offered by {name}: {offered}"
