"""Writers of several processes take turns at SQLite's one door."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commons import turns
from commons.db import db
from tests.make import make_member

only_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@contextmanager
def _held() -> Iterator[None]:
    """Somebody else has the file beside the database."""
    with Path(f"{db.engine.url.database}-turn").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@only_sqlite
def test_a_writer_waits_for_that_of_another_process_and_wakes_at_once(app) -> None:
    came: list[float] = []

    def write() -> None:
        with app.app_context():
            make_member()
            came.append(time.monotonic())

    writer = threading.Thread(target=write)
    with _held():
        writer.start()
        time.sleep(0.3)
        assert not came
    writer.join()
    assert came


@only_sqlite
def test_who_has_waited_too_long_tries_its_luck(app, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONGEST", 0.2)
    with _held():
        assert make_member().id


@only_sqlite
def test_where_no_file_can_be_locked_writing_goes_on(app, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no locks here")

    monkeypatch.setattr("commons.turns.fcntl.flock", refuse)
    assert make_member().id
    monkeypatch.setattr("commons.turns.os.open", refuse)
    assert make_member().id
