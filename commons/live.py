"""Event streams. The outbox table is the truth; one reader in a process wakes all its listeners."""

from __future__ import annotations

import json
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, Response, current_app, request
from sqlalchemy import JSON, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from commons import clock
from commons.db import Base, UtcDateTime, after_commit, before_commit, db, end_reading, queue_up
from commons.doorbell import Doorbell
from commons.paging import whole_number
from commons.rows import write

log = structlog.get_logger()
PING_EVERY = 15
MOST_MISSED = 200
QUEUE = 100
LEAST_SHARE = 5
QUEUE = 0x60A2
Waiting = queue.Queue[tuple[int, str]]


class LiveEvent(Base):
    """One public change of a channel, in the order in which changes were committed."""

    __tablename__ = "live_event"
    __table_args__ = (Index(None, "channel", "seq"), {"sqlite_autoincrement": True})

    seq: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


def publish(channel: str, kind: str, **payload: Any) -> None:
    """Every open page of the channel hears of it once the operation has committed."""
    said = {"channel": channel, "kind": kind, "payload": payload, "at": clock.now()}
    db.session().info.setdefault("said", []).append(said)
    before_commit("said", _write, at_last=True)
    bell: Doorbell = current_app.extensions["doorbell"]
    after_commit("doorbell", bell.ring)


def _write() -> None:
    # Numbers must become visible in their order, or a reader would pass over a slower one.
    queue_up(QUEUE)
    for said in db.session().info.pop("said"):
        write(LiveEvent, **said)


def last_seq(channel: str) -> int:
    """The number of the channel's newest event, 0 when there is none."""
    return (
        db.session.scalar(select(func.max(LiveEvent.seq)).where(LiveEvent.channel == channel)) or 0
    )


def last_payload(channel: str, kind: str) -> dict[str, Any]:
    """What the channel's newest event of this kind said; empty when there is none."""
    found = db.session.scalar(
        select(LiveEvent.payload)
        .where(LiveEvent.channel == channel, LiveEvent.kind == kind)
        .order_by(LiveEvent.seq.desc())
        .limit(1)
    )
    return found or {}


def since(channel: str, seq: int) -> list[LiveEvent] | None:
    """The events after `seq`, or None when so many were missed that a new state is better."""
    rows = db.session.scalars(
        select(LiveEvent)
        .where(LiveEvent.channel == channel, LiveEvent.seq > seq)
        .order_by(LiveEvent.seq)
        .limit(MOST_MISSED + 1)
    ).all()
    return None if len(rows) > MOST_MISSED else list(rows)


