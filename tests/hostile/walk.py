"""Walks the site as somebody, finds every form that posts, and fills all its text fields."""

from __future__ import annotations

import re
import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from werkzeug.datastructures import MultiDict
from werkzeug.routing import RequestRedirect

from commons import clock
from commons.db import db
from commons.text import clean
from tests.hostile.corpus import packs
from tests.hostile.judge import formulas, strangers
from tests.sign_in import sign_in

NEVER = {
    # Each would end the walk: they sign out, erase the walker, or take the office from under him.
    "citizens.accounts.sign_out", "citizens.accounts.erase", "citizens.accounts.end_session",
    "citizens.accounts.change_password", "citizens.accounts.example",
}  # fmt: skip
ANSWERS = (303, 400, 403, 404, 409, 413, 422)
WITHOUT_LIMIT = 2_000  # how much is sent at once to a field that refused nothing as too long
TOO_LONG = re.compile(
    r'id="([^"]+)-error">(?:(?!</p>).)*?(?:at most|and) (\d+) characters', re.DOTALL
)
FORMS = re.compile(r"<form\b.*?</form>", re.DOTALL)
LINKS = re.compile(r'<(?:a|link rel="alternate")\s[^>]*?href="([^"]*)"')


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
    pages_of_one_kind: int = 2
    faults: list[str] = field(default_factory=list)
    visited: dict[str, list[str]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)
    shown: set[str] = field(default_factory=set)
    limits: dict[str, dict[str, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        if self.actor is not None:
            sign_in(self.app, self.client, self.actor)

    # ------------------------------------------------------------ going

    def get(self, url: str) -> str:
        """One page, judged."""
        path = self._path(url)
        with self.app.app_context():
            answer = self.client.get(path)
        db.session.rollback()
        return self.judge(path, answer)

    def judge(self, path: str, answer: Any) -> str:
        """Notes what is wrong with an answer; returns it when it is a page."""
        if answer.status_code >= 500:
            self.faults.append(f"{path} answered {answer.status_code}")
        if answer.mimetype not in ("text/html", "text/csv"):
            answer.close()  # a stream goes on for as long as somebody listens
            return ""
        body = str(answer.get_data(as_text=True))
        found = strangers(body) if answer.mimetype == "text/html" else formulas(body)
        self.faults += [f"{path}: {each}" for each in found]
        return body if answer.mimetype == "text/html" else ""

    def walk(self, starts: Iterable[str]) -> None:
        """Visits a few pages of every kind that links lead to, and remembers the forms there."""
        waiting = deque(starts)
        while waiting:
            url = waiting.popleft()
            endpoint = self._endpoint(url, "GET")
            known = self.visited.setdefault(endpoint, [])
            if not endpoint or url in known or len(known) >= self.pages_of_one_kind:
                continue
            known.append(url)
            body = self.get(url)
            for form in forms(body):
                self._remember(url, form)
            waiting.extend(self._links(url, body))

    def _links(self, here: str, body: str) -> Iterator[str]:
        for each in dict.fromkeys(LINKS.findall(body)):
            target = urljoin(f"http://localhost{here}", unescape(each))
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

    def fill(self, place: Place, texts: Sequence[str]) -> bool:
        """Sends the form until each text field has had all these texts; whether it has any field.

        First all of them at once, which most fields refuse and show again, then as many together
        as each field takes. A form that is gone after it was taken ends it.
        """
        form, number, refused = self._form(place), 0, 0
        while form is not None and refused < 2:
            data = filled(form, texts, number, self.limits.setdefault(place.endpoint, {}))
            if data is None:
                break
            action = self._path(urljoin(f"http://localhost{place.page}", str(form.get("action"))))
            status = self._send(place, action, data, number)
            if status in (303, 422):
                number, refused = number + 1, 0
            else:
                refused += 1
                form = self._form(place)
        return number > 0 or refused > 0

    def _send(self, place: Place, action: str, data: MultiDict[str, Any], number: int) -> int:
        with self.app.app_context():
            answer = self.client.post(action, data=data)
        db.session.rollback()
        name = f"POST {action} ({number})"
        body = self.judge(name, answer)
        if answer.status_code not in ANSWERS:
            self.faults.append(f"{name} answered {answer.status_code}")
        if answer.status_code == 303:
            self.taken.add(place.endpoint)
            target = urljoin("http://localhost/", answer.headers["Location"])
            if not target.startswith("http://localhost/"):
                self.faults.append(f"{name} leads to {target}")
                return 303
            body = self.get(target)
        for name_of_it, most in TOO_LONG.findall(body):
            self.limits[place.endpoint][name_of_it] = int(most)
        if any(is_shown(each, body) for each in data.values() if "<" in each):
            self.shown.add(place.endpoint)
        return int(answer.status_code)

    def _form(self, place: Place) -> Tag | None:
        for page in dict.fromkeys(
            [place.page, *self.visited.get(self._endpoint(place.page, "GET"), [])]
        ):
            for form in forms(self.get(page)):
                action = urljoin(f"http://localhost{page}", str(form.get("action") or page))
                if self._endpoint(action, "POST") == place.endpoint:
                    return form
        return None


def forms(body: str) -> list[Tag]:
    """The forms of a page that post."""
    found = [each for each in FORMS.findall(body) if 'method="post"' in each.partition(">")[0]]
    return [form for each in found if (form := BeautifulSoup(each, "html.parser").form)]


def is_shown(text: str, body: str) -> bool:
    """Whether the beginning of what was sent stands in the page as text."""
    begin = clean(text, lines=False)[:60]
    return escape(begin).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in body


def filled(
    form: Tag, texts: Sequence[str], number: int, limits: dict[str, int]
) -> MultiDict[str, Any] | None:
    """What is sent the `number`th time, or nothing when all has been: see `fill`."""
    data: MultiDict[str, Any] = MultiDict()
    rounds = 0
    for each in form.select("input[name], textarea[name]"):
        if each.name == "textarea" or each.get("type", "text") in WRITTEN:
            portions = portions_of(tuple(texts), *limits_of(each, limits))
            rounds = max(rounds, len(portions))
            data[str(each["name"])] = portions[number % len(portions)]
        else:
            _fit(each, data)
    for each in form.select("select[name]"):
        options = [str(o.get("value", o.get_text())) for o in each.select("option")]
        data[str(each["name"])] = next((o for o in options if o), "")
    for each in form.select("button[name]")[:1]:
        data[str(each["name"])] = str(each.get("value", ""))
    return data if number < rounds else None


def _fit(each: Tag, data: MultiDict[str, Any]) -> None:
    """Something that the field takes: the first choice, all ticks, another key each time."""
    name, kind, value = str(each["name"]), str(each.get("type")), str(each.get("value") or "")
    if kind == "checkbox" or (kind == "radio" and name not in data):
        data.add(name, value or "on")
    elif name == "once" or name.endswith("-once"):
        data[name] = secrets.token_hex(16)
    elif kind not in ("radio", "file"):
        data[name] = value or FITTING.get(kind, "")


def limits_of(field: Tag, limits: dict[str, int]) -> tuple[int, str]:
    """How much a field takes, if it said so, and what stands between two strings in it."""
    between = "\n\n" if field.name == "textarea" else " "
    return limits.get(str(field.get("id")), WITHOUT_LIMIT), between


@lru_cache(maxsize=100)
def portions_of(texts: tuple[str, ...], size: int, between: str) -> list[str]:
    """Everything at once, then in packs that fit."""
    whole = between.join(texts)
    return [whole] if len(whole) <= size else [whole, *packs(texts, size, between)]


WRITTEN = ("text", "search", "url", "tel")
A_DAY = clock.today() + timedelta(days=100)
FITTING = {
    "email": "rosa-m@example.invalid", "number": "2", "date": f"{A_DAY}", "time": "18:30",
    "datetime-local": f"{A_DAY}T18:30", "password": "heron quilt lantern 58",
}  # fmt: skip
