"""One line of JSON for each thing worth knowing, without personal data."""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from typing import TextIO, cast

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger()


class _Unfailing:
    """A stream that is allowed to lose a line: a full disk must not take the site down with it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        """Writes, if that can be done."""
        with contextlib.suppress(OSError):
            self._stream.write(text)

    def flush(self) -> None:
        """Sends on what was written, if that can be done."""
        with contextlib.suppress(OSError):
            self._stream.flush()


def init_logging(app: Flask) -> None:
    """Lines go to standard error; each request leaves one, without address, query or body."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if app.testing else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _Unfailing(sys.stderr))),
    )
    app.before_request(_start)
    app.after_request(_line)


def _start() -> None:
    g.started = time.perf_counter()


def _line(response: Response) -> Response:
    if request.endpoint != "static":
        log.info(
            "request",
            method=request.method,
            endpoint=request.endpoint,
            status=response.status_code,
            ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000),
        )
    return response
