"""Writers take turns, lest they all knock at SQLite's one door until it times out.

SQLite lets a waiting writer try again after pauses of up to a tenth of a second: with sixteen of
them some never get in, and the disk stands idle meanwhile. Within a process a lock of our own wakes
the next one at once; between processes a locked file beside the database does. PostgreSQL needs
neither.
"""

from __future__ import annotations

import fcntl
import functools
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import URL
from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")

LONGEST = 5.0
PAUSE = 0.0005  # a write takes about twice as long
_door = threading.RLock()


def in_turn(write: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Session, P], R]:
    """`write` runs alone on this database; after five seconds of waiting it tries its luck."""

    @functools.wraps(write)
    def inner(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
        engine = session.get_bind().engine
        if engine.dialect.name != "sqlite":
            return write(session, *args, **kwargs)
        deadline = time.monotonic() + LONGEST
        held = _door.acquire(timeout=LONGEST)
        try:
            with _file_held(engine.url, deadline):
                return write(session, *args, **kwargs)
        finally:
            if held:
                _door.release()

    return inner


@contextmanager
def _file_held(url: URL, deadline: float) -> Iterator[None]:
    """The file beside the database is ours within the block, if that could be had in time."""
    try:
        # Opened for each write: what a child process inherits would be one lock with its parent's.
        file = os.open(f"{url.database}-turn", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        yield  # a full disk, say: the database has words of its own for it
        return
    try:
        while _is_taken(file) and time.monotonic() < deadline:
            time.sleep(PAUSE)
        yield
    finally:
        os.close(file)  # and with it the lock


def _is_taken(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no file can be locked here: SQLite's own door is enough
    return False