class Hub:
    """The listeners of this process, and the thread that reads the outbox while there are any."""

    def __init__(self, app: Flask, most: int, bell: Doorbell) -> None:
        self.app = app
        self.bell = bell
        self.most = most
        self.lock = threading.Lock()
        self.listeners: dict[str, dict[Waiting, str]] = {}
        self.by_address: Counter[str] = Counter()
        self.count = 0
        self.running = False

    def listen(self, channel: str, address: str = "") -> Waiting | None:
        """A queue that fills with frames, or None when the process has enough listeners.

        No address of another machine has more than a share, lest one keep all others out.
        """
        with self.lock:
            if self.count >= self.most or not self._has_room(address):
                return None
            self.count += 1
            self.by_address[address] += 1
            waiting: Waiting = queue.Queue(QUEUE)
            self.listeners.setdefault(channel, {})[waiting] = address
            if not self.running:
                self.running = True
                threading.Thread(target=self._read, daemon=True).start()
            return waiting

    def leave(self, channel: str, waiting: Waiting) -> None:
        """The listener is gone."""
        with self.lock:
            address = self.listeners.get(channel, {}).pop(waiting, None)
            if address is not None:
                self.count -= 1
                self.by_address[address] -= 1
                self.by_address += Counter()  # those who have none left are forgotten

    def _has_room(self, address: str) -> bool:
        # A proxy on this machine that is not trusted to say who asks stands for many.
        is_here = address.startswith("127.") or address in ("", "::1")
        return is_here or self.by_address[address] < max(LEAST_SHARE, self.most // 4)

    def _read(self) -> None:
        with self.app.app_context():
            engine = db.engine
        newest = select(func.coalesce(func.max(LiveEvent.seq), 0))
        last: int | None = None
        while True:
            with self.lock:
                if not self.count:
                    self.running = False
                    return
            try:
                with engine.connect() as connection:
                    if last is None:
                        # A little overlap: a listener drops what it has already seen.
                        last = max(0, int(connection.execute(newest).scalar_one()) - 50)
                    rows = connection.execute(
                        select(LiveEvent.seq, LiveEvent.channel, LiveEvent.kind, LiveEvent.payload)
                        .where(LiveEvent.seq > last)
                        .order_by(LiveEvent.seq)
                        .limit(500)
                    ).all()
            except Exception:
                log.exception("stream_reader_failed")
                time.sleep(2)
                continue
            for seq, channel, kind, payload in rows:
                last = seq
                self._deliver(channel, seq, frame(seq, kind, payload))
            self._rest()

    def _rest(self) -> None:
        try:
            self.bell.wait()
        except Exception:
            log.exception("stream_bell_failed")
            time.sleep(1)

    def _deliver(self, channel: str, seq: int, written: str) -> None:
        for waiting in list(self.listeners.get(channel, ())):
            try:
                waiting.put_nowait((seq, written))
            except queue.Full:
                # Too slow: the browser comes back and resumes after the last id it saw.
                self.leave(channel, waiting)


def frame(seq: int, kind: str, payload: dict[str, Any]) -> str:
    """One server-sent event."""
    return f"id: {seq}\nevent: {kind}\ndata: {json.dumps(payload, separators=(',', ':'))}\n\n"


def stream(channel: str, state: Callable[[], dict[str, Any]]) -> Response:
    """Answers with the channel's events: a state first, or what was missed since the last id."""
    hub: Hub = current_app.extensions["live_hub"]
    waiting = hub.listen(channel, request.remote_addr or "") if request.method == "GET" else None
    if waiting is None:
        return Response(status=204)
    try:
        return _answer(hub, channel, waiting, state)
    except BaseException:
        hub.leave(channel, waiting)
        raise


def _answer(
    hub: Hub, channel: str, waiting: Waiting, state: Callable[[], dict[str, Any]]
) -> Response:
    seen = whole_number(request.headers.get("Last-Event-ID") or request.args.get("since"), least=0)
    # What was read before shows an older moment: an event that was committed since, and handed on
    # before this listener stood there, would be in neither.
    end_reading()
    missed = since(channel, seen) if seen is not None else None
    if missed is None:
        seen = last_seq(channel)
        first = [frame(seen, "state", state())]
    else:
        first = [frame(e.seq, e.kind, e.payload) for e in missed]
        seen = missed[-1].seq if missed else seen
    db.session.remove()
    response = Response(
        _frames(hub, channel, waiting, first, seen or 0), mimetype="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(lambda: hub.leave(channel, waiting))  # also if nothing was ever read
    return response


def _frames(hub: Hub, channel: str, waiting: Waiting, first: list[str], seen: int) -> Iterator[str]:
    try:
        yield f"retry: {random.randint(2000, 8000)}\n\n"  # noqa: S311  spreads reconnections only
        yield from first
        while True:
            try:
                seq, written = waiting.get(timeout=PING_EVERY)
            except queue.Empty:
                if waiting not in hub.listeners.get(channel, {}):
                    return
                yield ": still here\n\n"
                continue
            if seq > seen:
                seen = seq
                yield written
    finally:
        hub.leave(channel, waiting)


def init_live(app: Flask, most: int, redis_url: str | None) -> None:
    """This process can carry `most` streams, and rings for those of others."""
    bell = app.extensions["doorbell"] = Doorbell(redis_url)
    app.extensions["live_hub"] = Hub(app, most, bell)
