"""People who write to a running site over HTTP, and remember what was acknowledged."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode, urlsplit

from tests.servers import Site

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PACE = 0.1
LOST = (OSError, http.client.HTTPException)


@dataclass
class Answer:
    """What came back."""

    status: int
    location: str
    body: str


@dataclass
class Person:
    """One session, with its cookies; each request has a connection of its own."""

    site: Site
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(self, method: str, path: str, body: str = "", within: float = 15) -> Answer:
        """One request; fails as the network fails."""
        address = urlsplit(self.site.url)
        line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=within)
        try:
            headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
            if method == "POST":
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            line.request(method, path, body.encode(), headers)
            answer = line.getresponse()
            text = answer.read().decode()
            for given in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = given.partition(";")[0].partition("=")
                self.cookies[name] = value
            return Answer(answer.status, answer.headers.get("Location", ""), text)
        finally:
            line.close()

    def get(self, path: str) -> Answer:
        """A page; the token of its forms is kept."""
        answer = self.ask("GET", path)
        found = TOKEN.search(answer.body)
        if found:
            self.token = unescape(found.group(1))
        return answer

    def post(self, path: str, fields: list[tuple[str, str]]) -> Answer:
        """A form, with the token of the last page."""
        return self.ask("POST", path, urlencode([("csrf_token", self.token), *fields]))

    def sign_in(self, code: str) -> Person:
        """From now on an example person."""
        self.get("/account/sign-in")
        answer = self.post(f"/account/example/{code}", [("next", "/about")])
        assert answer.status == 303, answer.body
        self.get("/account")
        return self


class Writers:
    """Threads that write one thing after another until each is acknowledged."""

    def __init__(self) -> None:
        self.acknowledged: list[str] = []
        self.refused: list[str] = []
        self.failures = 0
        self.stop = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def run(self, name: str, times: int, write: Callable[[int], Answer]) -> None:
        """`write(n)` for n below `times`, each again after a lost connection or a 503."""
        thread = threading.Thread(target=self._loop, args=(name, times, write), daemon=True)
        self._threads.append(thread)
        thread.start()

    def _loop(self, name: str, times: int, write: Callable[[int], Answer]) -> None:
        for number in range(times):
            time.sleep(PACE)
            while not self.stop.is_set():
                try:
                    answer = write(number)
                except LOST:
                    answer = None
                if answer is not None and answer.status == 303:
                    with self._lock:
                        self.acknowledged.append(f"{name} {number}")
                    break
                with self._lock:
                    self.failures += 1
                    if answer is not None and answer.status != 503:
                        self.refused.append(f"{name} {number}: {answer.status} {answer.body[:300]}")
                        break
                time.sleep(0.1)

    def join(self, within: float = 180) -> None:
        """All have written all of it."""
        deadline = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(0.1, deadline - time.monotonic()))
        alive = sum(thread.is_alive() for thread in self._threads)
        self.stop.set()
        assert not alive, f"{alive} did not finish; {self.failures} failures"
