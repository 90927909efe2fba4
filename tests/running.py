"""One folder in the place for temporary files holds all that a run of the tests makes.

The process that began the run takes it away; the next run takes away what a killed one left.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

RUN_VARIABLE = "GOALPOST_TEST_RUN"
PREFIX = "goalpost-test-"
started: list[subprocess.Popen[bytes]] = []  # held, for they outlive the tests that began them


def begin_run() -> Path:
    """Makes the folder of this run, after taking away those of runs whose process is gone."""
    clear_left_over()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    folder.chmod(0o711)  # our own: PostgreSQL's user must be able to pass through
    (folder / "owner").write_text(str(os.getpid()))
    os.environ[RUN_VARIABLE] = str(folder)
    return folder


def clear_left_over() -> None:
    """Takes away what runs left whose process is gone."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        if not _owner_lives(left):
            end_run(left)


def stop_postgresql(data: Path) -> None:
    """Ends the server of this data folder, by the number that it wrote there."""
    try:
        number = int((data / "postmaster.pid").read_text().split()[0])
        os.kill(number, signal.SIGINT)
    except (OSError, ValueError, IndexError):
        return
    deadline = time.monotonic() + 10
    while (data / "postmaster.pid").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)


def end_run(folder: Path) -> None:
    """Stops the database server of a run and takes its folder away."""
    stop_postgresql(folder / "pgdata")
    shutil.rmtree(folder, ignore_errors=True)


def run_folder() -> Path:
    """The folder of this run, the same in all its processes."""
    return Path(os.environ[RUN_VARIABLE])


@contextlib.contextmanager
def only_one(name: str) -> Iterator[None]:
    """Within the block no other process of this run is in the block of the same name."""
    with (run_folder() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _owner_lives(folder: Path) -> bool:
    try:
        os.kill(int((folder / "owner").read_text()), 0)
    except FileNotFoundError:
        return time.time() - folder.stat().st_mtime < 60  # just made, not yet signed
    except (OSError, ValueError):
        return False
    return True


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as test:
        test.bind(("127.0.0.1", 0))
        return int(test.getsockname()[1])


def at_once(*acts: Callable[[], Any], in_turns: float | None = None) -> None:
    """Does all acts at the same time, each in a thread of its own, and returns when all are done.

    `in_turns` of so many seconds make threads meet in the midst of things.
    """
    start, wrong = threading.Barrier(len(acts)), list[BaseException]()

    def do(act: Callable[[], Any]) -> None:
        start.wait()
        try:
            act()
        except BaseException as error:
            wrong.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(in_turns or before)
    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    try:
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    finally:
        sys.setswitchinterval(before)
    if wrong:
        raise wrong[0]


def wait_until(holds: Callable[[], Any], within: float, otherwise: str) -> None:
    """Returns as soon as `holds()` is true; fails with the words of `otherwise` when it is late."""
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"{otherwise} within {within:.0f} seconds")
        time.sleep(0.05)
