"""Writers of one process take turns, lest they all knock at SQLite's one door until it times out.

SQLite lets a waiting writer try again after pauses of up to a tenth of a second: with sixteen of
them some never get in. A lock of our own wakes the next one at once. PostgreSQL needs none.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

P = ParamSpec("P")
R = TypeVar("R")

LONGEST = 5.0
_door = threading.RLock()


def in_turn(write: Callable[Concatenate[Session, P], R]) -> Callable[Concatenate[Session, P], R]:
    """`write` runs alone in this process; after five seconds of waiting it tries its luck."""

    @functools.wraps(write)
    def inner(session: Session, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if session.get_bind().dialect.name != "sqlite":
            return write(session, *args, **kwargs)
        held = _door.acquire(timeout=LONGEST)
        try:
            return write(session, *args, **kwargs)
        finally:
            if held:
                _door.release()

    return inner
