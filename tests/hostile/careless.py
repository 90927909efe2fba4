"""A careless site, which shows the hostile strings raw: the proof that we would notice."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from tests.hostile.corpus import FOLDER, Row, rows, sendable

# What each string did each time when Chromium 156 showed it raw: ran a script, or asked for
# something. Those that wait for a click, or for another browser, are not in it.
SEEN: dict[str, str] = json.loads((FOLDER / "chromium.json").read_text())
HARMFUL = [row for row in rows("xss") if row.id in SEEN]
WITHIN = 10.0  # seconds; on a quiet machine a tenth of one

RAN = "a string ran"
# A dialog would stop the page, and a browser shows none in a page that is being left.
TELL = f"for (const name of ['alert', 'confirm', 'prompt', 'print'])\
 window[name] = () => console.log('{RAN}')"


class Raw(http.server.BaseHTTPRequestHandler):
    """Shows a string in a page of its own."""

    def handle(self) -> None:
        """Answers, also one who has left."""
        with contextlib.suppress(OSError):
            super().handle()

    def do_GET(self) -> None:
        number = self.path.strip("/")
        body = ""
        if number.isdigit():
            text = sendable(HARMFUL[int(number)].text)
            body = f"<!doctype html><meta charset=utf-8><title>raw</title><div>{text}</div>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Careless:
    """The careless site, and a browser that looks at it."""

    def __init__(self, browser: Any) -> None:
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Raw)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self._home = f"http://127.0.0.1:{self._server.server_port}"
        self._context = browser.new_context()
        self._context.add_init_script(TELL)
        self._context.route("**/*", self._pass_on)
        self._seen: set[str] = set()

    def close(self) -> None:
        """The site is gone."""
        self._context.close()
        self._server.shutdown()
        self._server.server_close()

    def unseen(self, chosen: list[Row]) -> list[str]:
        """The strings whose known effect was not noticed."""
        return [row.id for row in chosen if not self._does(row)]

    def _does(self, row: Row) -> bool:
        self._seen.clear()
        page = self._context.new_page()
        page.on("console", lambda said: self._seen.update({"run"} if said.text == RAN else ()))
        with contextlib.suppress(Exception):  # the string may lead the page elsewhere
            page.goto(f"{self._home}/{HARMFUL.index(row)}", wait_until="commit")
        deadline = time.monotonic() + WITHIN
        while SEEN[row.id] not in self._seen and time.monotonic() < deadline:
            page.wait_for_timeout(5)
        page.close()
        return SEEN[row.id] in self._seen

    def _pass_on(self, route: Any) -> None:
        url = route.request.url
        if url.removeprefix(f"{self._home}/").isdigit():
            route.continue_()
            return
        if not url.endswith("/favicon.ico"):
            self._seen.add("request")
        route.abort()


@contextlib.contextmanager
def careless_site(browser: Any) -> Iterator[Careless]:
    """A careless site for as long as it is needed."""
    with contextlib.closing(Careless(browser)) as site:
        yield site
