"""A reader of a live page comes back after a restart and has missed nothing."""

from __future__ import annotations

import contextlib
import http.client
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from app import create_app
from commons import actors, clock
from commons.config import read_settings
from commons.db import db
from commons.live import LiveEvent
from council.councils import queries as councils
from council.live import operations as live
from council.reviews import operations as reviews
from council.reviews import queries
from council.reviews.rules import ItemKind
from tests.running import wait_until
from tests.servers import Site

SAID = 40


class Reader(threading.Thread):
    """Reads a stream as a browser does: after a break it asks for what came after the last id."""

    def __init__(self, site: Site, code: str, since: int) -> None:
        super().__init__(daemon=True)
        self.site, self.code, self.last = site, code, since
        self.seen: list[tuple[int, str]] = []
        self.breaks = 0
        self.is_open = threading.Event()
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            with contextlib.suppress(OSError, http.client.HTTPException):
                self._read()
            self.breaks += 1
            time.sleep(0.2)

    def _read(self) -> None:
        address = urlsplit(self.site.url)
        line = http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)
        with contextlib.closing(line):
            address_of_stream = f"/live/{self.code}/events"
            line.request("GET", address_of_stream, headers={"Last-Event-ID": str(self.last)})
            with line.getresponse() as answer:
                if answer.status == 200:
                    self._listen(answer)

    def _listen(self, answer: http.client.HTTPResponse) -> None:
        self.is_open.set()
        number, kind = 0, ""
        while raw := answer.readline():
            name, _, value = raw.decode().strip().partition(": ")
            if name == "id":
                number = int(value)
            elif name == "event":
                kind = value
            elif not name and kind:
                self.last = number
                self.seen.append((number, kind))
                kind = ""


@pytest.fixture
def beside(fresh_site):
    """The app in this process, on the rows of the running site."""
    app = create_app(read_settings(fresh_site.environment))
    with app.app_context():
        yield app


@pytest.mark.parametrize(
    "database",
    ["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)],
    indirect=True,
)
def test_a_stream_resumes_after_kill_9_and_misses_nothing(fresh_site, beside):
    actor = actors.system()
    review = reviews.draft(
        actor=actor, council=councils.council("getting-around"), title="A meeting with breaks",
        starts_at=clock.now() + timedelta(minutes=5),
    )  # fmt: skip
    reviews.add_item(actor=actor, review=review, kind=ItemKind.OTHER, title="Talk")
    reviews.notice(actor=actor, review=review)
    live.go_live(actor=actor, review=review)
    channel = queries.channel(review)
    start = max(e.seq for e in events(channel))
    readers = [Reader(fresh_site, review.subject.public_id, start) for _each in range(5)]
    for reader in readers:
        reader.start()
    wait_until(lambda: all(r.is_open.is_set() for r in readers), 30, "no stream was opened")
    for number in range(SAID):
        live.say(actor=actor, review=review, words=f"Sentence {number}", by="Odile Fenn")
        if number in (SAID // 3, 2 * SAID // 3):
            fresh_site.kill("web")
            live.say(actor=actor, review=review, words="Said while it was dark", by="Odile Fenn")
            fresh_site.restart("web")
    wanted = [(e.seq, e.kind) for e in events(channel) if e.seq > start]
    assert len(wanted) >= SAID + 2
    wait_until(lambda: all(r.last >= wanted[-1][0] for r in readers), 60, "a reader is behind")
    for reader in readers:
        reader.over.set()
        assert reader.breaks >= 2
        assert reader.seen == wanted


def events(channel: str) -> list[LiveEvent]:
    db.session.rollback()
    query = select(LiveEvent).where(LiveEvent.channel == channel).order_by(LiveEvent.seq)
    return list(db.session.scalars(query))
