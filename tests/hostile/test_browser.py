"""Hostile strings in Chromium: nothing runs, nothing is asked of any other host.

First the proof that we would notice: the same strings, shown raw, do what they are known to do.
"""

from __future__ import annotations

import http.server
import threading
from urllib.parse import quote

import pytest

from app import create_app
from citizens.comments import operations as comments
from citizens.comments.rules import Side
from citizens.moderation import operations as moderation
from citizens.moderation.rules import Rule
from commons.config import read_settings
from commons.db import db
from commons.subjects import Subject
from tests.hostile import corpus
from tests.hostile.corpus import Row
from tests.make import make_member, make_officer, make_proposal

HARMFUL = [row for row in corpus.rows("xss") if row.effect in ("dialog", "request")]


class Raw(http.server.BaseHTTPRequestHandler):
    """Shows a string in a page of its own, as a careless site would."""

    def do_GET(self) -> None:
        number = self.path.strip("/")
        body = ""
        if number.isdigit():
            text = HARMFUL[int(number)].text.encode("utf-8", "replace").decode()
            body = f"<!doctype html><meta charset=utf-8><title>raw</title><div>{text}</div>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def careless(_chromium):
    """A careless site, and whether a string did something there."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Raw)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield lambda chosen: caught(_chromium, f"http://127.0.0.1:{server.server_port}", chosen)
    server.shutdown()
    server.server_close()


def effects(browser, url: str) -> list[str]:
    """Dialogs and requests to elsewhere while a page is open."""
    context = browser.new_context()
    page = context.new_page()
    seen: list[str] = []
    home = url.rsplit("/", 1)[0]

    def hear(dialog) -> None:
        seen.append("dialog")
        dialog.dismiss()

    def pass_on(route) -> None:
        if route.request.url.startswith(home):
            route.continue_()
        else:
            seen.append(route.request.url)
            route.abort()

    page.on("dialog", hear)
    page.route("**/*", pass_on)
    page.goto(url, wait_until="load")
    page.wait_for_timeout(60)
    context.close()
    return seen


def caught(browser, site: str, chosen: list[Row]) -> float:
    """The share of harmful strings whose effect was noticed."""
    found = sum(bool(effects(browser, f"{site}/{HARMFUL.index(row)}")) for row in chosen)
    return found / len(chosen)


def open_pages(site, visitors, chosen: list[Row]) -> None:
    """Writes the strings as titles, names, comments and reports, and opens all that shows them."""
    app = create_app(read_settings(site.environment))
    with app.app_context():
        paths = []
        for number, row in enumerate(chosen):
            text = corpus.sendable(row.text)
            person = make_member(f"{text} {number}"[:60])
            proposal = make_proposal(f"{text[:110]} {number}", body=text, how_noticed=text)
            about = proposal.subject_id
            comment = comments.say(
                actor=person, about_id=about, body=text, side=Side.FOR, once=f"hostile {number}"
            )
            paths.append(proposal.subject.path)
            if number % 3 == 0:
                _hide(comment.subject_id, text)
    paths += ["/", "/proposals", "/moderation", "/changes"]
    paths += [f"/search?q={quote(corpus.sendable(row.text))}" for row in chosen[:5]]
    page = visitors.come(site)

    def hear(dialog) -> None:
        visitors.faults.append(f"{page.url}: {dialog.message}")
        dialog.dismiss()

    page.on("dialog", hear)
    for path in paths:
        assert page.goto(path, wait_until="load").status < 500
    page.wait_for_timeout(200)


def _hide(subject_id: int, text: str) -> None:
    moderator = make_officer("moderator")
    subject = db.session.get_one(Subject, subject_id)
    moderation.hide(actor=moderator, subject=subject, rule=Rule.SPAM, reason=text)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_sample_of_harmful_strings_does_nothing_in_a_browser(fresh_site, visitors, careless):
    chosen = corpus.draw().sample(HARMFUL, 20)
    assert careless(chosen) >= 0.9
    open_pages(fresh_site, visitors, chosen)


@pytest.mark.night
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_harmful_string_does_anything_in_a_browser(fresh_site, visitors, careless):
    assert careless(HARMFUL) >= 0.9
    open_pages(fresh_site, visitors, corpus.rows("xss"))
