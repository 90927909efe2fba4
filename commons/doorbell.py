"""Says to all processes that something new lies in the outbox, lest they look all the time.

With REDIS_URL a writer rings after its commit and readers wait for the bell; without it, or while
Redis is away, they look every quarter of a second. The outbox is the truth either way.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

log = structlog.get_logger()
CHANNEL = "goalpost"
LOOK_EVERY = 0.25  # seconds between looks where no bell rings
LOOK_ANYWAY = 2.0  # a ring may be lost: nobody waits longer than this for one
PAUSE = 0.05  # many rings in a row are one look
PATIENCE = 0.5  # how long Redis may take
LEFT_ALONE = 5.0  # for how long, when it did not answer


class Doorbell:
    """The bell of one process, which one thread of it may wait for."""

    def __init__(self, url: str | None) -> None:
        self.line: Any = url and redis.Redis.from_url(
            url,
            socket_timeout=PATIENCE,
            socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0),
        )
        self.heard: Any = None
        self.silent_until = 0.0

    def ring(self) -> None:
        """Whoever waits looks now; while Redis is away nothing happens, and nothing fails."""
        if self._answers():
            try:
                self.line.publish(CHANNEL, b"")
            except redis.RedisError:
                self._leave_alone()  # the line that is heard is closed by who waits for it alone

    def wait(self) -> None:
        """Returns when it rang, or when it is time to look anyway."""
        if not self._answers():
            time.sleep(LOOK_EVERY)
            return
        try:
            if self.heard is None:
                self.heard = self.line.pubsub(ignore_subscribe_messages=True)
                self.heard.subscribe(CHANNEL)
            elif self.heard.get_message(timeout=LOOK_ANYWAY):
                time.sleep(PAUSE)
                while self.heard.get_message():
                    pass
        except redis.RedisError:
            self._leave_alone()
            heard, self.heard = self.heard, None
            with suppress(redis.RedisError, AttributeError):
                heard.close()

    def _answers(self) -> bool:
        return self.line is not None and time.monotonic() >= self.silent_until

    def _leave_alone(self) -> None:
        log.warning("doorbell_silent")
        self.silent_until = time.monotonic() + LEFT_ALONE
